package org.glissade.train;

import org.glissade.data.Batch;
import org.glissade.data.Examples;
import org.glissade.model.Links;
import org.glissade.model.Loss;
import org.glissade.model.Model;

/** A model with its parameters, as they were at one moment: immutable. */
public final class LearntModel {
  private static final int PREDICT_ROWS = 256;

  private final Model model;
  private final Loss loss;
  private final float[] params;

  /**
   * @param params in the model's layout; not copied
   */
  LearntModel(Model model, Loss loss, float[] params) {
    this.model = model;
    this.loss = loss;
    this.params = params;
  }

  public Model model() {
    return model;
  }

  public Loss loss() {
    return loss;
  }

  /** The parameters, in the model's layout: a copy. */
  public float[] params() {
    return params.clone();
  }

  /**
   * Raw scores, {@code rows × outputs}, row-major.
   *
   * @param examples with as many columns as the model has inputs
   */
  public float[] scores(Examples examples) {
    int outputs = model.outputs();
    float[] scores = new float[Math.multiplyExact(examples.rows(), outputs)];
    int count = examples.rows();
    Batch batch = examples.newBatch(Math.min(PREDICT_ROWS, Math.max(1, count)));
    int[] rows = new int[batch.capacity()];
    float[] piece = new float[batch.capacity() * outputs];
    Model.Pass pass = model.pass(batch.capacity(), count);
    for (int from = 0; from < count; from += batch.capacity()) {
      int to = from + Evaluation.number(rows, from, count);
      examples.gather(rows, 0, to - from, batch);
      pass.forward(params, batch, piece);
      System.arraycopy(piece, 0, scores, from * outputs, (to - from) * outputs);
    }
    return scores;
  }

  /**
   * Predictions through the link of the loss: numbers, rates, or probabilities (of the positive
   * class, or of each class).
   */
  public float[] predict(Examples examples) {
    float[] scores = scores(examples);
    Links.apply(loss.link(), scores, examples.rows(), model.outputs());
    return scores;
  }

  /** Parameters of a linear model, or a number for each, with another number of columns. */
  static float[] resized(float[] array, int outputs, int from, int to) {
    int biases = array.length - outputs * from;
    float[] result = new float[Math.addExact(Math.multiplyExact(outputs, to), biases)];
    for (int k = 0; k < outputs; k++) {
      System.arraycopy(array, k * from, result, k * to, Math.min(from, to));
    }
    System.arraycopy(array, outputs * from, result, outputs * to, biases);
    return result;
  }
}
