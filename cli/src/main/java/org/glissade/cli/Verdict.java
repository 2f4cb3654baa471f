package org.glissade.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.glissade.io.pipeline.Clock;
import org.glissade.io.pipeline.Comparison;
import org.glissade.io.pipeline.LinearScaling;

/** A comparison in words: one sentence on who wins by which clock, one on how far a rate scales. */
final class Verdict {
  private static final int LONGEST_NAME = 48;

  /** A second place that is at most so many times the first is told too. */
  private static final double CLOSE = 1.1;

  private final Comparison comparison;

  Verdict(Comparison comparison) {
    this.comparison = comparison;
  }

  /** What the configuration is called in the table and the plots: A, B, …. */
  String letter(Comparison.Result result) {
    int number = comparison.results().indexOf(result);
    String letter = String.valueOf((char) ('A' + number % 26));
    return number < 26 ? letter : letter + number / 26;
  }

  private String name(Comparison.Result result) {
    String name = result.contender().name();
    boolean tells = name.length() <= LONGEST_NAME && !result.contender().settings().isEmpty();
    return letter(result) + (tells ? " (" + name + ")" : "");
  }

  /** Who wins by which clock. */
  String sentence() {
    Comparison.Result lowest = comparison.lowest();
    if (lowest == null) {
      return comparison.results().size() == 1
          ? "It diverged; lower the rate."
          : "All configurations diverged; lower the rates.";
    }
    Map<Comparison.Result, List<String>> wins = new LinkedHashMap<>();
    for (Clock clock : Clock.values()) {
      Comparison.Win win = comparison.winner(clock);
      if (win != null) {
        wins.computeIfAbsent(win.result(), key -> new ArrayList<>()).add(words(win));
      }
    }
    if (wins.isEmpty()) {
      return comparison.goal() == Double.NEGATIVE_INFINITY
          ? "No configuration ends lower than where it began, at a loss of "
              + Numbers.significant(comparison.start())
              + "."
          : "No configuration comes down to a loss of "
              + Numbers.significant(comparison.goal())
              + "; the lowest at its end is "
              + name(lowest)
              + ", at "
              + Numbers.significant(lowest.loss().median())
              + ".";
    }
    List<String> parts = new ArrayList<>();
    wins.forEach(
        (result, words) ->
            parts.add(name(result) + (parts.isEmpty() ? " takes " : " ") + joined(words)));
    return "Down to a loss of "
        + Numbers.significant(comparison.goal())
        + ", "
        + joined(parts)
        + (comparison.results().size() == 1 ? "" : never())
        + "; lowest at its end is "
        + name(lowest)
        + ", at "
        + Numbers.significant(lowest.loss().median())
        + ".";
  }

  private static String words(Comparison.Win win) {
    return switch (win.clock()) {
          case STEPS -> "the fewest steps (";
          case EPOCHS -> "the fewest epochs (";
          case SECONDS -> "the least time (";
        }
        + amount(win)
        + ")";
  }

  private static String amount(Comparison.Win win) {
    return win.clock() == Clock.SECONDS
        ? Numbers.duration(win.amount())
        : Numbers.significant(win.amount(), 2);
  }

  private String never() {
    List<String> late = new ArrayList<>();
    for (Comparison.Result result : comparison.results()) {
      if (result.curve().reaches(comparison.goal(), Clock.STEPS) == null) {
        late.add(letter(result));
      }
    }
    for (Clock clock : Clock.values()) {
      Comparison.Win win = comparison.winner(clock);
      Comparison.Win second = win == null ? null : win.second();
      if (win != null && second != null && second.amount() <= CLOSE * win.amount()) {
        return "; "
            + letter(second.result())
            + " comes within a tenth of that by "
            + clock.key()
            + late(late);
      }
    }
    return late(late);
  }

  private static String late(List<String> late) {
    return late.isEmpty()
        ? ""
        : "; " + joined(late) + (late.size() == 1 ? " does" : " do") + " not get there";
  }

  private static String joined(List<String> parts) {
    return parts.size() == 1
        ? parts.getFirst()
        : String.join(", ", parts.subList(0, parts.size() - 1)) + " and " + parts.getLast();
  }

  /** How far the rate could be scaled with the batch. */
  String scaling(LinearScaling scaling) {
    String alike = Numbers.percent(LinearScaling.TOLERANCE);
    String off =
        Double.isFinite(scaling.beyondDeviation())
            ? "is " + Numbers.percent(scaling.beyondDeviation()) + " off"
            : "diverges";
    if (scaling.within().equals(scaling.reference())) {
      return "Scaling the rate with the batch does not hold here: from batch "
          + batch(scaling.reference())
          + ", already batch "
          + (scaling.beyond() == null ? "" : batch(scaling.beyond()) + " " + off)
          + " (more than "
          + alike
          + ").";
    }
    return "Scaling the rate with the batch holds up to batch "
        + batch(scaling.within())
        + (scaling.beyond() == null ? ", the largest" : "")
        + ": after every epoch its loss is within "
        + alike
        + " of that of batch "
        + batch(scaling.reference())
        + " ("
        + Numbers.percent(scaling.deviation())
        + " off at most)"
        + (scaling.beyond() == null ? "." : "; batch " + batch(scaling.beyond()) + " " + off + ".");
  }

  private static String batch(Comparison.Result result) {
    return Numbers.count(result.runs().getFirst().batchSize());
  }
}
