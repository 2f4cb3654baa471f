package org.glissade.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.glissade.spec.Numbers;

/**
 * A small plot of curves as lines of text.
 *
 * <p>The first curve is a line of braille dots (two by four to a character; asterisks where there
 * is only ASCII), the second one, a validation loss as a rule, a marker per point. Points are
 * gathered by column and each column shows the mean of its points, so that a million noisy
 * minibatches make one clear line. The y axis is logarithmic if everything is positive and the
 * largest value more than 50 times the smallest. Points that are not finite are left out.
 *
 * <p>More curves than these are lines all of them ({@link #drawCurves}), told apart by colour and
 * by their letters, which stand on them.
 */
final class LossPlot {
  private static final double LOG_FROM_RATIO = 50;
  private static final String LOG_NOTE = "   (log scale)";
  private static final int LEAST_COLUMNS = 8;
  private static final int LEAST_ROWS = 2;
  private static final int MOST_DIGITS = 9;

  /** The dots of a braille character, by row and column (Unicode, block 2800). */
  private static final int[][] BRAILLE = {
    {0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80},
  };

  /**
   * One curve.
   *
   * @param name what the legend calls it
   * @param x where, for example the epoch; ascending
   * @param y as many values
   */
  record Series(String name, double[] x, double[] y) {
    Series {
      if (x.length != y.length) {
        throw new IllegalArgumentException(x.length + " x for " + y.length + " y");
      }
    }
  }

  private final Terminal terminal;
  private final int rows;
  private final int dotsAcross;
  private final int dotsDown;
  private final Range x;
  private final Range y;
  private final List<String> labels;
  private final int[] labelRows;
  private final int labelWidth;
  private final int columns;

  /** Lines: bits of braille dots, by row and column. */
  private final int[][] line;

  /** Whose line was drawn last there, by row and column. */
  private final int[][] owner;

  /** The letter of a curve, or 0. */
  private final char[][] letters;

  /** Where a marker of the second curve stands. */
  private final boolean[][] markers;

  private LossPlot(
      List<Series> series, boolean allLines, int width, int height, Terminal terminal) {
    this.terminal = terminal;
    this.dotsAcross = terminal.unicode() ? 2 : 1;
    this.dotsDown = terminal.unicode() ? 4 : 1;
    this.rows = Math.max(LEAST_ROWS, height - 3);
    this.x = Range.ofX(series, allLines);
    List<Curve> rough = curves(series, width * dotsAcross);
    this.y = Range.ofY(rough);
    this.labelRows = labelRows(rows, y.isPoint());
    this.labels = labels(labelRows);
    this.labelWidth = labels.stream().mapToInt(String::length).max().orElse(0);
    this.columns = Math.max(LEAST_COLUMNS, width - labelWidth - 3);
    this.line = new int[rows][columns];
    this.owner = new int[rows][columns];
    this.letters = new char[rows][columns];
    this.markers = new boolean[rows][columns];
    List<Curve> curves = curves(series, columns * dotsAcross);
    if (allLines) {
      drawLines(curves, series);
    } else {
      drawLine(curves.getFirst(), 0);
      curves.subList(1, curves.size()).forEach(this::drawMarkers);
    }
  }

  /**
   * Draws one or two curves.
   *
   * @param series the first as a line, others as markers
   * @param xLabel what is along the x axis
   * @param width of the whole, in characters
   * @param height of the whole, in lines: the legend, the plot, the axis and its labels
   * @param terminal whether there are colours and Unicode
   * @return {@code height} lines (at least 5), none longer than {@code width} (at least about 20);
   *     no line at all if there is no finite point
   */
  static List<String> draw(
      List<Series> series, String xLabel, int width, int height, Terminal terminal) {
    List<Series> finite = series.stream().map(LossPlot::finite).toList();
    if (finite.stream().allMatch(s -> s.x.length == 0)) {
      return List.of();
    }
    LossPlot plot = new LossPlot(finite, false, width, height, terminal);
    return plot.lines(plot.legend(finite), xLabel);
  }

