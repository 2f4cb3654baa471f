package org.glissade.optim;

import org.glissade.math.Layout;
import org.glissade.spec.Spec;
import org.glissade.spec.SpecException;

/**
 * SAGA: steps whose noise vanishes, so that a convex problem is solved exactly and not up to a
 * neighbourhood. Text: {@code saga} with a step that is searched, {@code saga(0.1)} with one that
 * is given.
 *
 * <p>Idea: the gradient of each example at the parameters where it was last seen is remembered.
 * Their mean ḡ is close to the gradient of the whole, and what a drawn example adds is only how far
 * its own gradient has moved since:
 *
 * <pre>
 *   θ ← prox_γ( θ − γ(∇ℓᵢ(θ) − αᵢ + ḡ) )      then  αᵢ ← ∇ℓᵢ(θ), and ḡ with it
 * </pre>
 *
 * <p>The direction is unbiased, and at the optimum, where nothing moves, it is zero: under a
 * constant step the distance to the optimum falls by a constant factor an epoch. For a linear model
 * αᵢ is a number for each output, times the row itself.
 *
 * <p>Defazio, Bach and Lacoste-Julien, "SAGA: a fast incremental gradient method with support for
 * non-strongly convex composite objectives" (NIPS 2014), whose step 1/(3L) this is where none is
 * given. It is for linear models with a smooth loss; L1 and L2 are taken by the proximal step. The
 * engine takes its steps from the examples: it makes a whole optimiser, and no link of a chain.
 * Costs a float for each example and output, three doubles for each parameter, and twice the work
 * of a plain step.
 *
 * @param rate γ, above 0; NaN for one that is searched
 */
public record Saga(double rate) implements GradientTransform {
  /** Whose step is searched. */
  public static final double SEARCHED = Double.NaN;

  public Saga {
    rate = Double.isNaN(rate) ? SEARCHED : Rates.positive("rate", rate);
  }

  static GradientTransform of(Spec spec) {
    return new Saga(spec.bind("rate").number("rate", SEARCHED));
  }

  /**
   * {@inheritDoc}
   *
   * @throws SpecException always: see {@link #needsExamples}
   */
  @Override
  public Kernel bind(Layout layout, Buffers buffers) {
    throw new SpecException(
        this + " takes its steps from the examples of a linear model, not from gradients");
  }

  @Override
  public boolean needsExamples() {
    return true;
  }

  @Override
  public boolean remembersExamples() {
    return true;
  }

  @Override
  public boolean hasOwnRate() {
    return true;
  }

  /** A table of the gradients of other rows is of no use at a mean of parameters. */
  @Override
  public boolean canBeAveraged() {
    return false;
  }

  /** {@inheritDoc} NaN where it is searched: then the engine knows it. */
  @Override
  public double rate(long step) {
    return rate;
  }

  @Override
  public String toString() {
    return Double.isNaN(rate) ? "saga" : "saga(" + Spec.number(rate) + ")";
  }
}
