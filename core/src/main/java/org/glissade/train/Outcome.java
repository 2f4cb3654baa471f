package org.glissade.train;

import java.util.List;

/**
 * What a run came to.
 *
 * @param params the parameters chosen: the last, the averaged, or the best on validation examples
 * @param reason why it ended
 * @param engine which engine computed the steps
 * @param threads how many threads computed a step
 * @param recipe what was done, lengths in steps
 * @param state at the end, to go on from
 * @param history one entry an epoch
 * @param seconds of training; 0 without a clock
 */
public record Outcome(
    float[] params,
    StopReason reason,
    String engine,
    int threads,
    Recipe recipe,
    TrainingState state,
    List<TrainingEvent.EpochEnded> history,
    double seconds) {}
