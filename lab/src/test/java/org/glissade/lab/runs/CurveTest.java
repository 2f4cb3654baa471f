package org.glissade.lab.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CurveTest {
  @Provide
  Arbitrary<List<Double>> values() {
    return Arbitraries.oneOf(
            Arbitraries.doubles().between(-1e6, 1e6),
            Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY))
        .list()
        .ofMinSize(1)
        .ofMaxSize(3 * Curve.MOST);
  }

  private static Curve curve(List<Double> values) {
    Curve curve = new Curve();
    for (int i = 0; i < values.size(); i++) {
      curve.add(new Moment(i, i * 0.1, i * 0.01), values.get(i));
    }
    return curve;
  }

  @Property(tries = 60)
  void everyBucketHasTheLeastAndTheGreatestOfItsValues(@ForAll("values") List<Double> values) {
    Curve curve = curve(values);
    assertThat(curve.size()).isBetween(1, Curve.MOST);
    assertThat(curve.points()).isEqualTo(values.size());
    assertThat(curve.size()).isEqualTo(Math.ceilDiv(values.size(), curve.width()));
    for (int i = 0; i < curve.size(); i++) {
      List<Double> part =
          values
              .subList(i * curve.width(), Math.min(values.size(), (i + 1) * curve.width()))
              .stream()
              .filter(Double::isFinite)
              .toList();
      double[] range = curve.range(i);
      if (part.isEmpty()) {
        assertThat(range).containsOnly(Double.NaN);
      } else {
        assertThat(range[0]).isEqualTo(part.stream().min(Double::compare).orElseThrow());
        assertThat(range[1]).isEqualTo(part.stream().max(Double::compare).orElseThrow());
      }
    }
    assertThat(curve.last()).isEqualTo(values.getLast());
  }

  /** Who has the buckets before the one that is said to be missing has what they are now. */
  @Property(tries = 60)
  void bucketsBeforeTheFirstMissingHaveNotChanged(
      @ForAll("values") List<Double> values, @ForAll @IntRange(min = 0, max = 6000) int before) {
    int had = Math.min(before, values.size());
    Curve then = curve(values.subList(0, had));
    Curve now = curve(values);
    int from = now.missing(then.points(), then.width());
    assertThat(from).isLessThanOrEqualTo(then.size());
    for (int i = 0; i < from; i++) {
      assertThat(then.range(i)).isEqualTo(now.range(i));
    }
    if (then.width() == now.width()) {
      assertThat(from).isGreaterThanOrEqualTo(then.size() - 1);
    }
  }

  @Test
  void aSpikeAmongAMillionIsKept() {
    Curve curve = new Curve();
    for (int i = 0; i < 1_000_000; i++) {
      curve.add(new Moment(i, i, i), i == 777_777 ? 50 : 1);
    }
    List<Double> greatest = new ArrayList<>();
    for (int i = 0; i < curve.size(); i++) {
      greatest.add(curve.range(i)[1]);
    }
    assertThat(greatest).contains(50.0).hasSizeLessThanOrEqualTo(Curve.MOST);
  }
}
