package org.glissade.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The page of figures: what stands between two marks is written here, and whatever stands around
 * them, by hand.
 */
final class Page {
  private static final String BEGIN = "<!-- measured: what follows is written by bench/compare -->";
  private static final String END = "<!-- measured: end -->";

  private final String commandLine;
  private final LocalDate date;
  private final List<String> machine;

  /**
   * @param commandLine that made it
   * @param machine what it was made on, a line each
   */
  Page(String commandLine, LocalDate date, List<String> machine) {
    this.commandLine = commandLine;
    this.date = date;
    this.machine = machine;
  }

  /** Puts the races between the marks of a file, or makes the file. */
  void write(Path file, List<Race> races) throws IOException {
    String measured = BEGIN + "\n\n" + measured(races) + END;
    String old = Files.exists(file) ? Files.readString(file) : "# Performance\n\n" + BEGIN + END;
    int from = old.indexOf(BEGIN);
    int to = old.indexOf(END);
    if (from < 0 || to < from) {
      throw new IOException(
          file + " has no part to be written anew, between '" + BEGIN + "' and '" + END + "'");
    }
    String text = old.substring(0, from) + measured + old.substring(to + END.length());
    Files.writeString(file, text.stripTrailing() + "\n");
  }

  /** Why the file cannot be written, or null if it can; asked before hours are spent. */
  static @Nullable String refusal(Path file) throws IOException {
    if (!Files.exists(file)) {
      return null;
    }
    String old = Files.readString(file);
    return old.indexOf(BEGIN) >= 0 && old.indexOf(END) > old.indexOf(BEGIN)
        ? null
        : file + " exists and has no line '" + BEGIN + "': nothing in it may be written over";
  }

  private String measured(List<Race> races) {
    StringBuilder text = new StringBuilder();
    text.append("Measured on ").append(date).append(" by\n\n    ").append(commandLine);
    text.append("\n\n");
    machine.forEach(line -> text.append("- ").append(line).append('\n'));
    String goals = Goal.table(races);
    if (!goals.isEmpty()) {
      text.append("\n## Goals\n\n").append(goals.stripTrailing()).append('\n');
    }
    text.append("\n## Figures\n\n");
    races.forEach(race -> text.append(new Table(race).markdown()));
    List<String> missing = missing(races);
    if (!missing.isEmpty()) {
      text.append("Not run this time: ").append(String.join(", ", missing)).append(".\n\n");
    }
    return text.toString();
  }

  private static List<String> missing(List<Race> races) {
    Set<String> all = new LinkedHashSet<>(Workload.ids());
    all.addAll(WholeJob.ids());
    races.forEach(race -> all.remove(race.id()));
    return new ArrayList<>(all);
  }
}
