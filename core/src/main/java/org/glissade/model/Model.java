package org.glissade.model;

import org.glissade.data.Batch;
import org.glissade.math.Layout;
import org.glissade.math.RandomStream;

/**
 * A function from a row of features to {@link #outputs} raw scores, with parameters that live
 * outside of it in one flat array.
 */
public interface Model {
  /** Where the parameters lie. */
  Layout layout();

  /** Number of features a row. */
  int inputs();

  /** Number of scores a row, at least 1. */
  int outputs();

  /** Writes the parameters to start from. The default leaves zeros. */
  default void initialise(float[] params, RandomStream random) {}

  /**
   * Scores of a batch.
   *
   * @param params {@code layout().size()} parameters
   * @param scores receives {@code batch.rows() × outputs}, row-major (overwritten)
   */
  void forward(float[] params, Batch batch, float[] scores);

  /**
   * Adds Jᵀ·dScores, the gradient with respect to the parameters, to {@code gradient}.
   *
   * @param dScores {@code batch.rows() × outputs}, as a loss wrote them
   * @param gradient {@code layout().size()}; added to, not overwritten
   */
  void backward(float[] params, Batch batch, float[] dScores, float[] gradient);
}
