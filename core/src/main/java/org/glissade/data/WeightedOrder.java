package org.glissade.data;

import java.util.Objects;
import org.glissade.math.AliasTable;
import org.glissade.math.RandomStream;
import org.glissade.spec.Spec;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;

/**
 * Independent draws in which some rows come more often than others, while what is minimised stays
 * the weighted mean L = Σwᵢℓᵢ/Σwᵢ. An epoch is as many draws as there are rows.
 *
 * <ul>
 *   <li>{@code weighted}: row i comes with the probability pᵢ = wᵢ/W and then counts as one. A
 *       batch is then always as large as it says, where batches of weighted rows are now and then
 *       made of one heavy row.
 *   <li>{@code importance(power=2, uniform=0.5)}: rows with long features come more often,
 *       <pre>pᵢ = u·wᵢ/W + (1 − u)·sᵢ/S,   sᵢ = wᵢ(‖xᵢ‖² + 1)^(power/2),</pre>
 *       and the gradient of a drawn row is multiplied by wᵢ/(W·pᵢ), so that its expectation is ∇L:
 *       a step divides the sum by the number of draws, not by the sum of the factors, which would
 *       be biased. With {@code power=2} the probabilities are those of the smoothness of each row's
 *       loss, and the largest rate that is stable depends on the mean of the ‖xᵢ‖² instead of their
 *       largest (Needell, Srebro and Ward 2016, arXiv 1310.5715, who also mix in u = ½, so that no
 *       factor exceeds 2); with {@code power=1} those of the length of its gradient where |ℓ′| is
 *       bounded, which makes the variance smallest (Zhao and Zhang 2015, arXiv 1401.2753).
 * </ul>
 *
 * <p>Worth it where the lengths of rows differ by much; where they do not, drawing with replacement
 * costs more than importance gains, and {@code shuffle} is better. Takes 8 bytes a row. Rows of
 * weight 0 never come.
 */
public final class WeightedOrder implements Order {
  private final boolean importance;
  private final double power;
  private final double uniform;
  private final @Nullable AliasTable table;

  private WeightedOrder(
      boolean importance, double power, double uniform, @Nullable AliasTable table) {
    this.importance = importance;
    this.power = power;
    this.uniform = uniform;
    this.table = table;
  }

  /** Rows in proportion to their weights: see {@link WeightedOrder}. */
  static WeightedOrder byWeight() {
    return new WeightedOrder(false, 0, 1, null);
  }

  /**
   * Rows by their lengths: see {@link WeightedOrder}.
   *
   * @param power of the length, at least 0
   * @param uniform share of draws by weight alone, from 0 to 1
   */
  static WeightedOrder byLength(double power, double uniform) {
    if (!(power >= 0) || power == Double.POSITIVE_INFINITY) {
      throw new SpecException("the power of the length must be at least 0: " + power);
    }
    if (!(uniform >= 0 && uniform <= 1)) {
      throw new SpecException("the uniform share must lie between 0 and 1: " + uniform);
    }
    return new WeightedOrder(true, power, uniform, null);
  }

  /** {@inheritDoc} Goes over the features once, if their lengths matter. */
  @Override
  public WeightedOrder on(Examples examples) {
    return new WeightedOrder(importance, power, uniform, new AliasTable(probabilities(examples)));
  }

  /** {@inheritDoc} Their weights become wᵢ/(W·pᵢ). */
  @Override
  public Examples drawn(Examples examples) {
    if (!importance) {
      return examples.with(examples.targets(), examples.targetsPerRow(), null);
    }
    double[] probabilities = probabilities(examples);
    float[] weights = examples.weights();
    double total = examples.totalWeight();
    float[] factors = new float[probabilities.length];
    for (int i = 0; i < factors.length; i++) {
      double weight = weights == null ? 1 : weights[i];
      factors[i] = weight == 0 ? 0 : (float) (weight / total / probabilities[i]);
    }
    return examples.scaled(factors);
  }

  /** pᵢ, which sum up to 1. */
  private double[] probabilities(Examples examples) {
    float[] weights = examples.weights();
    double[] chances = new double[examples.rows()];
    double total = examples.totalWeight();
    for (int i = 0; i < chances.length; i++) {
      chances[i] = (weights == null ? 1 : weights[i]) / total;
    }
    if (importance && uniform < 1 && power > 0) {
      mixIn(chances, RowLengths.squares(examples));
    }
    return chances;
  }

  private void mixIn(double[] chances, double[] squaredLengths) {
    double[] scores = squaredLengths;
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = chances[i] * StrictMath.pow(scores[i] + 1, power / 2);
      sum += scores[i];
    }
    if (sum == Double.POSITIVE_INFINITY) {
      throw new SpecException("rows are too long for " + this + "; use a smaller power");
    }
    for (int i = 0; i < scores.length; i++) {
      chances[i] = uniform * chances[i] + (1 - uniform) * (scores[i] / sum);
    }
  }

  @Override
  public void fill(long seed, long epoch, int[] rows) {
    draws(seed, epoch, rows.length).next(rows, rows.length);
  }

  @Override
  public Draws draws(long seed, long epoch, int examples) {
    AliasTable of = table;
    if (of == null || of.size() != examples) {
      throw new SpecException("the order " + this + " needs examples, which have weights");
    }
    RandomStream random = RandomStream.of(seed, importance ? "importance" : "weighted", epoch);
    return (rows, count) -> {
      for (int i = 0; i < count; i++) {
        rows[i] = of.draw(random);
      }
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WeightedOrder order
        && order.importance == importance
        && order.power == power
        && order.uniform == uniform
        && Objects.equals(order.table, table);
  }

  @Override
  public int hashCode() {
    return Objects.hash(importance, power, uniform);
  }

  @Override
  public String toString() {
    return importance
        ? "importance(power=" + Spec.number(power) + ", uniform=" + Spec.number(uniform) + ")"
        : "weighted";
  }
}
