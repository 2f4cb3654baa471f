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

  /**
   * What computes scores and gradients of one batch after the other. The default calls {@link
   * #forward} and {@link #backward}; models that need room for what lies between override it.
   *
   * @param capacity most rows of a batch
   * @param rows about how many there will be in all
   */
  default Pass pass(int capacity, long rows) {
    return new PlainPass(this);
  }

  /** Forward and backward through a model, with buffers of its own; not thread-safe. */
  interface Pass {
    /** See {@link Model#forward}. */
    void forward(float[] params, Batch batch, float[] scores);

    /** See {@link Model#backward}; the batch is that of the last {@link #forward}. */
    void backward(float[] params, Batch batch, float[] dScores, float[] gradient);

    /** Whether {@link #squaredNorms} can be had without a gradient for each row. */
    default boolean knowsSquaredNorms() {
      return false;
    }

    /**
     * Writes ‖Jᵢᵀ·dScoresᵢ‖² of each row i of the last {@link #backward}.
     *
     * @param norms receives {@code batch.rows()} numbers
     * @throws UnsupportedOperationException unless it {@link #knowsSquaredNorms}
     */
    default void squaredNorms(Batch batch, float[] dScores, double[] norms) {
      throw new UnsupportedOperationException("the model does not know the norms of its gradients");
    }
  }
}
