package org.glissade.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Against the same sums in double, over all odd sizes and offsets. */
class VectorsTest {
  private static final double ULP = 0x1p-23;

  private static float[] random(RandomStream random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (random.nextGaussian() * Math.exp(random.nextGaussian()));
    }
    return values;
  }

  @Property
  void aDotProductIsTheSumOfProducts(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 70) int length,
      @ForAll @IntRange(min = 0, max = 5) int aFrom,
      @ForAll @IntRange(min = 0, max = 5) int bFrom) {
    RandomStream random = RandomStream.of(seed, "dot");
    float[] a = random(random, aFrom + length + 3);
    float[] b = random(random, bFrom + length + 3);
    double sum = 0;
    double magnitude = 0;
    for (int i = 0; i < length; i++) {
      double product = (double) a[aFrom + i] * b[bFrom + i];
      sum += product;
      magnitude += Math.abs(product);
    }
    assertThat((double) Vectors.dot(a, aFrom, b, bFrom, length))
        .isCloseTo(sum, within(20 * ULP * magnitude));
  }

  @Property
  void addScaledChangesItsRangeAndNothingElse(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 40) int length,
      @ForAll @IntRange(min = 0, max = 5) int xFrom,
      @ForAll @IntRange(min = 0, max = 5) int yFrom) {
    RandomStream random = RandomStream.of(seed, "add");
    float scale = (float) random.nextGaussian();
    float[] x = random(random, xFrom + length);
    float[] y = random(random, yFrom + length + 2);
    float[] before = y.clone();
    Vectors.addScaled(scale, x, xFrom, y, yFrom, length);
    for (int i = 0; i < y.length; i++) {
      int k = i - yFrom;
      double expected = before[i] + (k >= 0 && k < length ? (double) scale * x[xFrom + k] : 0);
      assertThat((double) y[i]).isCloseTo(expected, within(ULP * Math.abs(expected)));
    }
  }

  @Property
  void scaleMultipliesItsRangeAndNothingElse(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 10) int from,
      @ForAll @IntRange(min = 0, max = 20) int length) {
    float[] x = random(RandomStream.of(seed, "scale"), from + length + 3);
    float[] before = x.clone();
    Vectors.scale(x, -0.5f, from, from + length);
    for (int i = 0; i < x.length; i++) {
      assertThat(x[i]).isEqualTo(i >= from && i < from + length ? -0.5f * before[i] : before[i]);
    }
  }

  @Property
  void normsAreThoseOfDoubles(@ForAll long seed, @ForAll @IntRange(min = 0, max = 50) int length) {
    float[] x = random(RandomStream.of(seed, "norm"), length);
    double squares = 0;
    double absolute = 0;
    for (float value : x) {
      squares += (double) value * value;
      absolute += Math.abs((double) value);
    }
    assertThat(Vectors.squaredNorm(x, 0, length)).isCloseTo(squares, within(1e-12 * squares));
    assertThat(Vectors.norm(x)).isCloseTo(Math.sqrt(squares), within(1e-12 * squares));
    assertThat(Vectors.absoluteSum(x, 0, length)).isCloseTo(absolute, within(1e-12 * absolute));
  }

  @Test
  void normsDoNotOverflow() {
    float[] large = {Float.MAX_VALUE, -Float.MAX_VALUE};
    assertThat(Vectors.norm(large)).isCloseTo(Math.sqrt(2) * Float.MAX_VALUE, within(1e30));
    assertThat(Vectors.absoluteSum(large, 0, 2)).isEqualTo(2.0 * Float.MAX_VALUE);
  }

  @Test
  void oneValueThatIsNotFiniteIsFoundAnywhere() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      for (int length : new int[] {1, 2, 9, 33}) {
        for (int at = 0; at < length; at++) {
          float[] x = new float[length];
          x[0] = Float.MAX_VALUE;
          x[length - 1] = -Float.MIN_VALUE;
          assertThat(Vectors.allFinite(x)).isTrue();
          x[at] = bad;
          assertThat(Vectors.allFinite(x)).isFalse();
        }
      }
    }
    assertThat(Vectors.allFinite(new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}))
        .isFalse();
    assertThat(Vectors.allFinite(new float[0])).isTrue();
  }
}
