package org.glissade.train;

import java.util.Arrays;
import org.glissade.model.LinearModel;
import org.glissade.optim.Buffers;

/**
 * The weights of a linear model under proximal steps along a mean gradient ḡ that is dense, where
 * the rows are sparse:
 *
 * <pre>
 *   w ← soft( w − γ(ḡ + v), γλ₁ ) / (1 + γλ₂)          biases: w ← w − γ(ḡ + v)
 * </pre>
 *
 * <p>v lives on the columns of a step's rows. Between two rows that have a column its ḡ stays as it
 * is, so that the steps in between are made up for when it is next met (just in time; Schmidt, Le
 * Roux and Bach, "Minimizing finite sums with the stochastic average gradient", Math. Prog. 2017,
 * section 4.1), by a closed form: while the sign of w stays, k steps are
 *
 * <pre>
 *   w ← ρᵏw − a(1 − ρᵏ)/λ₂    with ρ = 1/(1 + γλ₂), a = ḡ + sign(w)·λ₁    (w − kγa where λ₂ = 0)
 * </pre>
 *
 * <p>w goes monotonically to the fixed point of its ḡ, so that the sign changes at most once, at a
 * step that is solved for. This is no approximation: it differs from the single steps by rounding
 * in double. So a step costs O(nonzeros), with L1 as without.
 *
 * <p>Parameters and mean gradient are kept in double, in the training state: in float, what the
 * steps still have to add near the optimum would be rounded away.
 */
final class ProximalIterate {
  private final int columns;
  private final int outputs;
  private final int biasAt;
  private final boolean bias;
  private final boolean lazy;
  private final double l1;
  private final double l2;
  private final double[] w;
  private final double[] mean;

  /** v of the step that is going on; zero between two steps. */
  private final double[] v;

  /** The time up to which each column has come. */
  private final double[] reached;

  /** One number: how many steps have been taken. */
  private final double[] time;

  private double gamma;
  private double decay;

  /** log ρ. */
  private double logDecay;

  // Of the column that is being made up for.
  private double power;
  private double drifted;

  /**
   * @param lazy whether rows are sparse: steps then {@link #move} the columns of their rows,
   *     otherwise {@linkplain #moveAll all}
   */
  ProximalIterate(LinearModel model, Penalty penalty, boolean lazy, Buffers buffers) {
    this.lazy = lazy;
    this.columns = model.inputs();
    this.outputs = model.outputs();
    this.bias = model.bias();
    this.biasAt = columns * outputs;
    this.l1 = penalty.l1();
    this.l2 = penalty.l2();
    int size = model.layout().size();
    this.w = buffers.doubles("weights", size);
    this.mean = buffers.doubles("mean-gradient", size);
    this.reached = buffers.doubles("reached", lazy ? columns : 0);
    this.time = buffers.doubles("time", 1);
    this.v = new double[size];
  }

  /** ḡ, to be written to where the columns have come up to now. */
  double[] mean() {
    return mean;
  }

  /** v, to be added to before a step. */
  double[] direction() {
    return v;
  }

  /** Takes other parameters over. */
  void set(float[] params) {
    for (int i = 0; i < w.length; i++) {
      w[i] = params[i];
    }
    Arrays.fill(reached, time[0]);
  }

  /** γ of the steps to come; those before it are made up for first. */
  void gamma(double value) {
    if (value != gamma) {
      if (gamma > 0) {
        settle();
      }
      gamma = value;
      decay = 1 / (1 + gamma * l2);
      logDecay = -Math.log1p(gamma * l2);
    }
  }

  /** The weights, up to date where the columns have come up to now. */
  double[] weights() {
    return w;
  }

  double bias(int output) {
    return bias ? w[biasAt + output] : 0;
  }

  void addToBias(double value, double[] into, int output) {
    if (bias) {
      into[biasAt + output] += value;
    }
  }

  /** Brings the columns of a sparse row up to date. */
  void catchUp(int[] indices, int from, int to) {
    for (int i = from; i < to; i++) {
      catchUp(indices[i]);
    }
  }

  private void catchUp(int column) {
    double steps = lag(column);
    if (steps > 0) {
      for (int k = 0, j = column; k < outputs; k++, j += columns) {
        w[j] = after(w[j], mean[j], steps);
      }
      reached[column] = time[0];
    }
  }

  /** Begins a step: {@link #move} and {@link #moveAll} then belong to it. */
  void beginStep() {
    if (lazy) {
      time[0]++;
    }
    if (bias) {
      for (int j = biasAt; j < w.length; j++) {
        w[j] -= gamma * (mean[j] + v[j]);
        v[j] = 0;
      }
    }
  }

