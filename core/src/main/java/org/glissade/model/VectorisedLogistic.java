package org.glissade.model;

import org.glissade.math.VectorLogistic;
import org.jspecify.annotations.Nullable;

/**
 * The logistic loss with rows of weight 1 taken several at a time; all else goes to the plain one.
 */
record VectorisedLogistic(Logistic plain) implements Loss {
  private static final int TILE = 256;

  @Override
  public Target target() {
    return plain.target();
  }

  @Override
  public Link link() {
    return plain.link();
  }

  @Override
  public double evaluate(
      float[] scores,
      float[] targets,
      float @Nullable [] weights,
      float @Nullable [] dScores,
      int rows,
      int outputs) {
    int count = rows * outputs;
    int whole = count - count % VectorLogistic.LANES;
    if (weights != null || whole != count || count > TILE) {
      return plain.evaluate(scores, targets, weights, dScores, rows, outputs);
    }
    return VectorLogistic.evaluate(scores, targets, dScores, count);
  }

  @Override
  public double curvature() {
    return plain.curvature();
  }

  @Override
  public String toString() {
    return plain.toString();
  }
}
