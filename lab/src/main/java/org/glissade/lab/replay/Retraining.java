package org.glissade.lab.replay;

import java.util.List;
import java.util.function.Consumer;
import org.glissade.io.pipeline.Pipeline;
import org.glissade.io.pipeline.Trained;
import org.glissade.train.Surroundings;

/** Trains as a command line of {@code glissade train} said, and writes nothing. */
@FunctionalInterface
public interface Retraining {
  /**
   * Trains.
   *
   * @param arguments as the record of a run has them
   * @param prepared told what was read, before the first step; what it throws ends the training
   * @param surroundings what hears the training, and may end it
   * @return what came of it; its {@link Trained#fit} is there
   */
  Trained train(List<String> arguments, Consumer<Pipeline> prepared, Surroundings surroundings);
}
