package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.glissade.cli.LossPlot.Series;
import org.junit.jupiter.api.Test;

class LossPlotTest {
  private static final Terminal ASCII = Terminal.none();
  private static final Terminal UNICODE = new Terminal(false, false, true, 80);
  private static final Terminal COLOUR = new Terminal(true, true, true, 80);

  private static Series series(double... y) {
    double[] x = new double[y.length];
    Arrays.setAll(x, i -> i);
    return new Series("training", x, y);
  }

  private static List<String> draw(Terminal terminal, Series... series) {
    return LossPlot.draw(List.of(series), "epoch", 40, 12, terminal);
  }

  /** The lines of the plot itself, without legend, axis and margin. */
  private static List<String> cells(List<String> lines) {
    int margin = lines.get(lines.size() - 2).indexOf('+') + 1;
    return lines.subList(1, lines.size() - 2).stream()
        .map(line -> line.substring(Math.min(margin, line.length())))
        .toList();
  }

  @Test
  void aStraightLineRunsFromCornerToCorner() {
    List<String> lines = draw(ASCII, series(9, 8, 7, 6, 5, 4, 3, 2, 1));
    List<String> cells = cells(lines);
    assertThat(cells.getFirst()).startsWith("*");
    assertThat(cells.getLast()).endsWith("*").hasSize(40 - 4);
    for (int row = 0; row < cells.size(); row++) {
      int first = cells.get(row).indexOf('*');
      assertThat(first).isBetween(row * 4 - 3, row * 5);
      assertThat(cells.get(row).substring(first)).matches("\\*{2,6}");
    }
    assertThat(lines.get(1)).startsWith(" 9 +");
    assertThat(lines.get(9)).startsWith(" 1 +");
    assertThat(lines.getLast()).startsWith("    0").contains("epoch").endsWith("8").hasSize(40);
  }

  @Test
  void aWideRangeIsLogarithmicSoThatADecayIsAStraightLine() {
    double[] y = new double[30];
    Arrays.setAll(y, i -> Math.pow(10, -i / 10.0));
    List<String> cells = cells(draw(ASCII, series(y)));
    int[] starts = cells.stream().mapToInt(line -> line.indexOf('*')).toArray();
    for (int row = 1; row < starts.length; row++) {
      assertThat(starts[row] - starts[row - 1]).isBetween(2, 5);
    }
  }

  @Test
  void aWideRangeThatTouchesZeroIsLinear() {
    List<String> lines = draw(ASCII, series(100, 0, 50));
    assertThat(lines.get(1)).startsWith("  100 +");
    assertThat(lines.get(9)).startsWith("    0 +");
  }

  @Test
  void nothingFiniteDrawsNothing() {
    assertThat(draw(UNICODE, series())).isEmpty();
    assertThat(draw(UNICODE, series(Double.NaN, Double.POSITIVE_INFINITY))).isEmpty();
  }

  @Test
  void onePointIsAMarkerInTheMiddle() {
    List<String> cells = cells(draw(ASCII, series(0.5)));
    assertThat(cells).filteredOn(line -> line.contains("o")).hasSize(1);
    assertThat(cells.get(4).indexOf('o')).isBetween(12, 22);
    assertThat(String.join("", cells)).doesNotContain("*");
  }

  @Test
  void twoPointsAreALine() {
    List<String> cells = cells(draw(ASCII, series(2, 1)));
    assertThat(cells.getFirst()).startsWith("*");
    assertThat(cells.getLast()).endsWith("*");
    assertThat(cells).allMatch(line -> line.contains("*"));
  }

  @Test
  void aConstantIsALevelLineInTheMiddleWithOneLabel() {
    List<String> lines = draw(ASCII, series(0.25, 0.25, 0.25));
    assertThat(cells(lines).get(4)).matches("\\*+");
    assertThat(lines).filteredOn(line -> line.contains("0.250 +")).hasSize(1);
    assertThat(String.join("", cells(lines))).matches("\\*+");
  }

  @Test
  void valuesThatAreNotFiniteAreLeftOut() {
    Series broken =
        new Series(
            "training",
            new double[] {0, 1, 2, 3},
            new double[] {3, Double.NaN, Double.POSITIVE_INFINITY, 0});
    Series whole = new Series("training", new double[] {0, 3}, new double[] {3, 0});
    assertThat(draw(UNICODE, broken)).isEqualTo(draw(UNICODE, whole));
  }

  @Test
  void hugeValuesDoNotOverflow() {
    List<String> lines = draw(ASCII, series(-Double.MAX_VALUE, Double.MAX_VALUE));
    assertThat(cells(lines).getFirst()).endsWith("*");
    assertThat(cells(lines).getLast()).startsWith("*");
  }

