package org.glissade.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.glissade.math.Layout;
import org.glissade.spec.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every transform. */
class TransformContractTest {
  private static final Horizon RUN = new Horizon(40, 10);
  private static final Layout LAYOUT =
      Layout.builder()
          .slot("weights", 2, 3, true)
          .slot("bias", 1, 2, false)
          .slot("more", 1, 3, true)
          .build();

  /** Each name with texts that use it. */
  private static final Map<String, String[]> TEXTS = new LinkedHashMap<>();

  static {
    TEXTS.put(
        "momentum",
        new String[] {
          "momentum(0.9)", "momentum(0)", "momentum(0.9, 0.5)", "momentum(0.8, nesterov=true)"
        });
    TEXTS.put("nesterov", new String[] {"nesterov(0.9)"});
    TEXTS.put("weight-decay", new String[] {"weight-decay(1e-4)", "weight-decay(0)"});
    TEXTS.put("clip-norm", new String[] {"clip-norm(0.5)"});
    TEXTS.put("clip-value", new String[] {"clip-value(0.3)"});
    TEXTS.put("adagrad", new String[] {"adagrad", "adagrad(1e-8, initial=0.1)"});
    TEXTS.put("ftrl", new String[] {"ftrl", "ftrl(0.5, beta=0.1, l1=0.01, l2=0.2)"});
    TEXTS.put(
        "learning-rate",
        new String[] {
          "learning-rate(0.1)",
          "learning-rate(warm-up(5%, cosine(0.1)))",
          "learning-rate(restarts(warm-up(20%, cosine(0.1)), 1ep, 1))",
          "learning-rate(piecewise(multi-step(0.1, 0.5, 3, 1ep), 50%, one-cycle(0.3)))"
        });
    TEXTS.put(
        "chain",
        new String[] {
          "chain(weight-decay(0.1))",
          "chain(clip-norm(1), weight-decay(0.1), momentum(0.9, 0.2), learning-rate(linear(0.1)))",
          "chain(nesterov(0.9), chain(momentum(0.5), weight-decay(1e-3)), clip-value(0.1))",
          "chain(adagrad, learning-rate(linear(0.1)))",
          "chain(clip-norm(1), ftrl(alpha=1))"
        });
    TEXTS.put(
        "sgd",
        new String[] {
          "sgd(0.1)",
          "sgd(cosine(0.1), momentum=0.9, nesterov=true, weight-decay=1e-3, clip-norm=2)",
          "sgd(0.1, momentum=0.9, weight-decay=1e-3, decoupled=true)"
        });
  }

  static Stream<GradientTransform> transforms() {
    return TEXTS.values().stream().flatMap(Stream::of).map(Transforms::parse);
  }

  static Stream<GradientTransform> transformsWithAGain() {
    return transforms().filter(transform -> !Double.isNaN(transform.gain()));
  }

