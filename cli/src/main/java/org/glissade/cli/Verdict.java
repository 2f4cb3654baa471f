package org.glissade.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.glissade.io.pipeline.Clock;
import org.glissade.io.pipeline.Comparison;
import org.glissade.io.pipeline.LinearScaling;
import org.glissade.spec.Numbers;
import org.jspecify.annotations.Nullable;

/** A comparison in words: one sentence on who wins by which clock, one on how far a rate scales. */
final class Verdict {
  private static final int LONGEST_NAME = 48;

  /** A second place that is at most so many times the first is told too. */
  private static final double CLOSE = 1.1;

  /** A last batch so many times shorter than the others is told of. */
  private static final int SHORT = 8;

  private final Comparison comparison;
  private final boolean goalIsGiven;

  /**
   * @param goalIsGiven whether the user set the goal
   */
  Verdict(Comparison comparison, boolean goalIsGiven) {
    this.comparison = comparison;
    this.goalIsGiven = goalIsGiven;
  }

  /** What the configuration is called in the table and the plots: A, B, …. */
  String letter(Comparison.Result result) {
    int number = comparison.results().indexOf(result);
    String letter = String.valueOf((char) ('A' + number % 26));
    return number < 26 ? letter : letter + number / 26;
  }

  /** With its settings where it is named first, if they are not many. */
  private String name(Comparison.Result result, Set<Comparison.Result> named) {
    String settings = result.contender().name();
    boolean tells =
        named.add(result)
            && settings.length() <= LONGEST_NAME
            && !result.contender().settings().isEmpty();
    return letter(result) + (tells ? " (" + settings + ")" : "");
  }

  /** Who wins by which clock. */
  String sentence() {
    Comparison.Result lowest = comparison.lowest();
    if (lowest == null) {
      return comparison.results().size() == 1
          ? "It diverged: lower the rate."
          : "All configurations diverged: lower the rates.";
    }
    if (comparison.goal() == Double.NEGATIVE_INFINITY) {
      return "No configuration ends lower than it began, at a loss of "
          + Numbers.significant(comparison.start())
          + ".";
    }
    Set<Comparison.Result> named = new HashSet<>();
    Map<Comparison.Result, List<String>> wins = new LinkedHashMap<>();
    for (Clock clock : Clock.values()) {
      Comparison.Win win = comparison.winner(clock);
      if (win != null) {
        wins.computeIfAbsent(win.result(), key -> new ArrayList<>()).add(words(win));
      }
    }
    if (wins.isEmpty()) {
      return "No configuration comes down to a loss of "
          + Numbers.significant(comparison.goal())
          + "; the lowest at its end is "
          + name(lowest, named)
          + ", at "
          + Numbers.significant(lowest.loss().median())
          + ".";
    }
    List<String> parts = new ArrayList<>();
    wins.forEach(
        (result, words) ->
            parts.add(name(result, named) + (parts.isEmpty() ? " takes " : " ") + joined(words)));
    return "Down to a loss of "
        + Numbers.significant(comparison.goal())
        + (goalIsGiven ? "" : " (95% of the way from the start to the lowest end)")
        + ", "
        + joined(parts)
        + late()
        + "; the lowest at its end is "
        + name(lowest, named)
        + ", at "
        + Numbers.significant(lowest.loss().median())
        + ".";
  }

  private String words(Comparison.Win win) {
    Comparison.Win second = win.second();
    String close =
        second != null && second.amount() <= CLOSE * win.amount()
            ? "; " + letter(second.result()) + " " + amount(second)
            : "";
    String words =
        switch (win.clock()) {
          case STEPS -> "the fewest steps (";
          case EPOCHS -> "the fewest epochs (";
          case SECONDS -> "the least time (";
        };
    return words + amount(win) + close + ")";
  }

  private static String amount(Comparison.Win win) {
    return win.clock() == Clock.SECONDS
        ? Numbers.duration(win.amount())
        : Numbers.significant(win.amount(), 2);
  }

  /** Who does not come down to the goal. */
  private String late() {
    List<String> late = new ArrayList<>();
    for (Comparison.Result result : comparison.results()) {
      if (result.curve().reaches(comparison.goal(), Clock.STEPS) == null) {
        late.add(letter(result));
      }
    }
    return late.isEmpty()
        ? ""
        : "; " + joined(late) + (late.size() == 1 ? " does" : " do") + " not get there";
  }

  private static String joined(List<String> parts) {
    return parts.size() == 1
        ? parts.getFirst()
        : String.join(", ", parts.subList(0, parts.size() - 1)) + " and " + parts.getLast();
  }

  /**
   * That the last batch of an epoch is a short one, where it is so much shorter that its step is
   * noise; null if it is not so.
   */
  @Nullable String shortBatch() {
    for (Comparison.Result result : comparison.results()) {
      int batch = result.runs().getFirst().batchSize();
      int last = comparison.rows() % batch;
      if (last > 0 && last * SHORT <= batch) {
        return letter(result)
            + ": the last batch of an epoch has "
            + Numbers.count(last, "row")
            + " instead of "
            + Numbers.count(batch)
            + ", and takes as long a step: expect noise there";
      }
    }
    return null;
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
