package org.glissade.train;

/**
 * How a step is computed. Every engine gives the numbers of {@link ChainEngine}, up to the rounding
 * that it documents; they differ in what they can do and how fast.
 */
interface Engine {
  /** Its name, as the first event tells it. */
  String name();

  /**
   * Takes one step on the examples {@code order[from … to)}, unless their weights are all zero.
   *
   * @param step counts from 0
   * @return Σ wᵢ·ℓᵢ at the parameters before the step
   */
  double step(int[] order, int from, int to, long step);

  /** Σ wᵢ of the last step; when it is 0 no step was taken. */
  double weight();

  /** Brings the parameters of the state up to date, where an engine is lazy. */
  default void settle() {}

  /** Tells the engine that somebody else wrote the parameters of the state. */
  default void paramsChanged() {}
}
