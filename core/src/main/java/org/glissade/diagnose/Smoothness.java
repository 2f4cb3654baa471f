package org.glissade.diagnose;

import org.glissade.data.Examples;
import org.glissade.data.RowLengths;
import org.glissade.model.LinearModel;
import org.glissade.model.Squared;
import org.glissade.train.EmpiricalRisk;
import org.glissade.train.Penalty;
import org.jspecify.annotations.Nullable;

/**
 * How fast the gradients of a linear model can change, wherever the parameters are: L of the mean
 * loss, and the largest Lᵢ of an example. With ℓ″ ≤ c,
 *
 * <pre>
 *   L = c·λmax(Σwᵢx̃ᵢx̃ᵢᵀ/Σwᵢ) + λ₂      Lᵢ = c·N·wᵢ‖x̃ᵢ‖²/Σwᵢ + λ₂      x̃ = (x, 1)
 * </pre>
 *
 * <p>Of a batch of m of N examples drawn without replacement the expected smoothness is
 *
 * <pre>
 *   𝓛(m) = N(m − 1)/(m(N − 1))·L + (N − m)/(m(N − 1))·max Lᵢ
 * </pre>
 *
 * and minibatch SGD with a rate of up to 1/(2𝓛(m)) is proved to come to a neighbourhood of the
 * optimum (Gower et al., ICML 2019, arXiv 1901.09401, theorem 3.1 and proposition 3.8, there for
 * strongly convex objectives). Rates above often work: it is a bound, not a limit.
 *
 * @param examples N
 * @param mean L
 * @param largest max Lᵢ
 * @param largestRow the example that has it, from 0
 */
public record Smoothness(int examples, double mean, double largest, int largestRow) {

  /** Of a linear model whose loss has a bounded second derivative; null of any other. */
  public static @Nullable Smoothness of(EmpiricalRisk risk, Penalty penalty) {
    double c = risk.lossFunction().curvature();
    if (!(risk.model() instanceof LinearModel model) || !(c > 0) || Double.isInfinite(c)) {
      return null;
    }
    Examples data = risk.data();
    LinearModel one = new LinearModel(model.inputs(), 1, model.bias());
    EmpiricalRisk squares =
        new EmpiricalRisk(one, new Squared(), data.with(new float[data.rows()], 1, data.weights()));
    float[] zeros = new float[one.layout().size()];
    double lambda = Curvature.of(squares, Penalty.NONE, zeros).largest();
    double[] lengths = RowLengths.squares(data);
    float[] weights = data.weights();
    double perWeight = data.rows() / data.totalWeight();
    double most = 0;
    int row = 0;
    for (int i = 0; i < lengths.length; i++) {
      double weight = weights == null ? 1 : weights[i];
      double of = c * perWeight * weight * (lengths[i] + (model.bias() ? 1 : 0));
      if (of > most) {
        most = of;
        row = i;
      }
    }
    return new Smoothness(data.rows(), c * lambda + penalty.l2(), most + penalty.l2(), row);
  }

  /**
   * 𝓛(m).
   *
   * @param batch m, from 1 to N
   */
  public double ofBatch(int batch) {
    if (batch < 1 || batch > examples) {
      throw new IllegalArgumentException(
          "a batch has from 1 to " + examples + " examples, not " + batch);
    }
    if (examples == 1) {
      return mean;
    }
    double n = examples;
    double m = batch;
    return n * (m - 1) / (m * (n - 1)) * mean + (n - m) / (m * (n - 1)) * largest;
  }

  /** 1/(2𝓛(m)). */
  public double provedRate(int batch) {
    return 1 / (2 * ofBatch(batch));
  }
}
