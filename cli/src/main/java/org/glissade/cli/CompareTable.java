package org.glissade.cli;

import java.util.ArrayList;
import java.util.List;
import org.glissade.io.pipeline.Comparison;
import org.glissade.io.pipeline.LossCurve;
import org.glissade.spec.Numbers;

/** The table of a comparison: one row a configuration. */
final class CompareTable {
  private static final int WIDEST_SETTING = 24;
  private static final String GAP = "  ";

  private final Terminal terminal;

  CompareTable(Terminal terminal) {
    this.terminal = terminal;
  }

  List<String> lines(Comparison comparison, Verdict verdict) {
    List<Comparison.Result> results = comparison.results();
    List<String> settings = List.copyOf(results.getFirst().contender().settings().keySet());
    boolean repeated = results.stream().anyMatch(result -> result.runs().size() > 1);
    boolean held = !Double.isNaN(results.getFirst().validationLoss().median());
    List<List<String>> rows = new ArrayList<>();
    rows.add(head(settings, repeated, held));
    for (Comparison.Result result : results) {
      List<String> row = new ArrayList<>();
      row.add(verdict.letter(result));
      result.contender().settings().values().forEach(value -> row.add(cut(value)));
      if (!settings.contains("learning-rate")) {
        row.add(rate(result));
      }
      row.add(Numbers.brief(result.steps()));
      row.add(loss(result.loss().median()));
      if (repeated) {
        row.add(range(result.loss()));
      }
      if (held) {
        row.add(loss(result.validationLoss().median()));
      }
      row.add(Numbers.duration(result.seconds()));
      row.add(Numbers.brief(result.examplesPerSecond(comparison.rows())));
      row.add(diverged(result));
      rows.add(row);
    }
    return aligned(rows);
  }

  private static List<String> head(List<String> settings, boolean repeated, boolean held) {
    List<String> head = new ArrayList<>();
    head.add("");
    head.addAll(settings);
    if (!settings.contains("learning-rate")) {
      head.add("rate");
    }
    head.add("steps");
    head.add("loss");
    if (repeated) {
      head.add("lowest–highest");
    }
    if (held) {
      head.add("validation");
    }
    head.add("time");
    head.add("rows/s");
    head.add("");
    return head;
  }

  private static String rate(Comparison.Result result) {
    double low = result.runs().stream().mapToDouble(Comparison.Run::rate).min().orElse(0);
    double high = result.runs().stream().mapToDouble(Comparison.Run::rate).max().orElse(0);
    return low == high || Double.isNaN(low)
        ? Double.isNaN(low) ? "–" : Numbers.significant(low, 3)
        : Numbers.significant(low, 2) + "–" + Numbers.significant(high, 2);
  }

  private static String loss(double value) {
    return Double.isFinite(value) ? Numbers.significant(value) : "–";
  }

  private static String range(LossCurve.Spread spread) {
    return Double.isFinite(spread.low()) ? loss(spread.low()) + "–" + loss(spread.high()) : "–";
  }

  private static String diverged(Comparison.Result result) {
    if (result.diverged() == 0) {
      return "";
    }
    long steps =
        result.runs().stream()
            .filter(Comparison.Run::diverged)
            .mapToLong(run -> run.end().step())
            .min()
            .orElse(0);
    return "diverged "
        + (steps == 0 ? "in the first steps" : "after " + Numbers.count(steps, "step"))
        + (result.diverged() == result.runs().size()
            ? ""
            : " (" + result.diverged() + " of " + result.runs().size() + ")");
  }

  private static String cut(String value) {
    return value.length() <= WIDEST_SETTING ? value : value.substring(0, WIDEST_SETTING - 1) + "…";
  }

  private List<String> aligned(List<List<String>> rows) {
    List<String> lines = new ArrayList<>();
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (int number = 0; number < rows.size(); number++) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String cell = rows.get(number).get(i);
        String pad = " ".repeat(widths[i] - cell.length());
        String text = i == columns - 1 ? cell : pad + cell;
        boolean letter = i == 0 && number > 0;
        line.append(GAP).append(letter ? terminal.series(number - 1, text) : text);
      }
      String text = terminal.choose(line.toString(), ascii(line.toString())).stripTrailing();
      lines.add(number == 0 ? terminal.dim(text) : text);
    }
    return lines;
  }

  private static String ascii(String text) {
    return text.replace('–', '-').replace("…", ".");
  }
}