  private static float[] random(long seed) {
    Random random = new Random(seed);
    float[] values = new float[LAYOUT.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  void eachNameIsCovered() {
    assertThat(TEXTS.keySet()).containsExactlyInAnyOrderElementsOf(Transforms.names());
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void textIsReadBackToAnEqualValue(GradientTransform transform) {
    assertThat(Transforms.parse(transform.toString()))
        .isEqualTo(transform)
        .hasToString(transform.toString());
    GradientTransform resolved = transform.over(RUN);
    assertThat(Transforms.parse(resolved.toString())).isEqualTo(resolved);
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void aStepAllocatesNothing(GradientTransform transform) {
    GradientTransform.Kernel kernel = transform.over(RUN).bind(LAYOUT, new MemoryBuffers());
    float[] params = random(1);
    float[] update = random(2);
    kernel.prepare(update, params, 0);
    kernel.apply(update, params, 0, update.length);
    Allocation.bytes();
    long before = Allocation.bytes();
    kernel.prepare(update, params, 1);
    kernel.apply(update, params, 0, update.length);
    long after = Allocation.bytes();
    assertThat(after - before).isZero();
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void stateReadBackContinuesToTheSameBits(GradientTransform transform) {
    GradientTransform resolved = transform.over(RUN);
    MemoryBuffers buffers = new MemoryBuffers();
    Iteration whole = new Iteration(resolved, LAYOUT, buffers, random(1));
    for (int step = 0; step < 5; step++) {
      whole.step(random(100 + step));
    }
    Iteration resumed = new Iteration(resolved, LAYOUT, buffers.copy(), whole.params).from(5);
    for (int step = 5; step < 20; step++) {
      whole.step(random(100 + step));
      resumed.step(random(100 + step));
    }
    assertThat(resumed.params).isEqualTo(whole.params);
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void applyingRangesIsApplyingTheWhole(GradientTransform transform) {
    GradientTransform resolved = transform.over(RUN);
    Iteration whole = new Iteration(resolved, LAYOUT, new MemoryBuffers(), random(1));
    Iteration parts = new Iteration(resolved, LAYOUT, new MemoryBuffers(), random(1));
    for (int step = 0; step < 10; step++) {
      whole.step(random(100 + step));
      parts.stepIn(new int[] {0, 1, 4, 7, 7, LAYOUT.size()}, random(100 + step));
    }
    assertThat(parts.params).isEqualTo(whole.params);
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void aCoordinateWithoutGradientIsLeftAloneIfItSaysSo(GradientTransform transform) {
    Iteration run = new Iteration(transform.over(RUN), LAYOUT, new MemoryBuffers(), random(1));
    boolean alone = true;
    for (int step = 0; step < 10; step++) {
      float[] gradient = random(100 + step);
      boolean untouched = step % 2 == 1;
      if (untouched) {
        gradient[1] = 0;
      }
      float updated = run.step(gradient)[1];
      alone &= !untouched || updated == 0;
    }
    assertThat(alone).isEqualTo(transform.leavesUntouchedAlone());
  }

  @ParameterizedTest
  @MethodSource("transformsWithAGain")
  void aConstantGradientSettlesAtTheGainTimesTheRate(GradientTransform transform) {
    GradientTransform resolved = transform.over(RUN);
    GradientTransform.Kernel kernel = resolved.bind(LAYOUT, new MemoryBuffers());
    float[] update = new float[LAYOUT.size()];
    float[] params = new float[LAYOUT.size()]; // at 0, where weight decay adds nothing
    int last = 20; // where every rate above is positive; momentum has settled long before
    for (int i = 0; i < 500; i++) {
      Arrays.fill(update, 1e-4f);
      kernel.prepare(update, params, last);
      kernel.apply(update, params, 0, update.length);
    }
    double rate = resolved.rate(last);
    assertThat(rate).isPositive();
    assertThat((double) Math.abs(update[0]))
        .isCloseTo(1e-4 * transform.gain() * rate, within(1e-5 * 1e-4 * transform.gain() * rate));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          momentom(0.9)                     | no transform named momentom; did you mean momentum?
          momentum(1)                       | momentum must be at least 0 and below 1, but is 1.0
          momentum(-0.1)                    | momentum must be at least 0 and below 1
          momentum(NaN)                     | momentum must be at least 0 and below 1
          momentum(0.9, 1)                  | dampening must be at least 0 and below 1
          momentum(0.9, 0.1, true)          | Nesterov momentum has no dampening
          momentum(0.9, nesterov=yes)       | expected true or false instead of yes
          weight-decay(-1)                  | weight decay must be a finite number, at least 0
          clip-norm(0)                      | the largest norm must be a finite number above 0
          clip-value(-2)                    | the largest value must be a finite number above 0
          adagrad(0)                        | epsilon must be a finite number above 0
          adagrad(1e-60)                    | epsilon is too small for a float
          adagrad(initial=-1)               | the initial sum must be a finite number, at least 0
          ftrl(0)                           | alpha must be a finite number above 0
          ftrl(beta=0)                      | beta must be a finite number above 0
          ftrl(l1=-1)                       | l1 must be a finite number, at least 0
          ftrl(lambda=1)                    | lambda
          chain(ftrl, learning-rate(0.1))   | one of the links has a rate of its own; leave the learning rate out
          learning-rate(cosin(0.1))         | no schedule named cosin; did you mean cosine?
          chain                             | a chain needs at least one link
          chain(momentum(0.9), rate=0.1)    | the links of a chain have no names: rate=0.1
          chain(momentum(0.9), 0.1)         | there is no transform named 0.1
          sgd(0.1, nesterov=true)           | Nesterov needs momentum above 0
          sgd(0.1, clip-norm=-1)            | the largest norm must be a finite number above 0
          """)
  void whatCannotBeReadIsExplained(String text, String message) {
    assertThatThrownBy(() -> Transforms.parse(text))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(message);
  }

  @Test
  void nesterovIsAnotherNameForAKindOfMomentum() {
    assertThat(Transforms.parse("nesterov(0.9)"))
        .isEqualTo(new Momentum(0.9, 0, true))
        .hasToString("momentum(0.9, nesterov=true)");
  }

  @Test
  void theSgdRecipeIsAChainInTheUsualOrder() {
    assertThat(
            Transforms.parse(
                "sgd(0.1, momentum=0.9, nesterov=true, weight-decay=0.01, clip-norm=1)"))
        .hasToString(
            "chain(clip-norm(1), weight-decay(0.01), momentum(0.9, nesterov=true),"
                + " learning-rate(0.1))");
    assertThat(Transforms.parse("sgd(0.1, momentum=0.9, weight-decay=0.01, decoupled=true)"))
        .hasToString("chain(momentum(0.9), weight-decay(0.01), learning-rate(0.1))");
  }
}
