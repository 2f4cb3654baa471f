package org.glissade.cli;

import java.io.File;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/** The entry: builds the tree of commands, runs one, turns its end into an exit status. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    int status = run(args, System.in, System.out, System.err, System.getenv());
    unmark(status, System.getenv());
    System.exit(status);
  }

  /**
   * Takes away the launcher's mark of a run that is not known to have ended well, if it has: the
   * next start then need not ask whether the start-up cache is damaged.
   */
  static void unmark(int status, Map<String, String> environment) {
    String mark = environment.get("GLISSADE_MARK");
    if (mark != null && status == ExitCode.DONE) {
      new File(mark).delete(); // a mark that stays costs some milliseconds
    }
  }

  /**
   * Runs one command line, as the process would.
   *
   * @return the exit status: 0 done, 1 the data, a file or the run failed, 2 the command line is
   *     wrong, 3 training diverged, 130 interrupted
   */
  public static int run(
      String[] args,
      InputStream in,
      PrintStream out,
      PrintStream err,
      Map<String, String> environment) {
    Shell shell = Shell.of(in, out, err, environment);
    List<String> words = List.of(args);
    return run(args, shell, root -> register(root, words, shell));
  }

  /** The same with other commands than Glissade's. */
  static int run(String[] args, Shell shell, Consumer<CommandLine> registration) {
    Failures failures = new Failures(shell, Arrays.asList(args).contains("--debug"));
    int status;
    try {
      status = commandLine(shell, failures, registration).execute(args);
    } catch (OutOfMemoryError | StackOverflowError e) {
      status = failures.run(e);
    }
    shell.out().flush();
    shell.err().flush();
    return status;
  }

  /** The commands, in the order in which the help lists them. */
  private static void register(CommandLine root, List<String> words, Shell shell) {
    register(root, words, TrainCommand.class, () -> new TrainCommand(shell));
    register(root, words, PredictCommand.class, () -> new PredictCommand(shell));
    register(root, words, EvaluateCommand.class, () -> new EvaluateCommand(shell));
    register(root, words, CompareCommand.class, () -> new CompareCommand(shell));
    register(root, words, InspectCommand.class, () -> new InspectCommand(shell));
    register(root, words, NoiseCommand.class, () -> new NoiseCommand(shell));
    register(root, words, FindRateCommand.class, () -> new FindRateCommand(shell));
    register(root, words, LabCommand.class, () -> new LabCommand(shell));
    register(root, words, ConvertCommand.class, () -> new ConvertCommand(shell));
    register(root, words, RehearseCommand.class, () -> new RehearseCommand(shell));
    register(root, words, ModerniseCommand.class, ModerniseCommand::new);
  }

  /**
   * A command that the command line does not name is registered by name and description alone:
   * looking at all the options of all commands would take most of the time of {@code --help}.
   */
  private static void register(
      CommandLine root, List<String> words, Class<?> type, Supplier<Object> command) {
    Command about = Objects.requireNonNull(type.getAnnotation(Command.class));
    if (words.contains(about.name())) {
      root.addSubcommand(command.get());
      return;
    }
    CommandSpec outline = CommandSpec.create();
    outline.usageMessage().description(about.description()).hidden(about.hidden());
    root.addSubcommand(about.name(), outline);
  }

  private static CommandLine commandLine(
      Shell shell, Failures failures, Consumer<CommandLine> registration) {
    CommandLine root = new CommandLine(new GlissadeCommand());
    registration.accept(root);
    root.setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8));
    root.setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8));
    root.setExpandAtFiles(false);
    root.setCaseInsensitiveEnumValuesAllowed(true);
    registerNumbers(root);
    root.setParameterExceptionHandler((e, args) -> failures.usage(e));
    root.setExecutionExceptionHandler((e, command, parsed) -> failures.run(e));
    HelpStyle.apply(root, shell.outTerminal());
    return root;
  }

  /** Numbers that cannot be read are described in words, not by their Java type. */
  static void registerNumbers(CommandLine root) {
    register(root, int.class, Integer.class, Integer::valueOf, "a whole number");
    register(root, long.class, Long.class, Long::valueOf, "a whole number");
    register(root, double.class, Double.class, Double::valueOf, "a number");
    register(root, float.class, Float.class, Float::valueOf, "a number");
  }

  private static <T> void register(
      CommandLine root,
      Class<T> primitive,
      Class<T> boxed,
      CommandLine.ITypeConverter<T> converter,
      String expected) {
    CommandLine.ITypeConverter<T> described =
        text -> {
          try {
            return converter.convert(text.trim());
          } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not " + expected);
          }
        };
    root.registerConverter(primitive, described);
    root.registerConverter(boxed, described);
  }
}
