package org.glissade.model;

import org.glissade.data.Batch;

/** The pass of a model that needs no room for what lies between forward and backward. */
class PlainPass implements Model.Pass {
  private final Model model;

  PlainPass(Model model) {
    this.model = model;
  }

  @Override
  public void forward(float[] params, Batch batch, float[] scores) {
    model.forward(params, batch, scores);
  }

  @Override
  public void backward(float[] params, Batch batch, float[] dScores, float[] gradient) {
    model.backward(params, batch, dScores, gradient);
  }
}
