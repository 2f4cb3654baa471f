package org.glissade.train;

import java.util.Arrays;
import org.glissade.math.Layout;
import org.glissade.math.Vectors;
import org.glissade.optim.GradientTransform;
import org.jspecify.annotations.Nullable;

/**
 * The reference engine: any objective, any transforms.
 *
 * <pre>
 *   g ← Σ wᵢ∇ℓᵢ(θ) / Σ wᵢ + λ₂w;   u ← chain(g);   θ ← θ + u;   w ← soft(w, η·gain·λ₁)
 * </pre>
 *
 * <p>It touches every parameter in every step; nothing is allocated after it is built.
 */
final class ChainEngine implements Engine {
  private final Objective objective;
  private final Layout layout;
  private final GradientTransform transform;
  private final GradientTransform.Kernel kernel;
  private final Penalty penalty;
  private final double gain;
  private final long seed;
  private final float[] params;
  private final float[] update;
  private final double @Nullable [] wide;
  private double weight;
  private boolean single;

  ChainEngine(Objective objective, Recipe recipe, TrainingState state) {
    this.objective = objective;
    this.layout = objective.layout();
    this.transform = recipe.transform();
    this.kernel = transform.bind(layout, state.scope("transform"));
    this.penalty = recipe.penalty();
    this.seed = recipe.seed();
    this.gain = transform.gain();
    this.params = state.params();
    this.update = new float[params.length];
    boolean addsUpWell = objective instanceof EmpiricalRisk risk && risk.isNetwork();
    this.wide =
        objective.examples() > Evaluation.NARROW && !addsUpWell ? new double[params.length] : null;
  }

  @Override
  public String name() {
    return "chain";
  }

  @Override
  public double step(int[] order, int from, int to, long step) {
    weight = objective.weight(order, from, to);
    single = to - from == 1;
    if (weight == 0) {
      return 0;
    }
    double loss = meanGradient(order, from, to, step);
    penalty.addL2Gradient(layout, params, update);
    kernel.batchWeight(weight);
    kernel.prepare(update, params, step);
    kernel.apply(update, params, 0, update.length);
    for (int i = 0; i < params.length; i++) {
      params[i] += update[i];
    }
    if (penalty.l1() > 0) {
      penalty.shrink(layout, params, transform.rate(step) * gain);
    }
    return loss;
  }

  private double meanGradient(int[] order, int from, int to, long step) {
    if (wide == null || to - from <= Evaluation.NARROW) {
      Arrays.fill(update, 0);
      double loss = objective.addStepGradient(params, order, from, to, update, seed, step);
      Vectors.scale(update, (float) (1 / weight), 0, update.length);
      return loss;
    }
    double loss = Evaluation.gradient(objective, params, order, from, to, update, wide);
    for (int i = 0; i < wide.length; i++) {
      update[i] = (float) (wide[i] / weight);
    }
    return loss;
  }

  @Override
  public double weight() {
    return weight;
  }

  /** Kept of single examples. */
  @Override
  public float @Nullable [] scores() {
    return single && weight > 0 && objective instanceof EmpiricalRisk risk ? risk.scores() : null;
  }
}
