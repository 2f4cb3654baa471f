package org.glissade.diagnose;

import java.util.Arrays;
import java.util.List;
import org.glissade.data.Examples;
import org.glissade.model.LinearModel;
import org.glissade.model.Loss;
import org.glissade.model.Model;
import org.glissade.model.Squared;
import org.glissade.optim.Chain;
import org.glissade.optim.ClipByNorm;
import org.glissade.optim.ClipByValue;
import org.glissade.optim.GradientTransform;
import org.glissade.optim.LearningRate;
import org.glissade.optim.Momentum;
import org.glissade.train.EmpiricalRisk;
import org.glissade.train.Recipe;

/** Measures a {@link RateLimit}. */
final class StableRates {
  private static final int FEWEST_ROWS = 64;

  private StableRates() {}

  /**
   * @param work multiplications that it may take
   * @param rate of the run
   */
  static RateLimit of(
      Model model,
      Loss loss,
      Examples examples,
      Recipe recipe,
      float[] params,
      double work,
      double rate) {
    boolean linear = model instanceof LinearModel;
    double perRow =
        160.0 * (linear ? (double) examples.stored() / examples.rows() : model.layout().size());
    int most = (int) Math.clamp(work / perRow, FEWEST_ROWS, Integer.MAX_VALUE);
    int[] rows = new int[Math.min(examples.rows(), most)];
    Arrays.setAll(rows, i -> (int) ((long) i * examples.rows() / rows.length));
    Examples some = rows.length == examples.rows() ? examples : examples.select(rows);
    boolean quadratic = linear && loss instanceof Squared;
    if (quadratic) { // the same with any targets, and without them nothing is lost to rounding
      int each = some.targetsPerRow();
      some = some.with(new float[some.rows() * each], each, some.weights());
    }
    EmpiricalRisk risk = new EmpiricalRisk(model, loss, some);
    float[] at = quadratic ? new float[params.length] : params;
    double lambda = Curvature.of(risk, recipe.penalty(), at).largest();
    Smoothness smoothness =
        plain(recipe.transform()) ? Smoothness.of(risk, recipe.penalty()) : null;
    double proved =
        smoothness == null
            ? Double.NaN
            : smoothness.provedRate(Math.min(recipe.batchSize(), rows.length));
    double stable = lambda > 0 ? reach(recipe.transform()) / lambda : Double.NaN;
    return new RateLimit(rate, lambda, stable, proved, Double.NaN);
  }

  private static boolean plain(GradientTransform transform) {
    return links(transform).stream().allMatch(LearningRate.class::isInstance);
  }

  private static List<GradientTransform> links(GradientTransform transform) {
    return transform instanceof Chain chain ? chain.links() : List.of(transform);
  }

  /** The largest η·λ with which gradient descent on a quadratic is stable; NaN if not known. */
  static double reach(GradientTransform transform) {
    double reach = 2;
    for (GradientTransform link : links(transform)) {
      switch (link) {
        case LearningRate _, ClipByNorm _, ClipByValue _ -> {}
        case Momentum momentum -> {
          double beta = momentum.beta();
          reach *= (1 + beta) / (momentum.nesterov() ? 1 + 2 * beta : 1 - momentum.dampening());
        }
        default -> reach = Double.NaN;
      }
    }
    return reach;
  }
}
