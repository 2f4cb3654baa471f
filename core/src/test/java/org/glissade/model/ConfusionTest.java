package org.glissade.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ConfusionTest {
  private static final int CLASSES = 4;

  @Property
  void itHoldsTheWeightOfEachPairAndAgreesWithTheMetrics(
      @ForAll @Size(30) List<@IntRange(max = CLASSES - 1) Integer> actual,
      @ForAll @Size(30) List<@IntRange(max = CLASSES - 1) Integer> predicted,
      @ForAll @Size(30) List<@IntRange(min = 1, max = 3) Integer> weight) {
    float[] weights = new float[30];
    float[] targets = new float[30];
    float[] scores = new float[30 * CLASSES];
    for (int row = 0; row < 30; row++) {
      weights[row] = weight.get(row);
      targets[row] = actual.get(row);
      scores[row * CLASSES + predicted.get(row)] = 1;
    }
    Confusion confusion = Confusion.of(ints(actual), ints(predicted), weights, CLASSES);
    double f1 = 0;
    int defined = 0;
    for (int k = 0; k < CLASSES; k++) {
      for (int j = 0; j < CLASSES; j++) {
        double sum = 0;
        for (int row = 0; row < 30; row++) {
          sum += actual.get(row) == k && predicted.get(row) == j ? weight.get(row) : 0;
        }
        assertThat(confusion.weight(k, j)).isEqualTo(sum);
      }
      if (!Double.isNaN(confusion.f1(k))) {
        f1 += confusion.f1(k);
        defined++;
      }
    }
    assertThat(f1 / defined)
        .isCloseTo(Metrics.macroF1(scores, targets, weights, CLASSES), within(1e-12));
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  @Test
  void precisionAndRecallAreSharesOfColumnsAndRows() {
    Confusion confusion =
        Confusion.of(new int[] {0, 0, 0, 1, 1}, new int[] {0, 0, 1, 1, 0}, null, 3);
    assertThat(confusion.precision(0)).isCloseTo(2.0 / 3, within(1e-15));
    assertThat(confusion.recall(0)).isCloseTo(2.0 / 3, within(1e-15));
    assertThat(confusion.precision(1)).isEqualTo(0.5);
    assertThat(confusion.recall(1)).isEqualTo(0.5);
    assertThat(confusion.precision(2)).isNaN();
    assertThat(confusion.recall(2)).isNaN();
  }

  @Test
  void whatIsNoClassIsRefused() {
    assertThatThrownBy(() -> Confusion.of(new int[] {2}, new int[] {0}, null, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row 0");
    assertThatThrownBy(() -> Confusion.of(new int[1], new int[2], null, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
