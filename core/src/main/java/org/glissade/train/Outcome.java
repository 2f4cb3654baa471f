package org.glissade.train;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run came to.
 *
 * @param params the parameters chosen: the last, the averaged, or the best on validation examples
 * @param reason why it ended
 * @param engine which engine computed the steps
 * @param obstacle why a linear model on sparse rows had no faster engine than the chain, or null
 * @param threads how many threads computed steps
 * @param recipe what was done, lengths in steps
 * @param state at the end, to go on from
 * @param history one entry an epoch
 * @param batches what was chosen after each epoch, where the batch may grow
 * @param noise what was measured of the noise of the gradient, if a listener asked for it
 * @param seconds of training; 0 without a clock
 */
public record Outcome(
    float[] params,
    StopReason reason,
    String engine,
    @Nullable String obstacle,
    int threads,
    Recipe recipe,
    TrainingState state,
    List<TrainingEvent.EpochEnded> history,
    List<TrainingEvent.BatchChosen> batches,
    List<TrainingEvent.NoiseMeasured> noise,
    double seconds) {}