  @Test
  void aMillionNoisyPointsAreTheirMean() {
    double[] noisy = new double[1_000_000];
    double[] clean = new double[1_000_000];
    for (int i = 0; i < noisy.length; i++) {
      clean[i] = 2 - i / 1e6;
      noisy[i] = clean[i] + (i % 2 == 0 ? 1 : -1);
    }
    assertThat(cells(draw(ASCII, series(noisy)))).isEqualTo(cells(draw(ASCII, series(clean))));
  }

  @Test
  void aSecondSeriesHasMarkersAndALegend() {
    Series validation = new Series("validation", new double[] {1, 2, 3}, new double[] {3, 3, 3});
    List<String> lines = draw(ASCII, series(4, 3, 2, 1), validation);
    assertThat(lines.getFirst()).contains("** training").contains("o validation");
    assertThat(cells(lines).get(3).chars().filter(c -> c == 'o')).hasSize(3);
    assertThat(draw(UNICODE, series(4, 3, 2, 1), validation).getFirst()).contains("• validation");
  }

  @Test
  void labelsShowAsManyDigitsAsTellThemApart() {
    List<String> lines = draw(ASCII, series(1.00012, 1.00011));
    assertThat(lines.get(1)).startsWith(" 1.000120 +");
    assertThat(lines.get(9)).startsWith(" 1.000110 +");
  }

  @Test
  void coloursOnlyAddToTheText() {
    Series validation = new Series("validation", new double[] {1, 2, 3}, new double[] {3, 2, 2});
    List<String> coloured = draw(COLOUR, series(4, 3, 2, 1), validation);
    assertThat(String.join("", coloured)).contains("\u001b[");
    assertThat(coloured.stream().map(line -> line.replaceAll("\u001b\\[[0-9]*m", "")))
        .containsExactlyElementsOf(draw(UNICODE, series(4, 3, 2, 1), validation));
  }

  @Property(tries = 300)
  void everyLineFits(
      @ForAll @Size(max = 40) double[] values,
      @ForAll @IntRange(min = 40, max = 150) int width,
      @ForAll @IntRange(min = 5, max = 40) int height,
      @ForAll boolean unicode) {
    Terminal terminal = new Terminal(false, false, unicode, width);
    List<String> lines =
        LossPlot.draw(List.of(series(values), series(1, 2)), "epoch", width, height, terminal);
    assertThat(lines).hasSize(height);
    assertThat(lines).allMatch(line -> line.length() <= width);
    if (!unicode) {
      assertThat(String.join("", lines).chars()).allMatch(c -> c < 128);
    }
  }

  private static List<String> curves(Terminal terminal, Series... series) {
    return LossPlot.drawCurves(List.of(series), "loss", "steps", 60, 14, terminal);
  }

  private static Series decay(String name, double rate, int steps) {
    double[] x = new double[steps];
    Arrays.setAll(x, i -> i + 1);
    return new Series(name, x, Arrays.stream(x).map(step -> Math.exp(-rate * step)).toArray());
  }

  @Test
  void severalCurvesAreToldApartByTheirLetters() {
    for (Terminal terminal : List.of(ASCII, UNICODE)) {
      String text =
          String.join(
              "\n",
              curves(terminal, decay("A", 0.01, 40), decay("B", 0.05, 40), decay("C", 0.1, 40)));
      assertThat(text).contains("A", "B", "C").doesNotContain("\u001b");
    }
    List<String> lines = curves(UNICODE, decay("A", 0.01, 40), decay("B", 0.1, 40));
    assertThat(lines).hasSize(14).allMatch(line -> line.length() <= 60);
    assertThat(String.join("", lines.subList(1, 4))).contains("A");
    assertThat(String.join("", lines.subList(8, 12))).contains("B").doesNotContain("A");
    assertThat(String.join("", curves(COLOUR, decay("A", 1, 9), decay("B", 2, 9))))
        .contains("\u001b[36m", "\u001b[33m");
  }

  @Test
  void aWideRangeOfStepsIsLogarithmicSoThatAShortCurveIsSeen() {
    double[] shortX = {1, 2, 4, 8};
    Series few = new Series("A", shortX, new double[] {4, 3, 2, 1});
    double[] longX = {1, 10, 100, 4096};
    Series many = new Series("B", longX, new double[] {4, 4, 4, 4});
    List<String> lines = curves(ASCII, few, many);
    assertThat(lines.getLast()).contains("steps   (log scale)").endsWith("4,096");
    // three of twelve doublings across
    String bottom = cells(lines).getLast();
    assertThat(bottom.length()).isBetween(12, 16);
  }
}
