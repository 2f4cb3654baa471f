package org.glissade.model;

import org.jspecify.annotations.Nullable;

/**
 * How wrong a score is: ℓ(s, y). Scores are raw (the link function is fused in), a batch of them at
 * a time, so that no virtual call is made per element.
 *
 * <p>Implementations are records that print the text from which {@code Losses.parse} reads them. A
 * loss of one's own for real targets needs {@link #evaluate} only.
 */
public interface Loss {
  /** What the targets must be. */
  enum Target {
    /** Any finite number. */
    REAL,
    /** A number of at least 0. */
    COUNT,
    /** −1 or +1. */
    SIGN,
    /** A class from 0 to outputs − 1, one a row whatever the number of outputs. */
    CLASS
  }

  /** How a raw score becomes a prediction. */
  enum Link {
    /** The score is the prediction. */
    IDENTITY,
    /** exp(s): a rate. */
    EXP,
    /** 1/(1+e⁻ˢ): the probability of the positive class. */
    LOGISTIC,
    /** e^{s_k}/Σe^{s_j}: the probability of each class. */
    SOFTMAX,
    /** σ(s_k)/Σσ(s_j) with σ(s) = 1/(1+e⁻ˢ): the probability of each class. */
    ONE_VS_REST,
    /** Only the sign of the score means something. */
    SIGN
  }

  /** What the targets must be. */
  default Target target() {
    return Target.REAL;
  }

  /** How a raw score becomes a prediction. */
  default Link link() {
    return Link.IDENTITY;
  }

  /**
   * Loss and derivative of a batch.
   *
   * @param scores {@code rows × outputs}, row-major
   * @param targets {@code rows × outputs}, or {@code rows} if {@link #target} is CLASS
   * @param weights one a row, or null for all 1
   * @param dScores receives wᵢ·∂ℓ/∂s, {@code rows × outputs} (overwritten), or null if not wanted;
   *     if {@link #target} is SIGN it may be the array of the targets, each of which is read before
   *     its derivative is written
   * @param rows number of rows, may be 0
   * @param outputs scores a row, at least 1; the losses of several outputs are added
   * @return Σᵢ wᵢ·ℓᵢ, summed in double
   */
  double evaluate(
      float[] scores,
      float[] targets,
      float @Nullable [] weights,
      float @Nullable [] dScores,
      int rows,
      int outputs);

  /**
   * An upper bound of the second derivative in the score (for several outputs, of the largest
   * eigenvalue of the Hessian in the scores): how curved the loss can be. Infinite where the loss
   * has a kink or no bound.
   */
  default double curvature() {
    return Double.POSITIVE_INFINITY;
  }

  /**
   * Whether the loss has a derivative everywhere: no kink. By default, if its curvature is bounded.
   */
  default boolean smooth() {
    return Double.isFinite(curvature());
  }

  /** Whether the loss is convex in the score. */
  default boolean convex() {
    return true;
  }

  /**
   * The same loss for kernels that use the vector units, where it has one: the same numbers up to
   * rounding.
   */
  default Loss vectorised() {
    return this;
  }
}
