package org.glissade.train;

import org.glissade.optim.VowpalWabbit;

/**
 * Vowpal Wabbit's recurrences as the papers have them, in double, on dense rows; the path of an
 * infinitely small step is followed by many small ones.
 */
final class PlainVowpal {
  /** ∂ℓ/∂s in VW's units. */
  @FunctionalInterface
  interface Slope {
    double at(double score, double target);
  }

  private static final int SMALL_STEPS = 20_000;

  private final VowpalWabbit rule;
  private final Slope slope;
  private final boolean bounded;
  private final double[] squares;
  private final double[] scales;

  /** Weights, the last that of the bias. */
  final double[] weights;

  private double norms;
  private double met;
  private double seen;
  private double lowest;
  private double highest;

  PlainVowpal(VowpalWabbit rule, Slope slope, boolean bounded, double[] weights) {
    this.rule = rule;
    this.slope = slope;
    this.bounded = bounded;
    this.weights = weights;
    this.squares = new double[weights.length];
    this.scales = new double[weights.length];
  }

  /** Learns from a row, and gives its score before. */
  double learn(float[] row, double target, double h) {
    lowest = Math.min(lowest, target);
    highest = Math.max(highest, target);
    double[] x = new double[weights.length];
    double raw = 0;
    for (int j = 0; j < x.length; j++) {
      x[j] = j < row.length ? row[j] : 1;
      raw += x[j] * weights[j];
    }
    double score = bounded ? Math.clamp(raw, -50, 50) : Math.clamp(raw, lowest, highest);
    double g = slope.at(score, target);
    if (g != 0) {
      step(x, score, target, g, h);
    }
    seen += h;
    return score;
  }

  private void step(double[] x, double score, double target, double g, double h) {
    double p = rule.powerT();
    double[] rates = new double[x.length];
    double norm = 0;
    for (int j = 0; j < x.length; j++) {
      if (x[j] == 0) {
        continue;
      }
      double exponent = rule.adaptive() ? 1 - p : 1;
      squares[j] += h * g * g * x[j] * x[j];
      rates[j] = rule.adaptive() ? Math.pow(rule.initialT() + squares[j], -p) : 1;
      if (rule.normalised()) {
        double size = Math.abs(x[j]);
        if (size > scales[j]) {
          weights[j] *= scales[j] == 0 ? 1 : Math.pow(scales[j] / size, 2 * exponent);
          scales[j] = size;
        }
        norm += Math.pow(size / scales[j], 2);
        rates[j] *= Math.pow(scales[j], -2 * exponent);
      }
    }
    double m = 1;
    if (rule.normalised()) {
      norms += h * norm;
      met += h;
      double mean = (rule.initialT() + met) / (rule.initialT() + norms);
      m = Math.pow(mean, rule.adaptive() ? 1 - p : 1);
    }
    double perUpdate = 0;
    for (int j = 0; j < x.length; j++) {
      perUpdate += m * rates[j] * x[j] * x[j];
    }
    double length = rule.rate() * h;
    if (!rule.adaptive()) {
      double start = rule.normalised() ? 1 : Math.pow(rule.initialT(), p);
      length *= start * Math.pow(rule.initialT() + seen + h, -p);
    }
    double update = rule.invariant() ? along(score, target, length, perUpdate) : -length * g;
    for (int j = 0; j < x.length; j++) {
      weights[j] += update * m * rates[j] * x[j];
    }
  }

  /** Where ds/da = −π·ℓ′(s) leads, less where it began, over π. */
  private double along(double score, double target, double length, double perUpdate) {
    return path(slope, score, target, length, perUpdate) / perUpdate;
  }

  /** By how much the score moves: Heun's steps, cut off where one would turn back. */
  static double path(Slope slope, double score, double target, double length, double perUpdate) {
    double s = score;
    double da = length / SMALL_STEPS;
    for (int i = 0; i < SMALL_STEPS; i++) {
      double first = -perUpdate * slope.at(s, target);
      double second = -perUpdate * slope.at(s + da * first, target);
      if (first * second <= 0) {
        double way = da * first / 2;
        return s + (first * second < 0 ? way : 2 * way) - score;
      }
      s += da * (first + second) / 2;
    }
    return s - score;
  }
}
