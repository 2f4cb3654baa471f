package org.glissade.optim;

/**
 * The mean of all iterates, θ̄ = (1/T)·Σₜ θₜ₊₁ over the steps t = 0 … T − 1 (Polyak &amp; Juditsky
 * 1992). Text: {@code polyak}.
 *
 * <p>With steps longer than 1/t it reaches the best possible rate of convergence, without knowing
 * the curvature. But it forgets the way from the starting point only as 1/T: if that way is long,
 * {@link TailAverage} is better.
 */
public record PolyakAverage() implements Averaging {
  @Override
  public Kernel bind(int size, Buffers buffers) {
    return new IterateSum(size, buffers, 0);
  }

  @Override
  public String toString() {
    return "polyak";
  }
}