  /**
   * Draws several curves, all as lines; the x axis is logarithmic if everything is positive and the
   * largest value more than 50 times the smallest.
   *
   * @param title of the y axis
   * @param series the first letter of their name stands on the curve
   * @return as {@link #draw}
   */
  static List<String> drawCurves(
      List<Series> series, String title, String xLabel, int width, int height, Terminal terminal) {
    List<Series> finite = series.stream().map(LossPlot::finite).toList();
    if (finite.stream().allMatch(s -> s.x.length == 0)) {
      return List.of();
    }
    LossPlot plot = new LossPlot(finite, true, width, height, terminal);
    String margin = " ".repeat(plot.labelWidth + 3);
    String note = plot.y.logarithmic ? terminal.dim(LOG_NOTE) : "";
    return plot.lines(margin + title + note, xLabel + (plot.x.logarithmic ? LOG_NOTE : ""));
  }

  private List<String> lines(String legend, String xLabel) {
    List<String> lines = new ArrayList<>();
    lines.add(legend);
    for (int row = 0; row < rows; row++) {
      lines.add(row(row));
    }
    lines.add(axis());
    lines.add(axisLabels(xLabel));
    return lines;
  }

  // --- numbers ---------------------------------------------------------------------------------

  private static Series finite(Series series) {
    double[] x = new double[series.x.length];
    double[] y = new double[x.length];
    int n = 0;
    for (int i = 0; i < x.length; i++) {
      if (Double.isFinite(series.x[i]) && Double.isFinite(series.y[i])) {
        x[n] = series.x[i];
        y[n++] = series.y[i];
      }
    }
    return new Series(series.name, Arrays.copyOf(x, n), Arrays.copyOf(y, n));
  }

  /** The mean of a curve's points in each column of dots; NaN where there is none. */
  private record Curve(double[] means) {}

  private List<Curve> curves(List<Series> series, int across) {
    List<Curve> curves = new ArrayList<>();
    for (Series one : series) {
      double[] sum = new double[across];
      int[] count = new int[across];
      for (int i = 0; i < one.x.length; i++) {
        int column = (int) Math.round(x.share(one.x[i]) * (across - 1));
        sum[column] += one.y[i];
        count[column]++;
      }
      for (int i = 0; i < across; i++) {
        sum[i] = count[i] == 0 ? Double.NaN : sum[i] / count[i];
      }
      curves.add(new Curve(sum));
    }
    return curves;
  }

  /**
   * The range of an axis.
   *
   * @param low the smallest value (its logarithm, on a logarithmic axis)
   * @param high the largest
   */
  private record Range(double low, double high, boolean logarithmic) {
    static Range ofX(List<Series> series, boolean mayBeLogarithmic) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (Series one : series) {
        for (double value : one.x) {
          low = Math.min(low, value);
          high = Math.max(high, value);
        }
      }
      return of(low, high, mayBeLogarithmic);
    }

    private static Range of(double low, double high, boolean mayBeLogarithmic) {
      boolean logarithmic = mayBeLogarithmic && low > 0 && high / low > LOG_FROM_RATIO;
      return logarithmic
          ? new Range(Math.log(low), Math.log(high), true)
          : new Range(low, high, false);
    }

