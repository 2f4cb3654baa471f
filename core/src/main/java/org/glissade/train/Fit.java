package org.glissade.train;

import org.glissade.data.Batch;
import org.glissade.data.Examples;
import org.glissade.model.Links;
import org.glissade.model.Loss;
import org.glissade.model.Model;
import org.jspecify.annotations.Nullable;

/** A model that has learnt, and how it went. */
public final class Fit {
  private static final int PREDICT_ROWS = 256;

  private final EmpiricalRisk training;
  private final @Nullable EmpiricalRisk validation;
  private final Penalty penalty;
  private final Outcome outcome;
  private double trainingLoss = Double.NaN;
  private @Nullable DistanceToOptimum distance;
  private boolean distanceSought;

  Fit(
      EmpiricalRisk training,
      @Nullable EmpiricalRisk validation,
      Penalty penalty,
      Outcome outcome) {
    this.training = training;
    this.validation = validation;
    this.penalty = penalty;
    this.outcome = outcome;
  }

  public Model model() {
    return training.model();
  }

  public Loss loss() {
    return training.lossFunction();
  }

  /** The parameters, in the model's layout. */
  public float[] params() {
    return outcome.params();
  }

  /** Why it ended, the recipe, the history, the state. */
  public Outcome outcome() {
    return outcome;
  }

  /** The rows that it learnt from. */
  public Examples trainingExamples() {
    return training.data();
  }

  /** The rows that were held out, or null. */
  public @Nullable Examples validationExamples() {
    return validation == null ? null : validation.data();
  }

  /** Mean loss on the training rows, without penalties; computed when it is first asked for. */
  public double trainingLoss() {
    if (Double.isNaN(trainingLoss)) {
      trainingLoss = Evaluation.meanLoss(training, params());
    }
    return trainingLoss;
  }

  /** Mean loss on the training rows plus penalties. */
  public double objective() {
    return trainingLoss() + penalty.value(training.layout(), params());
  }

  /** Mean loss on the rows held out, or NaN if there are none. */
  public double validationLoss() {
    return validation == null ? Double.NaN : Evaluation.meanLoss(validation, params());
  }

  /** Raw scores, {@code rows × outputs}, row-major. */
  public float[] scores(Examples examples) {
    Model model = model();
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
      pass.forward(params(), batch, piece);
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
    Links.apply(loss().link(), scores, examples.rows(), model().outputs());
    return scores;
  }

  /**
   * How much lower the training objective can still go; found when it is first asked for. Meant for
   * convex objectives; elsewhere it is what a polish from here on can find.
   *
   * @return null if the data are so large, and were gone over so few times, that finding it would
   *     take longer than the training, or the model is a network
   */
  public @Nullable DistanceToOptimum distanceToOptimum() {
    if (!distanceSought && !training.isNetwork()) {
      distance = DistanceToOptimum.of(training, penalty, params(), outcome.state().epoch());
    }
    distanceSought = true;
    return distance;
  }
}
