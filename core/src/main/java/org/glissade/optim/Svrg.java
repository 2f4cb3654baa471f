package org.glissade.optim;

import java.util.StringJoiner;
import org.glissade.math.Layout;
import org.glissade.spec.Spec;
import org.glissade.spec.SpecException;

/**
 * SVRG: as {@link Saga}, but what is remembered of the examples is of one point, the snapshot, and
 * renewed for all of them at once every few epochs. Text: {@code svrg} with a step that is
 * searched, {@code svrg(0.1, every=2)}.
 *
 * <pre>
 *   every few epochs  θ̃ ← θ,  ḡ ← the gradient of the whole at θ̃
 *   each step         θ ← prox_γ( θ − γ(∇ℓᵢ(θ) − ∇ℓᵢ(θ̃) + ḡ) )
 * </pre>
 *
 * <p>Johnson and Zhang, "Accelerating stochastic gradient descent using predictive variance
 * reduction" (NIPS 2013), with the snapshot at the last iterate (their option I); with the proximal
 * step Xiao and Zhang, "A proximal stochastic gradient method with progressive variance reduction"
 * (SIAM J. Optim. 2014). In the papers ∇ℓᵢ(θ̃) is computed again in each step to save memory; for a
 * linear model it is a number for each output, and is kept. Beside SAGA it costs the passes of the
 * snapshots, and its mean gradient is older; it is the simpler of the two to reason about.
 *
 * @param rate γ, above 0; NaN for one that is searched
 * @param every epochs from one snapshot to the next, at least 1
 */
public record Svrg(double rate, int every) implements GradientTransform {
  static final int EVERY = 2;

  public Svrg {
    rate = Double.isNaN(rate) ? Saga.SEARCHED : Rates.positive("rate", rate);
    if (every < 1) {
      throw new IllegalArgumentException("every must be at least 1 epoch, not " + every);
    }
  }

  static GradientTransform of(Spec spec) {
    var a = spec.bind("rate", "every");
    return new Svrg(a.number("rate", Saga.SEARCHED), a.optional("every", EVERY, Transforms::count));
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

  /** The gradients of other rows at a snapshot are of no use at a mean of parameters. */
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
    StringJoiner arguments = new StringJoiner(", ", "(", ")").setEmptyValue("");
    if (!Double.isNaN(rate)) {
      arguments.add(Spec.number(rate));
    }
    if (every != EVERY) {
      arguments.add("every=" + every);
    }
    return "svrg" + arguments;
  }
}
