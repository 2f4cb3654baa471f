package org.glissade.io.pipeline;

import org.glissade.io.modelfile.ModelFile;
import org.glissade.train.DistanceToOptimum;
import org.glissade.train.Fit;
import org.jspecify.annotations.Nullable;

/**
 * A model that was trained on records, and its figures in the units of the target.
 *
 * @param model ready to be written
 * @param fit how the training went, in the units of the training
 * @param lossFactor a loss of the training times this is one in the units of the target
 * @param training figures on the training rows
 * @param objective training loss plus penalties
 * @param validation figures on the rows held out, or null
 */
public record Trained(
    ModelFile model,
    Fit fit,
    double lossFactor,
    Scorecard training,
    double objective,
    @Nullable Scorecard validation) {

  /** How much lower the objective could still go, in the units of the target. */
  public DistanceToOptimum distanceToOptimum() {
    DistanceToOptimum distance = fit.distanceToOptimum();
    return new DistanceToOptimum(
        distance.gap() * lossFactor, distance.objective() * lossFactor, distance.converged());
  }
}
