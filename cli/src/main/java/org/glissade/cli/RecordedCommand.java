package org.glissade.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.glissade.io.DataException;
import org.glissade.io.pipeline.Pipeline;
import org.glissade.io.pipeline.Trained;
import org.glissade.lab.replay.Retraining;
import org.glissade.train.Surroundings;
import picocli.CommandLine;

/** A {@code train} of a record, done once more in this process: by its options, and in silence. */
final class RecordedCommand implements Retraining {
  private static final String NAME = "train";

  @Override
  public Trained train(
      List<String> arguments, Consumer<Pipeline> prepared, Surroundings surroundings) {
    if (arguments.isEmpty() || !arguments.getFirst().equals(NAME)) {
      throw new DataException("this run was not started by glissade " + NAME);
    }
    TrainCommand command = new TrainCommand(silent());
    CommandLine line = new CommandLine(command);
    line.setExpandAtFiles(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    Main.registerNumbers(line);
    try {
      line.parseArgs(arguments.subList(1, arguments.size()).toArray(String[]::new));
    } catch (CommandLine.ParameterException e) {
      throw new DataException(
          "this version does not understand the options of this run: " + e.getMessage(), e);
    }
    return command.again(prepared, surroundings);
  }

  /** No input, and nowhere to say anything. */
  private static Shell silent() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return Shell.of(InputStream.nullInputStream(), nowhere, nowhere, Map.of());
  }
}
