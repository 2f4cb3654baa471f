package org.glissade.optim;

import java.util.function.UnaryOperator;
import org.glissade.math.Layout;

/**
 * One link of the chain by which a gradient becomes an update (the idea of Optax: every optimiser
 * is a short composition). The first link receives the gradient of the objective, each further one
 * what the one before made of it; what leaves the last is <em>added</em> to the parameters, so a
 * chain ends with {@link LearningRate}, which multiplies by −η, or with a link that {@link
 * #followsRate follows} it.
 *
 * <p>Implementations are records that print the text from which {@code Transforms.parse} reads
 * them, and own no state: {@link #bind} gives the kernel that does the work on named buffers.
 */
public interface GradientTransform {
  /** The kernel of this transform for parameters of that layout, its memory in those buffers. */
  Kernel bind(Layout layout, Buffers buffers);

  /**
   * Whether a coordinate whose gradient is zero is left alone (its update is zero and nothing is
   * remembered): then it may be skipped, and sparse data train in time proportional to their
   * nonzeros.
   */
  default boolean leavesUntouchedAlone() {
    return false;
  }

  /**
   * By which factor it multiplies a gradient that stays constant, once it has settled: 1 for a clip
   * that does not bind, 1/(1 − β) for momentum. The proximal step of L1 is scaled by the product of
   * these and the learning rate, so that the fixed point of the iteration is the optimum; where it
   * is NaN there is no such factor, or one for each coordinate, and L1 is refused.
   */
  default double gain() {
    return 1;
  }

  /**
   * Whether the rate is part of it, so that what leaves it is an update to be added as it is: no
   * {@link LearningRate} may stand in its chain.
   */
  default boolean hasOwnRate() {
    return false;
  }

  /**
   * Whether the mean of what several replicas remember belongs to the mean of their parameters, as
   * it does for a mean gradient or a sum of squares: then models can be trained apart and averaged.
   */
  default boolean canBeAveraged() {
    return true;
  }

  /**
   * Whether it works on the step that is about to be taken instead of on a gradient, so that its
   * place is the last of the chain, behind the {@link LearningRate}.
   */
  default boolean followsRate() {
    return false;
  }

  /**
   * Whether the parameters that a run gives (and is judged by) are others than those at which it
   * takes its gradients: {@link #evaluationPoint} has them.
   */
  default boolean hasEvaluationPoint() {
    return false;
  }

  /**
   * Writes the parameters that the run would give if it ended now.
   *
   * @param buffers those given to {@link #bind}
   * @param params at which the next gradient is taken
   * @param into receives them
   */
  default void evaluationPoint(Buffers buffers, float[] params, float[] into) {
    System.arraycopy(params, 0, into, 0, params.length);
  }

  /**
   * Whether it needs the examples themselves and not only the mean of their gradients, so that an
   * engine of its own has to take its steps; then {@link #bind} throws.
   */
  default boolean needsExamples() {
    return false;
  }

  /**
   * Whether it remembers something of each example from one epoch to the next and so solves the
   * problem of just these examples, penalties included, instead of learning from whatever comes.
   */
  default boolean remembersExamples() {
    return false;
  }

  /** What is known about the learning rate that suits it. */
  default RateAdvice rateAdvice() {
    return RateAdvice.NONE;
  }

  /** The same transform with what is made of each schedule in it. */
  default GradientTransform withSchedules(UnaryOperator<Schedule> change) {
    return this;
  }

  /** The same transform with every length of time in steps. */
  default GradientTransform over(Horizon horizon) {
    return withSchedules(schedule -> schedule.over(horizon));
  }

  /**
   * The learning rate at that step: the product over the links of a chain; 1 for a transform that
   * has none.
   */
  default double rate(long step) {
    return 1;
  }

  /** The first of the {@link Schedule#cycleEnd ends of cycles} of the schedules in it. */
  default long cycleEnd(long step) {
    return Long.MAX_VALUE;
  }

  /** What does the work of one transform in one run. Not thread-safe. */
  interface Kernel {
    /**
     * Called before {@link #prepare} with Σ wᵢ of the rows whose mean gradient it is; where it is
     * not, all steps weigh alike.
     */
    default void batchWeight(double weight) {}

    /**
     * Called before {@link #prepare} with the {@link GradientTransform#rate rate} of the links
     * before it, if it {@link GradientTransform#followsRate follows} them.
     */
    default void learningRate(double rate) {}

    /**
     * Whether this step only gathers, known after {@link #prepare}: its update is zero, and what
     * stands behind it in the chain is not to know of the step.
     */
    default boolean waits() {
      return false;
    }

    /**
     * Called once a step, before {@link #apply}: for what depends on the whole vector or on the
     * step, such as norms and rates.
     *
     * @param update what the links before made of the gradient
     * @param params the parameters before the step
     * @param step counts from 0
     */
    default void prepare(float[] update, float[] params, long step) {}

    /**
     * Transforms {@code update[from … to)} in place, element by element, without allocating.
     *
     * @param params the parameters before the step, to be read only
     */
    void apply(float[] update, float[] params, int from, int to);
  }
}
