package org.glissade.io.pipeline;

import org.glissade.diagnose.Convergence;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.model.Losses;
import org.glissade.train.DistanceToOptimum;
import org.glissade.train.Fit;
import org.glissade.train.Outcome;
import org.glissade.train.StopReason;
import org.jspecify.annotations.Nullable;

/**
 * A model that was trained on records, and its figures in the units of the target.
 *
 * @param model ready to be written
 * @param outcome how the training went, in the units of the training
 * @param fit the training with its rows; null if they were forgotten as soon as they were learnt
 *     from ({@link OnePassTraining})
 * @param lossFactor a loss of the training times this is one in the units of the target
 * @param training figures on the training rows, the loss alone if no more was asked for;
 *     progressive ones if {@code fit} is null
 * @param objective training loss plus penalties
 * @param validation figures on the rows held out, or null
 * @param uncalibrated the same without the calibration of the model, which was fitted on these
 *     rows; null if it has none, or the losses alone were asked for
 */
public record Trained(
    ModelFile model,
    Outcome outcome,
    @Nullable Fit fit,
    double lossFactor,
    Scorecard training,
    double objective,
    @Nullable Scorecard validation,
    @Nullable Scorecard uncalibrated) {

  /** Whether each training row was scored just before it was learnt from, not by the last model. */
  public boolean progressive() {
    return fit == null;
  }

  /**
   * The norm of the gradient of the objective by the weights of the encoded features.
   *
   * @return null unless the optimizer was one that goes to the optimum itself: saga or svrg
   */
  public @Nullable Double gradientNorm() {
    return fit != null && outcome.recipe().transform().remembersExamples()
        ? (Double) (fit.gradientNorm() * lossFactor)
        : null;
  }

  /**
   * Whether the objective has one minimum only, and the run was not broken off on its way there.
   */
  public boolean isConvex() {
    return model.about().model().equals(ModelFile.LINEAR)
        && Losses.parse(model.about().loss()).convex()
        && outcome.reason() != StopReason.INTERRUPTED;
  }

  /** Where the run stood when it ended; its figures are in the units of the training. */
  public Convergence convergence() {
    return Convergence.of(outcome, isConvex() && fit != null ? fit.distanceToOptimum() : null);
  }

  /**
   * How much lower the objective could still go, in the units of the target.
   *
   * @return null if the rows were forgotten, or it would take longer to find than the training took
   */
  public @Nullable DistanceToOptimum distanceToOptimum() {
    DistanceToOptimum distance = fit == null ? null : fit.distanceToOptimum();
    return distance == null
        ? null
        : new DistanceToOptimum(
            distance.gap() * lossFactor, distance.objective() * lossFactor, distance.converged());
  }
}
