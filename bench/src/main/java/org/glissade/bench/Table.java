package org.glissade.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A race as rows of text: times, their spread, and the ratios to read bandwidth, to the floor in C
 * and to Glissade, each the median of the ratios within a round.
 */
final class Table {
  private static final List<String> HEADER =
      List.of(
          "contender",
          "batch",
          "precision",
          "median",
          "min–max",
          "rounds",
          "rate",
          "of read",
          "of C",
          "Glissade is",
          "memory",
          "over data",
          "loss");

  private final Race race;

  Table(Race race) {
    this.race = race;
  }

  /** Aligned, for a terminal. */
  String text() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    rows.addAll(figures());
    int[] widths = new int[HEADER.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder(race.id() + ": " + race.title() + "\n");
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(" ");
      for (int i = 0; i < row.size(); i++) {
        String padding = " ".repeat(widths[i] - row.get(i).length());
        line.append(' ').append(i == 0 ? row.get(i) + padding : padding + row.get(i));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    notes().forEach(note -> text.append("  ").append(note).append('\n'));
    return text.toString();
  }

  /** As a section of a page. */
  String markdown() {
    StringBuilder text = new StringBuilder("### " + race.id() + ": " + race.title() + "\n\n");
    text.append("| ").append(String.join(" | ", HEADER)).append(" |\n|---|");
    text.append("---:|".repeat(HEADER.size() - 1)).append('\n');
    for (List<String> row : figures()) {
      text.append("| ").append(String.join(" | ", row)).append(" |\n");
    }
    text.append('\n');
    notes().forEach(note -> text.append("- ").append(note).append('\n'));
    return text.append('\n').toString();
  }

  private List<List<String>> figures() {
    List<List<String>> rows = new ArrayList<>();
    for (Result result : race.results()) {
      if (result.refusal() == null) {
        rows.add(row(result));
      }
    }
    return rows;
  }

  private List<String> row(Result result) {
    Result read = race.of(Race.READ);
    Result floor = race.of(Race.C);
    Result ours = race.of(Race.GLISSADE);
    boolean reads = result.contender().equals(Race.READ);
    boolean isFloor = result.contender().equals(Race.C);
    boolean isOurs = result.contender().equals(Race.GLISSADE);
    return List.of(
        result.contender(),
        result.terms().batch() == 0 ? "" : Integer.toString(result.terms().batch()),
        result.terms().precision(),
        seconds(result.median()),
        seconds(result.least()) + "–" + seconds(result.most()),
        Integer.toString(result.rounds()),
        race.bytes() == 0 ? "" : rate(race.bytes() / result.median()),
        reads || read == null ? "" : ratio(result.timesFasterThan(read)),
        reads || isFloor || floor == null ? "" : ratio(result.timesFasterThan(floor)),
        isOurs || ours == null ? "" : ratio(ours.timesFasterThan(result)) + "×",
        result.peakBytes() == 0 ? "" : megabytes(result.peakBytes()),
        result.peakBytes() == 0 || race.dataBytes() == 0
            ? ""
            : megabytes(result.peakBytes() - race.dataBytes()),
        Double.isNaN(result.loss()) ? "" : String.format(Locale.ROOT, "%.5f", result.loss()));
  }

  private List<String> notes() {
    Map<String, List<String>> who = new LinkedHashMap<>();
    for (Result result : race.results()) {
      String said = result.refusal() == null ? result.terms().note() : "no, " + result.refusal();
      who.computeIfAbsent(said, key -> new ArrayList<>()).add(result.contender());
    }
    who.remove("");
    List<String> notes = new ArrayList<>();
    who.forEach((said, names) -> notes.add(String.join(", ", names) + ": " + said));
    String doubt = doubt(race);
    if (doubt != null) {
      notes.add(doubt);
    }
    return notes;
  }

  /** What makes the figures doubtful, or null. */
  static @Nullable String doubt(Race race) {
    return race.noise() <= Race.QUIET
        ? null
        : String.format(
            Locale.ROOT,
            "The machine was not idle: other programs used %.2f cores in the median round.",
            race.noise());
  }

  static String seconds(double seconds) {
    return seconds >= 100
        ? String.format(Locale.ROOT, "%.0f s", seconds)
        : seconds >= 1
            ? String.format(Locale.ROOT, "%.2f s", seconds)
            : seconds >= 1e-3
                ? String.format(Locale.ROOT, "%.1f ms", seconds * 1e3)
                : String.format(Locale.ROOT, "%.2f µs", seconds * 1e6);
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,d MB", Math.round(bytes / 1e6));
  }

  private static String rate(double bytesPerSecond) {
    return bytesPerSecond >= 1e9
        ? String.format(Locale.ROOT, "%.1f GB/s", bytesPerSecond / 1e9)
        : String.format(Locale.ROOT, "%.1f MB/s", bytesPerSecond / 1e6);
  }

  private static String ratio(double ratio) {
    return Double.isNaN(ratio)
        ? ""
        : String.format(Locale.ROOT, ratio >= 10 ? "%.0f" : "%.2f", ratio);
  }
}
