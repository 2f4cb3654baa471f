package org.glissade.lab.problem;

import org.glissade.data.Batch;
import org.glissade.math.Layout;
import org.glissade.model.Model;

/**
 * One hidden unit between one input and one output, without biases: s = w₂·tanh(w₁x). Its loss can
 * be drawn whole, and is not convex: (w₁, w₂) and (−w₁, −w₂) are the same function, and between the
 * two lies a saddle.
 */
record SmallestNetwork() implements Model {
  @Override
  public Layout layout() {
    return Layout.flat(2);
  }

  @Override
  public int inputs() {
    return 1;
  }

  @Override
  public int outputs() {
    return 1;
  }

  @Override
  public void forward(float[] params, Batch batch, float[] scores) {
    for (int row = 0; row < batch.rows(); row++) {
      scores[row] = (float) (params[1] * Math.tanh(batch.dot(row, params, 0)));
    }
  }

  @Override
  public void backward(float[] params, Batch batch, float[] dScores, float[] gradient) {
    for (int row = 0; row < batch.rows(); row++) {
      double hidden = Math.tanh(batch.dot(row, params, 0));
      float inner = (float) (dScores[row] * params[1] * (1 - hidden * hidden));
      batch.addTo(row, inner, gradient, 0);
      gradient[1] += (float) (dScores[row] * hidden);
    }
  }
}
