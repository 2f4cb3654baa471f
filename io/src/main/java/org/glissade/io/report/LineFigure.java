package org.glissade.io.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.glissade.spec.Numbers;
import org.jspecify.annotations.Nullable;

/** Curves of a run, drawn. */
final class LineFigure {
  private static final int MOST_POINTS = 600;
  private static final int MOST_ROWS = 14;
  private static final int X_TICKS = 5;
  private static final int Y_TICKS = 5;

  /** Share of the points that must be within the picture. */
  private static final double USUAL = 0.95;

  /** Where the others take so many times their room, these would be flat. */
  private static final double FLAT = 2.5;

  /** Of fewer points each matters. */
  private static final int MANY = 20;

  private LineFigure() {}

  /**
   * Draws curves over one x.
   *
   * @param unit what x is: {@code epochs}
   * @param end where the run ended
   * @param caption to be seen below, or nothing
   * @return null if there is no point to draw
   */
  static @Nullable Figure of(
      String title, String unit, double end, List<Series> curves, String caption) {
    List<Series> shown = curves.stream().map(Series::shown).filter(s -> s.size() > 0).toList();
    if (shown.isEmpty()) {
      return null;
    }
    double[] xs = all(shown, Series::x);
    double[] ys = all(shown, Series::y);
    Axis x = Axis.linear(0, Math.max(end, Arrays.stream(xs).max().orElseThrow()), X_TICKS);
    Axis y = upTo(ys);
    long beyond = Arrays.stream(ys).filter(value -> value > y.high()).count();
    Plot plot = new Plot(x, y, unit);
    shown.forEach(series -> plot.curve(series.reduced(MOST_POINTS)));
    StringBuilder words = new StringBuilder(title + ".");
    shown.stream()
        .filter(series -> series.role() != Series.Role.RAW)
        .forEach(series -> words.append(' ').append(series.described(unit)));
    int lost = curves.stream().mapToInt(Series::size).sum() - xs.length;
    String all =
        caption
            + (beyond == 0
                ? ""
                : " "
                    + Numbers.count(beyond, "point")
                    + ", up to "
                    + Numbers.significant(Arrays.stream(ys).max().orElseThrow())
                    + (beyond == 1 ? ", lies above." : ", lie above."))
            + (lost == 0 ? "" : " " + Numbers.count(lost, "point") + " without a finite number.");
    return new Figure(
        title,
        key(shown, y.logarithmic()),
        plot.svg(words.toString()),
        all.strip(),
        table(unit, shown));
  }

  /**
   * The axis of the values. Where a few of them, as at the start of a run, would press all others
   * flat, it ends below these.
   */
  private static Axis upTo(double[] ys) {
    double[] sorted = ys.clone();
    Arrays.sort(sorted);
    double low = sorted[0];
    double high = sorted[sorted.length - 1];
    double most = sorted[(int) ((sorted.length - 1) * USUAL)];
    boolean spread = low > 0 && high / low >= Axis.WIDE;
    return !spread && most > low && high - low > FLAT * (most - low) && sorted.length >= MANY
        ? Axis.padded(low, low + (most - low) * 1.3, Y_TICKS)
        : Axis.fitting(low, high, Y_TICKS);
  }

  private interface Coordinate {
    double[] of(Series series);
  }

  private static double[] all(List<Series> curves, Coordinate coordinate) {
    return curves.stream().flatMapToDouble(s -> DoubleStream.of(coordinate.of(s))).toArray();
  }

  /** What the lines are, with a piece of each. */
  static String key(List<Series> shown, boolean logarithmic) {
    Html key = new Html();
    for (Series series : shown) {
      key.raw("<span><svg class=\"swatch\" viewBox=\"0 0 20 8\" aria-hidden=\"true\">")
          .raw("<path class=\"" + series.role().style() + "\" d=\"M1 4H19\"/></svg>")
          .raw(Html.escape(series.name()))
          .raw("</span>");
    }
    return (logarithmic ? key.element("span", "log scale") : key).toString();
  }

  /** Some points, evenly spread; the others are what the last point before says. */
  private static DataTable table(String unit, List<Series> shown) {
    List<Series> told =
        shown.stream().filter(s -> s.role() != Series.Role.RAW || shown.size() == 1).toList();
    List<Series> columns = told.isEmpty() ? shown : told;
    double[] places = columns.getFirst().x();
    int rows = Math.min(MOST_ROWS, places.length);
    List<String> heads = new ArrayList<>(List.of(unit));
    columns.forEach(series -> heads.add(series.name()));
    List<List<String>> cells = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      int i = rows == 1 ? 0 : (int) ((long) (places.length - 1) * r / (rows - 1));
      List<String> row = new ArrayList<>(List.of(Numbers.significant(places[i])));
      for (Series series : columns) {
        double value = series.until(places[i]);
        row.add(Double.isNaN(value) ? "–" : Numbers.significant(value));
      }
      cells.add(row);
    }
    String note =
        rows < places.length
            ? Numbers.count(rows) + " of " + Numbers.count(places.length, "point") + "."
            : "";
    return new DataTable(heads, cells, note);
  }
}
