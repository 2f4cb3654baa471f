package org.glissade.model;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.glissade.math.RandomStream;

/**
 * What a built-in loss must be: its textbook formula in double, and where it is most curved.
 *
 * @param text prints as
 * @param formula of one row, written without regard to overflow
 * @param kinks scores at which it has no derivative, given the target
 * @param target at which it is looked at for curvature
 * @param sharpest scores at which its curvature is largest
 */
record LossCase(
    String text, Formula formula, List<DoubleUnaryOperator> kinks, float target, float[] sharpest) {

  interface Formula {
    double of(double[] scores, double[] targets);
  }

  static final List<LossCase> ALL =
      List.of(
          each("squared", (s, y) -> (s - y) * (s - y) / 2, 0, 0),
          each("absolute", (s, y) -> s > y ? s - y : y - s, 0, 0, y -> y),
          each(
              "huber(1)",
              (s, y) -> Math.abs(s - y) <= 1 ? Math.pow(s - y, 2) / 2 : Math.abs(s - y) - 0.5,
              0,
              0.5),
          each(
              "huber(0.25)",
              (s, y) ->
                  Math.abs(s - y) <= 0.25
                      ? Math.pow(s - y, 2) / 2
                      : 0.25 * Math.abs(s - y) - 0.25 * 0.25 / 2,
              0,
              0.125),
          each("quantile(0.5)", (s, y) -> Math.abs(s - y) / 2, 0, 0, y -> y),
          each("quantile(0.9)", (s, y) -> s < y ? 0.9 * (y - s) : 0.1 * (s - y), 0, 0, y -> y),
          each(
              "epsilon-insensitive(0.1)",
              (s, y) -> Math.max(0, Math.abs(y - s) - 0.1),
              0,
              0.1,
              y -> y - 0.1,
              y -> y + 0.1),
          each(
              "squared-epsilon-insensitive(0.5)",
              (s, y) -> Math.pow(Math.max(0, Math.abs(y - s) - 0.5), 2),
              0,
              2),
          each("logistic", (s, y) -> Math.log(1 + Math.exp(-y * s)), 1, 0),
          each("hinge", (s, y) -> Math.max(0, 1 - y * s), 1, 1, y -> y),
          each("squared-hinge", (s, y) -> Math.pow(Math.max(0, 1 - y * s), 2), 1, 0),
          each(
              "modified-huber",
              (s, y) -> y * s >= -1 ? Math.pow(Math.max(0, 1 - y * s), 2) : -4 * y * s,
              1,
              0),
          each("perceptron", (s, y) -> Math.max(0, -y * s), 1, 0, y -> 0),
          each("poisson", (s, y) -> Math.exp(s) - y * s, 3, 15),
          new LossCase("softmax", LossCase::crossEntropy, List.of(), 0, new float[] {1, 1, -40}),
          oneVsRest("logistic", m -> Math.log(1 + Math.exp(-m)), new float[] {0, 0, 3}),
          oneVsRest("hinge", m -> Math.max(0, 1 - m), new float[] {1, -1, 3}, y -> 1, y -> -1),
          oneVsRest(
              "modified-huber",
              m -> m >= -1 ? Math.pow(Math.max(0, 1 - m), 2) : -4 * m,
              new float[] {0, 0, 3}));

  private static LossCase each(
      String text,
      DoubleBinaryOperator formula,
      double target,
      double sharpest,
      DoubleUnaryOperator... kinks) {
    return new LossCase(
        text,
        (s, y) -> {
          double sum = 0;
          for (int k = 0; k < s.length; k++) {
            sum += formula.applyAsDouble(s[k], y[k]);
          }
          return sum;
        },
        List.of(kinks),
        (float) target,
        new float[] {(float) sharpest});
  }

  /** The margin loss of each class against the rest, added. */
  private static LossCase oneVsRest(
      String inner, DoubleUnaryOperator formula, float[] sharpest, DoubleUnaryOperator... kinks) {
    return new LossCase(
        "one-vs-rest(" + inner + ")",
        (s, y) -> {
          double sum = formula.applyAsDouble(s[(int) y[0]]);
          for (int k = 0; k < s.length; k++) {
            sum += k == (int) y[0] ? 0 : formula.applyAsDouble(-s[k]);
          }
          return sum;
        },
        List.of(kinks),
        0,
        sharpest);
  }

  private static double crossEntropy(double[] scores, double[] targets) {
    double sum = 0;
    for (double score : scores) {
      sum += Math.exp(score);
    }
    return -Math.log(Math.exp(scores[(int) targets[0]]) / sum);
  }

  Loss loss() {
    return Losses.parse(text);
  }

  boolean classes() {
    return loss().target() == Loss.Target.CLASS;
  }

  /** Numbers of outputs with which to try it. */
  int[] outputs() {
    return classes() ? new int[] {2, 3, 10} : new int[] {1, 3};
  }

  int targetsPerRow(int outputs) {
    return classes() ? 1 : outputs;
  }

  /** Random targets that it accepts. */
  float[] targets(RandomStream random, int rows, int outputs) {
    float[] targets = new float[rows * targetsPerRow(outputs)];
    for (int i = 0; i < targets.length; i++) {
      targets[i] =
          switch (loss().target()) {
            case REAL -> (float) (3 * random.nextGaussian());
            case COUNT -> random.nextInt(9);
            case SIGN -> 2 * random.nextInt(2) - 1;
            case CLASS -> random.nextInt(outputs);
          };
    }
    return targets;
  }

  static float[] gaussians(RandomStream random, int count, double scale) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return values;
  }

  @Override
  public String toString() {
    return text;
  }
}
