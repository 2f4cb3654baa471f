package org.glissade.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.glissade.io.DataException;
import org.glissade.spec.Names;
import org.glissade.spec.Numbers;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What people are told when something is wrong: one message, one hint, an exit status. */
final class Failures {
  private final Shell shell;
  private final boolean debug;

  /**
   * @param debug whether to add the stack trace
   */
  Failures(Shell shell, boolean debug) {
    this.shell = shell;
    this.debug = debug;
  }

  /** The command line is wrong: says how, and where the help is. */
  int usage(ParameterException e) {
    CommandLine command = e.getCommandLine();
    say(describe(e));
    if (command.getCommandSpec().parent() == null && !namesAnOption(e)) {
      shell.err().println("Commands: " + String.join(", ", commands(command)));
    }
    shell.err().println("See: " + command.getCommandSpec().qualifiedName() + " --help");
    trace(e);
    return ExitCode.USAGE;
  }

  /** A command failed. */
  int run(Throwable e) {
    Throwable cause = e instanceof UncheckedIOException && e.getCause() != null ? e.getCause() : e;
    String message = cause.getMessage() == null ? "" : cause.getMessage();
    switch (cause) {
      case DataException data -> say(message);
      case SpecException spec -> say(message);
      case IOException file -> say(describe(file));
      case OutOfMemoryError memory ->
          say(
              "out of memory: the most that may be used is "
                  + Numbers.bytes(Runtime.getRuntime().maxMemory())
                  + "; set more with GLISSADE_JAVA_OPTS=-Xmx16g, for example, or read a large text"
                  + " with --cache, which keeps its rows in files");
      case IllegalArgumentException argument when !message.isEmpty() -> say(message);
      default -> {
        say(
            "unexpected "
                + cause.getClass().getSimpleName()
                + (message.isEmpty() ? "" : ": ")
                + message);
        if (!debug) {
          shell.err().println("This is a fault of Glissade. --debug shows where it is.");
        }
      }
    }
    trace(cause);
    return cause instanceof SpecException ? ExitCode.USAGE : ExitCode.FAILED;
  }

  private void say(String message) {
    shell.err().println(shell.errTerminal().alarm("glissade:") + " " + message);
  }

  private void trace(Throwable e) {
    if (debug) {
      e.printStackTrace(shell.err());
    }
  }

  // --- the command line ------------------------------------------------------------------------

  private static String describe(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      return unmatched(unmatched.getUnmatched().getFirst(), e.getCommandLine());
    }
    if (e instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      return missing(missing);
    }
    Throwable cause = e.getCause();
    String message = e.getMessage() == null ? "wrong arguments" : e.getMessage();
    if ((cause instanceof IllegalArgumentException || cause instanceof TypeConversionException)
        && cause.getMessage() != null) {
      boolean ofOption = e.getArgSpec() instanceof OptionSpec;
      return (ofOption ? name(e.getArgSpec()) + ": " : "") + cause.getMessage();
    }
    return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }

  private static boolean namesAnOption(ParameterException e) {
    return e instanceof UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()
        && unmatched.getUnmatched().getFirst().startsWith("-");
  }

  private static String unmatched(String argument, CommandLine command) {
    if (argument.startsWith("-") && argument.length() > 1) {
      String name =
          argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
      return "there is no option " + name + suggestion(name, options(command));
    }
    if (command.getSubcommands().isEmpty()) {
      return "unexpected argument " + argument;
    }
    String advice = suggestion(argument, commands(command));
    if (advice.isEmpty() && (argument.contains(".") || argument.contains("/"))) {
      advice = "; to train on a file: glissade train " + argument;
    }
    return "there is no command " + argument + advice;
  }

  private static String missing(MissingParameterException e) {
    List<String> names = new ArrayList<>();
    for (ArgSpec argument : e.getMissing()) {
      names.add(name(argument));
    }
    String all = String.join(" and ", names);
    boolean lacksValue = String.valueOf(e.getMessage()).contains("for option");
    return lacksValue ? all + " needs a value" : all + " is missing";
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private static String suggestion(String name, List<String> known) {
    String nearest = Names.nearest(name, known);
    return nearest == null ? "" : "; did you mean " + nearest + "?";
  }

  private static List<String> commands(CommandLine command) {
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, CommandLine> entry : command.getSubcommands().entrySet()) {
      if (!entry.getValue().getCommandSpec().usageMessage().hidden()) {
        names.add(entry.getKey());
      }
    }
    return names;
  }

  private static List<String> options(CommandLine command) {
    List<String> names = new ArrayList<>();
    command.getCommandSpec().options().stream()
        .filter(option -> !option.hidden())
        .forEach(option -> names.addAll(List.of(option.names())));
    return names;
  }

  // --- files -----------------------------------------------------------------------------------

  private static String describe(IOException e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    if (!(e instanceof FileSystemException failure)) {
      return message;
    }
    String file = failure.getFile() == null ? "a file" : failure.getFile();
    return switch (failure) {
      case NoSuchFileException none -> "there is no file " + file;
      case AccessDeniedException denied -> "no permission to use " + file;
      case FileAlreadyExistsException exists -> file + " exists already";
      case NotDirectoryException notFolder -> file + " is not a folder";
      case DirectoryNotEmptyException notEmpty -> "the folder " + file + " is not empty";
      default -> file + reason(failure.getReason());
    };
  }

  private static String reason(@Nullable String reason) {
    return reason == null ? " cannot be used" : ": " + reason;
  }
}