    static Range ofY(List<Curve> curves) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (Curve curve : curves) {
        for (double value : curve.means) {
          if (!Double.isNaN(value)) {
            low = Math.min(low, value);
            high = Math.max(high, value);
          }
        }
      }
      return of(low, high, true);
    }

    boolean isPoint() {
      return !(high > low);
    }

    /** Where a value lies between low (0) and high (1); in the middle if there is no between. */
    double share(double value) {
      if (isPoint()) {
        return 0.5;
      }
      double place = logarithmic ? Math.log(value) : value;
      // halves, because the range of finite numbers need not be one
      double share = (place / 2 - low / 2) / (high / 2 - low / 2);
      return Math.clamp(share, 0, 1);
    }

    /** The value at a share. */
    double at(double share) {
      double place = low * (1 - share) + high * share;
      return logarithmic ? Math.exp(place) : place;
    }
  }

  private static int[] labelRows(int rows, boolean onlyMiddle) {
    if (onlyMiddle) {
      return new int[] {(rows - 1) / 2};
    }
    int steps = Math.max(1, Math.round((rows - 1) / 3f));
    int[] places = new int[steps + 1];
    for (int i = 0; i <= steps; i++) {
      places[i] = Math.round((float) i * (rows - 1) / steps);
    }
    return places;
  }

  /** The labels of the y axis: three significant digits, more if two would look the same. */
  private List<String> labels(int[] places) {
    List<String> texts = List.of();
    for (int digits = 3; digits <= MOST_DIGITS; digits++) {
      texts = new ArrayList<>();
      for (int place : places) {
        texts.add(Numbers.significant(y.at(1 - (double) place / (rows - 1)), digits));
      }
      if (new TreeSet<>(texts).size() == texts.size()) {
        break;
      }
    }
    return texts;
  }

  // --- dots ------------------------------------------------------------------------------------

  private int dotRow(double value) {
    return (int) Math.round((1 - y.share(value)) * (rows * dotsDown - 1));
  }

  private void drawLines(List<Curve> curves, List<Series> series) {
    for (int i = 0; i < curves.size(); i++) {
      drawLine(curves.get(i), i);
    }
    for (int i = 0; i < curves.size(); i++) {
      int apart = Math.max(LEAST_COLUMNS, columns / 3);
      int first = (2 * i + 1) * apart / (2 * curves.size());
      for (int from = first; from < columns; from += apart) {
        letter(i, series.get(i).name.charAt(0), from, Math.min(columns, from + apart));
      }
      if (!isNamed(i)) {
        letter(i, series.get(i).name.charAt(0), 0, columns);
      }
    }
  }

  /** Puts the letter of a curve on its line, in the first column where there is room. */
  private void letter(int curve, char letter, int from, int to) {
    for (int column = from; column < to; column++) {
      for (int row = 0; row < rows; row++) {
        boolean drawn = line[row][column] != 0 || markers[row][column];
        if (drawn && owner[row][column] == curve && letters[row][column] == 0) {
          letters[row][column] = letter;
          return;
        }
      }
    }
  }

  private boolean isNamed(int curve) {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        if (letters[row][column] != 0 && owner[row][column] == curve) {
          return true;
        }
      }
    }
    return false;
  }

  private void drawLine(Curve curve, int number) {
    int points = 0;
    int fromColumn = 0;
    int fromRow = 0;
    for (int column = 0; column < curve.means.length; column++) {
      double value = curve.means[column];
      if (Double.isNaN(value)) {
        continue;
      }
      int row = dotRow(value);
      if (points++ == 0) {
        dot(column, row, number);
      } else {
        segment(fromColumn, fromRow, column, row, number);
      }
      fromColumn = column;
      fromRow = row;
    }
    if (points == 1) {
      line[fromRow / dotsDown][fromColumn / dotsAcross] = 0;
      markers[fromRow / dotsDown][fromColumn / dotsAcross] = true;
    }
  }

  /** A straight line of dots (Bresenham 1965, in its error-sum form). */
  private void segment(int fromColumn, int fromRow, int toColumn, int toRow, int number) {
    int across = toColumn - fromColumn;
    int down = Math.abs(toRow - fromRow);
    int step = toRow > fromRow ? 1 : -1;
    int error = across - down;
    int column = fromColumn;
    int row = fromRow;
    while (true) {
      dot(column, row, number);
      if (column == toColumn && row == toRow) {
        return;
      }
      int twice = 2 * error;
      if (twice > -down) {
        error -= down;
        column++;
      }
      if (twice < across) {
        error += across;
        row += step;
      }
    }
  }

  private void dot(int column, int row, int number) {
    owner[row / dotsDown][column / dotsAcross] = number;
    line[row / dotsDown][column / dotsAcross] |=
        terminal.unicode() ? BRAILLE[row % dotsDown][column % dotsAcross] : 1;
  }

  private void drawMarkers(Curve curve) {
    for (int column = 0; column < curve.means.length; column++) {
      if (!Double.isNaN(curve.means[column])) {
        markers[dotRow(curve.means[column]) / dotsDown][column / dotsAcross] = true;
      }
    }
  }

  // --- text ------------------------------------------------------------------------------------

  private String legend(List<Series> series) {
    StringBuilder text = new StringBuilder(" ".repeat(labelWidth + 3));
    int room = columns;
    for (int i = 0; i < series.size(); i++) {
      Series one = series.get(i);
      boolean asLine = i == 0 && one.x.length != 1;
      String mark = asLine ? terminal.choose("⠤⠤", "**") : marker();
      text.append(i == 0 ? "" : "   ");
      text.append(asLine ? terminal.accent(mark) : terminal.contrast(mark));
      text.append(' ').append(one.name);
      room -= (i == 0 ? 0 : 3) + mark.length() + 1 + one.name.length();
    }
    if (y.logarithmic && room >= LOG_NOTE.length()) {
      text.append(terminal.dim(LOG_NOTE));
    }
    return text.toString();
  }

  private String row(int row) {
    String label = "";
    for (int i = 0; i < labelRows.length; i++) {
      if (labelRows[i] == row) {
        label = labels.get(i);
      }
    }
    String axis = label.isEmpty() ? terminal.choose("│", "|") : terminal.choose("┤", "+");
    String margin = " ".repeat(labelWidth - label.length() + 1) + label + " " + axis;
    return terminal.dim(margin) + cells(row);
  }

  /** The characters of a row, neighbours of one colour styled together. */
  private String cells(int row) {
    StringBuilder text = new StringBuilder();
    StringBuilder run = new StringBuilder();
    int colourOfRun = 0;
    int last = columns - 1;
    while (last >= 0 && line[row][last] == 0 && !markers[row][last]) {
      last--;
    }
    for (int column = 0; column <= last; column++) {
      int colour = markers[row][column] ? 1 : owner[row][column];
      if (colour != colourOfRun) {
        text.append(terminal.series(colourOfRun, run.toString()));
        run.setLength(0);
        colourOfRun = colour;
      }
      run.append(cell(row, column));
    }
    return text.append(terminal.series(colourOfRun, run.toString())).toString();
  }

  private String cell(int row, int column) {
    if (letters[row][column] != 0) {
      return String.valueOf(letters[row][column]);
    }
    if (markers[row][column]) {
      return marker();
    }
    int dots = line[row][column];
    if (dots == 0) {
      return " ";
    }
    return terminal.unicode() ? Character.toString(0x2800 + dots) : "*";
  }

  private String marker() {
    return terminal.choose("•", "o");
  }

  private String axis() {
    String line = terminal.choose("└", "+") + terminal.choose("─", "-").repeat(columns);
    return terminal.dim(" ".repeat(labelWidth + 2) + line);
  }

  /** The ends of the x axis, and between them what it is. */
  private String axisLabels(String xLabel) {
    String left = Numbers.significant(x.at(0), 3);
    String right = x.isPoint() ? "" : Numbers.significant(x.at(1), 3);
    if (x.isPoint()) {
      left = xLabel + " " + left;
    }
    int room = columns - left.length() - right.length();
    String middle = !x.isPoint() && xLabel.length() + 2 <= room ? xLabel : "";
    int before = Math.max(1, (columns - middle.length()) / 2 - left.length());
    int after = Math.max(1, room - before - middle.length());
    String text = left + " ".repeat(before) + middle + " ".repeat(after) + right;
    return terminal.dim((" ".repeat(labelWidth + 3) + text).stripTrailing());
  }
}
