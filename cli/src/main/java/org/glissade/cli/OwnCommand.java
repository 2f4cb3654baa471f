package org.glissade.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.glissade.lab.runs.TrainingLauncher;

/** Starts this command once more: the same virtual machine, on the same classes. */
final class OwnCommand implements TrainingLauncher {
  /** What the kernels need where classes are not in a jar whose manifest says so. */
  private static final List<String> FLAGS =
      List.of(
          "--add-exports=java.base/jdk.internal.module=ALL-UNNAMED",
          "--enable-native-access=ALL-UNNAMED");

  @Override
  public Process start(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(
        ProcessHandle.current()
            .info()
            .command()
            .orElse(System.getProperty("java.home") + "/bin/java"));
    command.addAll(FLAGS);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    // the mark of the launcher is of the process that it started
    builder.environment().remove("GLISSADE_MARK");
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }
}
