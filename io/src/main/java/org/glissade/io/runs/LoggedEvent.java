package org.glissade.io.runs;

import java.time.Instant;
import org.glissade.train.TrainingEvent;

/**
 * A line of a log.
 *
 * @param time when the event came, to the millisecond
 * @param event its losses in the units of the target
 */
public record LoggedEvent(Instant time, TrainingEvent event) {}
