package org.glissade.train;

import org.glissade.model.LinearModel;
import org.glissade.model.Loss;

/**
 * The shortest subgradient of the penalised objective of a linear model, summed in double: zero at
 * the optimum and, where the objective is convex, nowhere else.
 *
 * <pre>
 *   gⱼ + λ₂wⱼ + λ₁·sign(wⱼ)   where wⱼ ≠ 0;      soft(gⱼ, λ₁)   where wⱼ = 0;      g of the biases
 * </pre>
 *
 * <p>What can be told of it is a matter of how exactly its terms cancel. With s in float, and so
 * known to a part of it, ℓ′ is known to a part of |ℓ′| + |ℓ″s|; each element is compared with
 *
 * <pre>
 *   Σ wᵢ(|ℓ′ᵢ| + |ℓ″ᵢsᵢ|)|xᵢⱼ| / Σw + λ₂|wⱼ| + λ₁
 * </pre>
 *
 * <p>whatever the scale of a feature and of the loss. ℓ″s is taken from a second derivative at
 * scores that differ by a thousandth, of several outputs in turns to one side and the other.
 *
 * @param norm Euclidean
 * @param share the largest element as a share of what it is compared with
 */
record Slope(double norm, double share) {

  /** By how much of itself a score is changed to see how its derivative depends on it. */
  private static final float CHANGE = 0x1p-10f;

  /** At those parameters; the loss is differentiated at scores in float. */
  static Slope of(EmpiricalRisk risk, LinearModel model, Penalty penalty, double[] params) {
    double[] gradient = new double[params.length];
    double[] sizes = new double[params.length];
    sum(risk, model, params, gradient, sizes);
    int biasAt = model.inputs() * model.outputs();
    double squares = 0;
    double share = 0;
    for (int j = 0; j < params.length; j++) {
      double g = gradient[j];
      double size = sizes[j];
      if (j < biasAt) {
        g += penalty.l2() * params[j];
        size += penalty.l2() * Math.abs(params[j]) + penalty.l1();
        g =
            params[j] == 0
                ? g - Math.clamp(g, -penalty.l1(), penalty.l1())
                : g + penalty.l1() * Math.signum(params[j]);
      }
      squares += g * g;
      if (g != 0) {
        share = Math.max(share, Math.abs(g) / size);
      }
    }
    return new Slope(Math.sqrt(squares), share);
  }

  private static void sum(
      EmpiricalRisk risk, LinearModel model, double[] params, double[] gradient, double[] sizes) {
    Loss loss = risk.lossFunction();
    Shares shares = new Shares(risk.data());
    int columns = model.inputs();
    int outputs = model.outputs();
    int biasAt = columns * outputs;
    float[] score = new float[outputs];
    float[] target = new float[risk.data().targetsPerRow()];
    float[] derivative = new float[outputs];
    float[] changed = new float[outputs];
    WideRows.overAll(
        risk.data(),
        (example, rows, row) -> {
          double w = shares.ofAll(example);
          for (int k = 0; k < outputs; k++) {
            double bias = model.bias() ? params[biasAt + k] : 0;
            score[k] = (float) (rows.dot(row, params, k * columns) + bias);
          }
          rows.target(row, target);
          loss.evaluate(score, target, null, derivative, 1, outputs);
          for (int k = 0; k < outputs; k++) {
            score[k] *= k % 2 == 0 ? 1 + CHANGE : 1 - CHANGE;
          }
          loss.evaluate(score, target, null, changed, 1, outputs);
          for (int k = 0; w > 0 && k < outputs; k++) {
            double d = derivative[k];
            double size = w * (Math.abs(d) + Math.abs(changed[k] - d) / CHANGE);
            rows.add(w * d, row, gradient, k * columns);
            rows.addSizes(size, row, sizes, k * columns);
            if (model.bias()) {
              gradient[biasAt + k] += w * d;
              sizes[biasAt + k] += size;
            }
          }
        });
  }
}
