package org.glissade.train;

import java.util.Arrays;
import org.glissade.data.Examples;
import org.glissade.model.LinearModel;
import org.glissade.model.Loss;
import org.glissade.model.Model;
import org.jspecify.annotations.Nullable;

/** A model that has learnt, and how it went. */
public final class Fit {
  private final EmpiricalRisk training;
  private final @Nullable EmpiricalRisk validation;
  private final Penalty penalty;
  private final Outcome outcome;
  private @Nullable DistanceToOptimum distance;
  private boolean polished;
  private double trainingLoss = Double.NaN;

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

  /** What was minimised, without penalties: the mean loss over the rows that it learnt from. */
  public EmpiricalRisk risk() {
    return training;
  }

  /** The penalties on top of it. */
  public Penalty penalty() {
    return penalty;
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
    return learnt().scores(examples);
  }

  /**
   * Predictions through the link of the loss: numbers, rates, or probabilities (of the positive
   * class, or of each class).
   */
  public float[] predict(Examples examples) {
    return learnt().predict(examples);
  }

  /** The model with its parameters, without the rows that it learnt from. */
  public LearntModel learnt() {
    return new LearntModel(model(), loss(), params());
  }

  /**
   * The Euclidean norm of the gradient of the penalised training objective, under L1 of its
   * shortest subgradient: 0 at the optimum of a convex one. Sums are in double; one pass over the
   * rows.
   *
   * @return NaN if the model is not linear
   */
  public double gradientNorm() {
    if (!(model() instanceof LinearModel linear)) {
      return Double.NaN;
    }
    double[] wide = new double[params().length];
    Arrays.setAll(wide, i -> params()[i]);
    return Slope.of(training, linear, penalty, wide).norm();
  }

  /**
   * How much lower the training objective can still go; found when it is first asked for. Meant for
   * convex objectives; elsewhere it is what a polish from here on can find.
   *
   * @return null if the data are so large, and were gone over so few times, that finding it would
   *     take longer than the training, or the model is a network
   */
  public @Nullable DistanceToOptimum distanceToOptimum() {
    if (!polished && !training.isNetwork()) {
      distance = DistanceToOptimum.of(training, penalty, params(), outcome.state().epoch());
    }
    polished = true;
    return distance;
  }
}
