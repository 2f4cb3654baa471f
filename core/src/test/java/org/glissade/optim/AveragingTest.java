package org.glissade.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.glissade.spec.Spec;
import org.glissade.spec.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AveragingTest {
  private static final int SIZE = 3;
  private static final Horizon RUN = new Horizon(200, 10);

  static Stream<Averaging> averagings() {
    return Stream.of(
        Averaging.none(),
        Averaging.polyak(),
        Averaging.tail(0.5),
        Averaging.tail(0.07),
        Averaging.tail(1),
        new TailAverage(0.25, 17),
        Averaging.ema(0.999),
        Averaging.ema(0));
  }

  /** Iterates that wander: iterates[t] follows step t. */
  private static float[][] iterates(int count) {
    Random random = new Random(5);
    float[][] iterates = new float[count][SIZE];
    float[] at = {100, -3, 0.01f};
    for (float[] iterate : iterates) {
      for (int i = 0; i < SIZE; i++) {
        at[i] += (float) random.nextGaussian();
        iterate[i] = at[i];
      }
    }
    return iterates;
  }

  private static float[] averageOf(Averaging averaging, float[][] iterates) {
    Averaging.Kernel kernel = averaging.bind(SIZE, new MemoryBuffers());
    for (int t = 0; t < iterates.length; t++) {
      kernel.update(iterates[t], t);
    }
    float[] average = new float[SIZE];
    kernel.average(average);
    return average;
  }

  private static void assertMean(float[] average, float[][] iterates, double[] weights) {
    for (int i = 0; i < SIZE; i++) {
      double sum = 0;
      double weight = 0;
      for (int t = 0; t < iterates.length; t++) {
        sum += weights[t] * iterates[t][i];
        weight += weights[t];
      }
      assertThat(average[i]).isCloseTo((float) (sum / weight), within(1e-5f));
    }
  }

  @Test
  void polyakIsTheMeanOfAllIterates() {
    float[][] iterates = iterates(200);
    double[] weights = new double[200];
    Arrays.fill(weights, 1);
    assertMean(averageOf(Averaging.polyak(), iterates), iterates, weights);
    assertThat(averageOf(Averaging.tail(1).over(RUN), iterates))
        .isEqualTo(averageOf(Averaging.polyak(), iterates));
  }

  @Test
  void tailIsTheMeanOfTheLastShareOfTheRun() {
    float[][] iterates = iterates(200);
    double[] weights = new double[200];
    Arrays.fill(weights, 140, 200, 1);
    assertMean(averageOf(Averaging.tail(0.3).over(RUN), iterates), iterates, weights);
    assertThat(averageOf(Averaging.tail(1e-9).over(RUN), iterates)).isEqualTo(iterates[199]);
  }

  @Test
  void emaWeighsByPowersOfTheDecayFromTheFirstIterateOn() {
    for (int count : new int[] {1, 2, 30, 200}) {
      float[][] iterates = iterates(count);
      double[] weights = new double[count];
      for (int t = 0; t < count; t++) {
        weights[t] = Math.pow(0.97, count - 1 - t);
      }
      assertMean(averageOf(Averaging.ema(0.97), iterates), iterates, weights);
    }
  }

  @Test
  void emaOfAConstantIsThatConstantFromTheFirstStepOn() {
    Averaging.Kernel kernel = Averaging.ema(0.999).bind(1, new MemoryBuffers());
    float[] average = new float[1];
    for (int step = 0; step < 3000; step++) {
      kernel.update(new float[] {0.1f}, step);
      kernel.average(average);
      assertThat(average[0]).isEqualTo(0.1f);
    }
  }

  @Test
  void fourMillionIteratesLoseNothing() {
    // t·2⁻²² for t < 2²² are floats, and so is their mean ½ − 2⁻²³. A running mean in float stands
    // still long before the end.
    int count = 1 << 22;
    Averaging.Kernel kernel = Averaging.polyak().bind(1, new MemoryBuffers());
    float[] iterate = new float[1];
    for (int t = 0; t < count; t++) {
      iterate[0] = t * 0x1p-22f;
      kernel.update(iterate, t);
    }
    kernel.average(iterate);
    assertThat(iterate[0]).isEqualTo(0.5f - 0x1p-23f);
  }

  @Test
  void thereIsNoAverageBeforeTheTailStarts() {
    Averaging.Kernel kernel = Averaging.tail(0.5).over(RUN).bind(SIZE, new MemoryBuffers());
    float[] params = {1, 2, 3};
    for (int step = 0; step < 100; step++) {
      kernel.update(params, step);
      assertThat(kernel.started()).isFalse();
    }
    assertThatThrownBy(() -> kernel.average(new float[SIZE]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("before step 100");
    kernel.update(params, 100);
    assertThat(kernel.started()).isTrue();
    assertThatThrownBy(() -> Averaging.tail(0.5).bind(SIZE, new MemoryBuffers()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("over(horizon)");
  }

  @ParameterizedTest
  @MethodSource("averagings")
  void textIsReadBackToAnEqualValue(Averaging averaging) {
    assertThat(Averaging.parse(averaging.toString())).isEqualTo(averaging);
    Averaging resolved = averaging.over(RUN);
    assertThat(Averaging.parse(resolved.toString())).isEqualTo(resolved);
    assertThat(resolved.over(new Horizon(7, 7))).isEqualTo(resolved);
  }

  @Test
  void eachNameIsCoveredAndHasDefaults() {
    TreeSet<String> covered = new TreeSet<>();
    averagings().forEach(averaging -> covered.add(Spec.parse(averaging.toString()).name()));
    assertThat(covered).containsExactlyInAnyOrderElementsOf(Averaging.names());
    assertThat(Averaging.parse("tail")).isEqualTo(Averaging.tail(0.5));
    assertThat(Averaging.parse("ema")).isEqualTo(Averaging.ema(0.999));
  }

  @ParameterizedTest
  @MethodSource("averagings")
  void stateReadBackContinuesToTheSameBits(Averaging averaging) {
    Averaging resolved = averaging.over(RUN);
    float[][] iterates = iterates(200);
    MemoryBuffers buffers = new MemoryBuffers();
    Averaging.Kernel whole = resolved.bind(SIZE, buffers);
    for (int t = 0; t < 120; t++) {
      whole.update(iterates[t], t);
    }
    Averaging.Kernel resumed = resolved.bind(SIZE, buffers.copy());
    for (int t = 120; t < 200; t++) {
      whole.update(iterates[t], t);
      resumed.update(iterates[t], t);
    }
    assertThat(resumed.started()).isEqualTo(whole.started());
    if (whole.started()) {
      float[] expected = new float[SIZE];
      float[] actual = new float[SIZE];
      whole.average(expected);
      resumed.average(actual);
      assertThat(actual).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("averagings")
  void aStepAllocatesNothing(Averaging averaging) {
    Averaging.Kernel kernel = averaging.over(RUN).bind(SIZE, new MemoryBuffers());
    float[] params = {1, 2, 3};
    kernel.update(params, 198);
    Allocation.bytes();
    long before = Allocation.bytes();
    kernel.update(params, 199);
    long after = Allocation.bytes();
    assertThat(after - before).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          polyack    | there is no averaging named polyack; did you mean polyak?
          tail(0)    | the share of a tail must be above 0 and at most 1, but is 0.0
          tail(1.5)  | the share of a tail must be above 0 and at most 1
          tail(0.5, start=1ep) | a tail starts at a step such as 500 instead of 1ep
          ema(1)     | the decay of an average must be at least 0 and below 1, but is 1.0
          polyak(3)  | too many arguments
          """)
  void whatCannotBeReadIsExplained(String text, String message) {
    assertThatThrownBy(() -> Averaging.parse(text))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(message);
  }
}
