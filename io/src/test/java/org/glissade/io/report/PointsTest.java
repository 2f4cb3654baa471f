package org.glissade.io.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PointsTest {
  private static int drawn(Figure figure) {
    String drawing = figure.drawing();
    String path = drawing.substring(drawing.indexOf("class=\"points\""));
    return path.substring(0, path.indexOf("/>")).split("h0", -1).length - 1;
  }

  @Test
  void ofManyRowsSomeAreDrawnAndTheFarthestAmongThem() {
    double[] observed = new double[100_000];
    double[] predicted = new double[observed.length];
    Arrays.setAll(observed, i -> i % 100);
    Arrays.setAll(predicted, i -> i % 100 + 1);
    predicted[77_777] = 9_999;
    Points points = new Points(predicted, observed);
    assertThat(drawn(points.against("y"))).isEqualTo(2_000);
    assertThat(points.against("y").caption()).contains("2,000 of 100,000 rows");
    assertThat(points.residuals("y").drawing()).contains("to 9,999");
  }

  @Test
  void ofFewRowsAllAreDrawnButThoseThatAreNoNumbers() {
    Points points = new Points(new double[] {1, 2, Double.NaN, 1e308 * 10}, new double[4]);
    assertThat(drawn(points.against("y"))).isEqualTo(2);
    assertThat(points.against("y").caption()).contains("2 of 4 rows", "no finite number");
    assertThat(new Points(new double[] {Double.NaN}, new double[1]).isEmpty()).isTrue();
  }
}
