package org.glissade.lab.runs;

import java.io.IOException;
import java.util.List;

/** Starts the command of Glissade as a process of its own. */
@FunctionalInterface
public interface TrainingLauncher {
  /**
   * @param arguments behind the name of the command, as they are: no shell reads them
   * @return the process, whose standard error can be read
   */
  Process start(List<String> arguments) throws IOException;
}
