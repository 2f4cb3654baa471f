package org.glissade.optim;

/**
 * What a transform knows about the learning rate that follows it.
 *
 * @param rate that suits it on many problems; NaN if that depends on the problem alone
 * @param settled whether that rate is the answer, because the transform finds the length of its
 *     steps by itself; otherwise it is where a search begins
 * @param decays whether the rate should fall to zero towards the end
 */
public record RateAdvice(double rate, boolean settled, boolean decays) {
  /** Nothing: the rate depends on the problem, and should decay. */
  public static final RateAdvice NONE = new RateAdvice(Double.NaN, false, true);

  public RateAdvice {
    if (!(Double.isNaN(rate) ? !settled : rate > 0 && rate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a rate to be advised must be a finite number above 0, but is " + rate);
    }
  }

  /** A rate where a search may begin. */
  static RateAdvice usual(double rate) {
    return new RateAdvice(rate, false, true);
  }

  /** The rate of a transform that finds the length of its steps by itself. */
  static RateAdvice settled(double rate) {
    return new RateAdvice(rate, true, true);
  }

  /** The advice of two links: of two rates the first one. */
  RateAdvice and(RateAdvice next) {
    RateAdvice known = Double.isNaN(rate) ? next : this;
    return new RateAdvice(known.rate, known.settled, decays && next.decays);
  }

  /** A run at that rate: linear decay to zero, or constant. */
  public Schedule schedule(double first) {
    return decays ? Schedules.linear(first) : Schedules.constant(first);
  }
}
