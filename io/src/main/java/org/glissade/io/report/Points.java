package org.glissade.io.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.glissade.math.RandomStream;
import org.glissade.spec.Numbers;

/**
 * Rows as points: what is predicted and what was observed. Of many rows some are drawn, so that a
 * page stays small: a random sample, and the farthest off, which a sample would miss.
 */
final class Points {
  private static final int MOST = 2_000;
  private static final int FARTHEST = 20;

  private final double[] predicted;
  private final double[] observed;
  private final int rows;

  /** Chooses among rows; those that are not finite cannot be drawn. */
  Points(double[] predicted, double[] observed) {
    this.rows = predicted.length;
    int[] chosen =
        chosen(
            predicted,
            observed,
            IntStream.range(0, rows)
                .filter(i -> Series.isShown(predicted[i]) && Series.isShown(observed[i]))
                .toArray());
    this.predicted = Arrays.stream(chosen).mapToDouble(i -> predicted[i]).toArray();
    this.observed = Arrays.stream(chosen).mapToDouble(i -> observed[i]).toArray();
  }

  private static int[] chosen(double[] predicted, double[] observed, int[] finite) {
    if (finite.length <= MOST) {
      return finite;
    }
    int[] order = finite.clone();
    RandomStream.of(0, "points").shuffle(order);
    IntStream farthest =
        Arrays.stream(finite)
            .boxed()
            .sorted(
                (a, b) ->
                    Double.compare(
                        Math.abs(predicted[b] - observed[b]), Math.abs(predicted[a] - observed[a])))
            .limit(FARTHEST)
            .mapToInt(Integer::intValue);
    return IntStream.concat(farthest, Arrays.stream(order)).distinct().limit(MOST).toArray();
  }

  boolean isEmpty() {
    return predicted.length == 0;
  }

  /** How many of how many rows are drawn. */
  String words() {
    return predicted.length == rows
        ? Numbers.count(rows, "row") + "."
        : Numbers.count(predicted.length)
            + " of "
            + Numbers.count(rows, "row")
            + (rows > MOST
                ? ": a random sample, and the " + FARTHEST + " farthest off."
                : "; of the others there is no finite number.");
  }

  /** Predictions against observations, with the line on which they would be equal. */
  Figure against(String name) {
    double[] all = new double[2 * predicted.length];
    System.arraycopy(predicted, 0, all, 0, predicted.length);
    System.arraycopy(observed, 0, all, predicted.length, predicted.length);
    double low = Arrays.stream(all).min().orElseThrow();
    double high = Arrays.stream(all).max().orElseThrow();
    Axis x = Axis.padded(low, high, 5);
    Axis y = Axis.padded(low, high, 5);
    Plot plot = new Plot(x, y, "observed " + Html.brief(name, 40));
    plot.points(observed, predicted).guide(x.low(), y.low(), x.high(), y.high());
    String title = "Predicted against observed";
    String words = words() + " On the dashed line they are equal.";
    return new Figure(
        title, "", plot.svg(title + " " + name + ": " + words + " " + range()), words, bands());
  }

  /** What is left over, by what is predicted. */
  Figure residuals(String name) {
    double[] apart = new double[predicted.length];
    Arrays.setAll(apart, i -> predicted[i] - observed[i]);
    double low = Math.min(0, Arrays.stream(apart).min().orElseThrow());
    double high = Math.max(0, Arrays.stream(apart).max().orElseThrow());
    Axis x =
        Axis.padded(
            Arrays.stream(predicted).min().orElseThrow(),
            Arrays.stream(predicted).max().orElseThrow(),
            5);
    Axis y = Axis.padded(low, high, 5);
    Plot plot = new Plot(x, y, "predicted " + Html.brief(name, 40));
    plot.points(predicted, apart).guide(x.low(), 0, x.high(), 0);
    String title = "Residuals: predicted minus observed";
    String words = "A good model leaves a level cloud around the dashed line, without a pattern.";
    return new Figure(title, "", plot.svg(title + ". " + range()), words, bands());
  }

  private String range() {
    return "Observed from "
        + Numbers.significant(Arrays.stream(observed).min().orElseThrow())
        + " to "
        + Numbers.significant(Arrays.stream(observed).max().orElseThrow())
        + ", predicted from "
        + Numbers.significant(Arrays.stream(predicted).min().orElseThrow())
        + " to "
        + Numbers.significant(Arrays.stream(predicted).max().orElseThrow())
        + ".";
  }

  /** Means of the points in tenths by what is predicted. */
  private DataTable bands() {
    int[] order =
        IntStream.range(0, predicted.length)
            .boxed()
            .sorted((a, b) -> Double.compare(predicted[a], predicted[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    int bands = Math.min(10, order.length);
    List<List<String>> rows = new ArrayList<>();
    for (int k = 0; k < bands; k++) {
      int[] some =
          Arrays.copyOfRange(order, order.length * k / bands, order.length * (k + 1) / bands);
      rows.add(
          List.of(
              Numbers.significant(predicted[some[0]])
                  + " to "
                  + Numbers.significant(predicted[some[some.length - 1]]),
              Numbers.count(some.length),
              Numbers.significant(mean(predicted, some)),
              Numbers.significant(mean(observed, some))));
    }
    return new DataTable(
        List.of("predicted", "points", "mean predicted", "mean observed"),
        rows,
        "The points in tenths, from the lowest prediction to the highest.");
  }

  private static double mean(double[] of, int[] some) {
    return Arrays.stream(some).mapToDouble(i -> of[i]).average().orElse(Double.NaN);
  }
}
