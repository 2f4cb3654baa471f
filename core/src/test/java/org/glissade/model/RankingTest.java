package org.glissade.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RankingTest {
  /** Few different scores, so that many tie. */
  record Row(int score, boolean positive, int weight) {}

  @Provide
  Arbitrary<Row[]> rows() {
    return Combinators.combine(
            Arbitraries.integers().between(-4, 4),
            Arbitraries.of(true, false),
            Arbitraries.integers().between(0, 3))
        .as(Row::new)
        .array(Row[].class)
        .ofMinSize(2)
        .ofMaxSize(40);
  }

  private static float[] scores(Row[] rows) {
    float[] scores = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      scores[i] = rows[i].score();
    }
    return scores;
  }

  private static float[] targets(Row[] rows) {
    float[] targets = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      targets[i] = rows[i].positive() ? 1 : -1;
    }
    return targets;
  }

  private static float[] weights(Row[] rows) {
    float[] weights = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      weights[i] = rows[i].weight();
    }
    return weights;
  }

  private static double weight(Row[] rows, boolean positive, int from) {
    return Arrays.stream(rows)
        .filter(row -> row.positive() == positive && row.score() >= from)
        .mapToDouble(Row::weight)
        .sum();
  }

  private static Ranking ranking(Row[] rows) {
    Assume.that(weight(rows, true, -9) > 0 && weight(rows, false, -9) > 0);
    return Objects.requireNonNull(Ranking.of(scores(rows), targets(rows), weights(rows)));
  }

  @Property
  void theAreaIsThatOfTheMetric(@ForAll("rows") Row[] rows) {
    assertThat(ranking(rows).area())
        .isCloseTo(Metrics.auc(scores(rows), targets(rows), weights(rows)), within(1e-12));
  }

  @Property
  void eachPointIsWhatAThresholdAtItsScoreGives(@ForAll("rows") Row[] rows) {
    Ranking ranking = ranking(rows);
    int[] thresholds =
        Arrays.stream(rows).mapToInt(row -> -row.score()).distinct().sorted().toArray();
    assertThat(ranking.size()).isEqualTo(thresholds.length + 1);
    for (int i = 0; i < thresholds.length; i++) {
      double found = weight(rows, true, -thresholds[i]);
      double mistaken = weight(rows, false, -thresholds[i]);
      assertThat(ranking.recall(i + 1)).isCloseTo(found / weight(rows, true, -9), within(1e-12));
      assertThat(ranking.falsePositiveRate(i + 1))
          .isCloseTo(mistaken / weight(rows, false, -9), within(1e-12));
      if (found + mistaken > 0) {
        assertThat(ranking.precision(i + 1)).isCloseTo(found / (found + mistaken), within(1e-12));
      }
    }
  }

  @Property
  void averagePrecisionIsTheMeanOverThePositiveRows(@ForAll("rows") Row[] rows) {
    double sum = 0;
    for (Row row : rows) {
      if (row.positive() && row.weight() > 0) {
        double found = weight(rows, true, row.score());
        sum += row.weight() * found / (found + weight(rows, false, row.score()));
      }
    }
    assertThat(ranking(rows).averagePrecision())
        .isCloseTo(sum / weight(rows, true, -9), within(1e-12));
  }

  @Test
  void aPerfectRankingHasAllOfIt() {
    Ranking ranking =
        Objects.requireNonNull(
            Ranking.of(new float[] {3, 2, 1, 0}, new float[] {1, 1, -1, -1}, null));
    assertThat(ranking.area()).isEqualTo(1);
    assertThat(ranking.averagePrecision()).isEqualTo(1);
    assertThat(ranking.baseRate()).isEqualTo(0.5);
  }

  @Test
  void itIsUndefinedForOneClassAndForScoresThatAreNone() {
    assertThat(Ranking.of(new float[] {1, 2}, new float[] {1, 1}, null)).isNull();
    assertThat(Ranking.of(new float[] {1, 2}, new float[] {1, -1}, new float[] {1, 0})).isNull();
    assertThat(Ranking.of(new float[] {1, Float.NaN}, new float[] {1, -1}, null)).isNull();
    assertThat(Ranking.of(new float[0], new float[0], null)).isNull();
    assertThatThrownBy(() -> Ranking.of(new float[1], new float[2], null))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