  /** Takes the step for the columns of a sparse row that have come up to it, each once. */
  void move(int[] indices, int from, int to) {
    double now = time[0];
    for (int i = from; i < to; i++) {
      int column = indices[i];
      if (reached[column] < now) {
        for (int k = 0, j = column; k < outputs; k++, j += columns) {
          w[j] = stepped(w[j], mean[j] + v[j]);
          v[j] = 0;
        }
        reached[column] = now;
      }
    }
  }

  /** Takes the step for all columns, which all have come up to it. */
  void moveAll() {
    double rate = gamma;
    double shrink = decay;
    double threshold = rate * l1;
    for (int j = 0; j < biasAt; j++) {
      double u = w[j] - rate * (mean[j] + v[j]);
      w[j] = shrink * (u - Math.max(-threshold, Math.min(threshold, u)));
      v[j] = 0;
    }
  }

  private double stepped(double weight, double gradient) {
    double u = weight - gamma * gradient;
    double threshold = gamma * l1;
    return decay * (u - Math.max(-threshold, Math.min(threshold, u)));
  }

  /** Brings all columns up to date. */
  void settle() {
    for (int column = 0; column < reached.length; column++) {
      catchUp(column);
    }
  }

  /** Writes the parameters of now, and leaves what is to be made up for as it is. */
  void writeTo(float[] params) {
    for (int column = 0; column < columns; column++) {
      double steps = lag(column);
      for (int k = 0, j = column; k < outputs; k++, j += columns) {
        params[j] = (float) (steps > 0 ? after(w[j], mean[j], steps) : w[j]);
      }
    }
    for (int j = biasAt; j < w.length; j++) {
      params[j] = (float) w[j];
    }
  }

  /** The same in double. */
  void writeTo(double[] params) {
    System.arraycopy(w, 0, params, 0, w.length);
    for (int column = 0; column < columns; column++) {
      double steps = lag(column);
      for (int k = 0, j = column; steps > 0 && k < outputs; k++, j += columns) {
        params[j] = after(w[j], mean[j], steps);
      }
    }
  }

  /** How many steps a column has to make up for, with {@link #after} ready for so many. */
  private double lag(int column) {
    double steps = lazy ? time[0] - reached[column] : 0;
    if (steps > 0) {
      lagBy(steps);
    }
    return steps;
  }

  private void lagBy(double steps) {
    if (l2 > 0) {
      power = Math.exp(steps * logDecay);
      drifted = -Math.expm1(steps * logDecay) / l2;
    } else {
      power = 1;
      drifted = steps * gamma;
    }
  }

  /** After those {@link #lagBy steps} along g, v being zero. */
  private double after(double weight, double g, double steps) {
    if (l1 == 0) {
      return power * weight - g * drifted;
    }
    double sign = Math.signum(weight);
    if (sign == 0) {
      double beyond = Math.abs(g) - l1;
      return beyond > 0 ? -Math.signum(g) * beyond * drifted : 0;
    }
    // mirrored, so that the weight is above 0
    double drift = sign * g + l1;
    double size = Math.abs(weight);
    double end = power * size - drift * drifted;
    return end > 0 ? sign * end : sign * beyondZero(size, sign * g, drift, steps);
  }

  /** The same for a weight above 0 that does not stay there. */
  private double beyondZero(double size, double g, double drift, double steps) {
    double crossing =
        l2 > 0
            ? Math.log1p(size * l2 / drift) / -logDecay // ρᵐ(w + a/λ₂) = a/λ₂
            : size / (gamma * drift);
    double before = Math.max(0, Math.ceil(crossing) - 1);
    while (before > 0 && straight(size, drift, before) <= 0) {
      before--;
    }
    while (before + 1 < steps && straight(size, drift, before + 1) > 0) {
      before++;
    }
    before = Math.min(before, steps - 1);
    double crossed = stepped(straight(size, drift, before), g);
    double left = steps - before - 1;
    double far = g - l1; // along which it goes on beyond zero, if it does
    if (left == 0 || far <= 0) {
      return crossed;
    }
    double rest = l2 > 0 ? -Math.expm1(left * logDecay) / l2 : left * gamma;
    double kept = l2 > 0 ? Math.exp(left * logDecay) : 1;
    return kept * crossed - far * rest;
  }

  private double straight(double size, double drift, double steps) {
    return l2 > 0
        ? Math.exp(steps * logDecay) * size + drift * Math.expm1(steps * logDecay) / l2
        : size - drift * (steps * gamma);
  }
}
