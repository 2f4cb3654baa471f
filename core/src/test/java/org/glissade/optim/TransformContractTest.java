package org.glissade.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
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
    TEXTS.put(
        "rmsprop",
        new String[] {"rmsprop", "rmsprop(0.99, epsilon=1e-3)", "rmsprop(centered=true)"});
    TEXTS.put("adadelta", new String[] {"adadelta", "adadelta(0.95, epsilon=1e-3)"});
    TEXTS.put("adam", new String[] {"adam", "adam(0, 0.9)", "adam(0.8, 0.99, 1e-3, amsgrad=true)"});
    TEXTS.put("adamw", new String[] {"adamw", "adamw(beta1=0.8, weight-decay=0.3, amsgrad=true)"});
    TEXTS.put("nadam", new String[] {"nadam", "nadam(0.8, 0.99, 1e-3, psi=0.1)"});
    TEXTS.put("lion", new String[] {"lion", "lion(0.95, beta2=0.98)"});
    TEXTS.put("dowg", new String[] {"dowg", "dowg(0.01)"});
    TEXTS.put("prodigy", new String[] {"prodigy", "prodigy(0.5, 0.9, 1e-6, distance=0.01)"});
    TEXTS.put("schedule-free", new String[] {"schedule-free", "schedule-free(0.5)"});
    TEXTS.put(
        "schedule-free-adamw",
        new String[] {"schedule-free-adamw", "schedule-free-adamw(0.95, weight-decay=0.1)"});
    TEXTS.put("lookahead", new String[] {"lookahead", "lookahead(3, alpha=0.8)"});
    TEXTS.put("accumulate", new String[] {"accumulate(1)", "accumulate(3)"});
    TEXTS.put("centralise", new String[] {"centralise"});
    TEXTS.put(
        "vw",
        new String[] {
          "vw",
          "vw(0.1, 0.4, initial-t=2, l1=1e-5, l2=1e-6)",
          "vw(adaptive=false, normalised=false, invariant=false)"
        });
    TEXTS.put("saga", new String[] {"saga", "saga(0.1)", "saga(rate=1e-3)"});
    TEXTS.put("svrg", new String[] {"svrg", "svrg(0.1)", "svrg(every=1)", "svrg(0.2, 3)"});
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
          "chain(clip-norm(1), ftrl(alpha=1))",
          "chain(accumulate(3), adamw, learning-rate(linear(0.1)))",
          "chain(adam, accumulate(3))",
          "chain(accumulate(2), momentum(0.9), learning-rate(0.1), lookahead(2))",
          "chain(learning-rate(warm-up(20%, 0.5)), schedule-free)"
        });
    TEXTS.put(
        "sgd",
        new String[] {
          "sgd(0.1)",
          "sgd(cosine(0.1), momentum=0.9, nesterov=true, weight-decay=1e-3, clip-norm=2)",
          "sgd(0.1, momentum=0.9, weight-decay=1e-3, decoupled=true)"
        });
  }

  static Stream<GradientTransform> all() {
    return TEXTS.values().stream().flatMap(Stream::of).map(Transforms::parse);
  }

  /** Those that work on gradients. */
  static Stream<GradientTransform> gradientTransforms() {
    return all().filter(transform -> !transform.needsExamples());
  }

  static Stream<GradientTransform> transformsWithAGain() {
    return gradientTransforms().filter(transform -> !Double.isNaN(transform.gain()));
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
  @MethodSource("all")
  void textIsReadBackToAnEqualValue(GradientTransform transform) {
    assertThat(Transforms.parse(transform.toString()))
        .isEqualTo(transform)
        .hasToString(transform.toString());
    GradientTransform resolved = transform.over(RUN);
    assertThat(Transforms.parse(resolved.toString())).isEqualTo(resolved);
  }

  @ParameterizedTest
  @MethodSource("gradientTransforms")
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
  @MethodSource("gradientTransforms")
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
  @MethodSource("gradientTransforms")
  void applyingRangesIsApplyingTheWhole(GradientTransform transform) {
    GradientTransform resolved = transform.over(RUN);
    Iteration whole = new Iteration(resolved, LAYOUT, new MemoryBuffers(), random(1));
    Iteration parts = new Iteration(resolved, LAYOUT, new MemoryBuffers(), random(1));
    for (int step = 0; step < 10; step++) {
      whole.step(random(100 + step));
      parts.stepIn(new int[] {0, 1, 1, 4, 4, 7, 7, 7, 7, LAYOUT.size()}, random(100 + step));
    }
    assertThat(parts.params).isEqualTo(whole.params);
  }

  @ParameterizedTest
  @MethodSource("gradientTransforms")
  void aCoordinateWithoutGradientIsLeftAloneIfItSaysSo(GradientTransform transform) {
    MemoryBuffers buffers = new MemoryBuffers();
    Iteration run = new Iteration(transform.over(RUN), LAYOUT, buffers, random(1));
    Iteration without = new Iteration(transform.over(RUN), LAYOUT, new MemoryBuffers(), random(1));
    int[] whole = {0, LAYOUT.size()};
    int[] withoutOne = {0, 1, 2, LAYOUT.size()};
    boolean says = transform.leavesUntouchedAlone();
    boolean alone = true;
    for (int step = 0; step < 10; step++) {
      float[] gradient = random(100 + step);
      boolean untouched = step % 2 == 1;
      if (untouched) {
        gradient[1] = 0;
      }
      List<Float> before = rememberedOf(1, buffers);
      float updated = run.step(gradient)[1];
      alone &= !untouched || (updated == 0 && (says || rememberedOf(1, buffers).equals(before)));
      without.stepIn(untouched ? withoutOne : whole, gradient);
    }
    if (says) {
      assertThat(without.params).isEqualTo(run.params);
    }
    assertThat(alone).isEqualTo(says);
  }

  private static List<Float> rememberedOf(int coordinate, MemoryBuffers buffers) {
    return buffers.floats.values().stream()
        .filter(buffer -> buffer.length == LAYOUT.size())
        .map(buffer -> buffer[coordinate])
        .toList();
  }

  @ParameterizedTest
  @MethodSource("gradientTransforms")
  void theEvaluationPointIsWhereTheRunStandsUnlessItSaysOtherwise(GradientTransform transform) {
    MemoryBuffers buffers = new MemoryBuffers();
    Iteration run = new Iteration(transform.over(RUN), LAYOUT, buffers, random(1));
    float[] point = new float[LAYOUT.size()];
    transform.evaluationPoint(buffers, run.params, point);
    assertThat(point).isEqualTo(random(1));
    for (int step = 0; step < 7; step++) {
      run.step(random(100 + step));
    }
    transform.evaluationPoint(buffers, run.params, point);
    assertThat(!Arrays.equals(point, run.params)).isEqualTo(transform.hasEvaluationPoint());
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
          adm                               | no transform named adm; did you mean adam?
          adam(1)                           | beta1 must be at least 0 and below 1, but is 1.0
          adam(beta2=1)                     | beta2 must be at least 0 and below 1, but is 1.0
          adam(epsilon=0)                   | epsilon must be a finite number above 0
          adam(rate=0.1)                    | adam has no argument rate; it takes adam(beta1, beta2, epsilon, amsgrad)
          adamw(weight-decay=-1)            | weight decay must be a finite number, at least 0
          nadam(psi=-1)                     | psi must be a finite number, at least 0
          nadam(-0.5)                       | beta1 must be at least 0 and below 1
          rmsprop(1)                        | decay must be at least 0 and below 1
          rmsprop(epsilon=1e-60)            | epsilon is too small for a float
          rmsprop(centered=1)               | expected true or false instead of 1
          adadelta(2)                       | decay must be at least 0 and below 1
          lion(beta2=1)                     | beta2 must be at least 0 and below 1
          dowg(0)                           | distance must be a finite number above 0
          prodigy(distance=-1)              | distance must be a finite number above 0
          schedule-free(1)                  | beta must be above 0 and below 1, but is 1.0
          schedule-free(0)                  | beta must be above 0 and below 1, but is 0.0
          lookahead(0)                      | expected a whole number of at least 1 instead of 0
          lookahead(alpha=0)                | alpha must be above 0 and at most 1
          accumulate                        | accumulate lacks steps
          accumulate(1.5)                   | expected a whole number of at least 1 instead of 1.5
          centralise(1)                     | too many arguments
          learning-rate(-1)                 | must be a finite number, at least 0
          chain(schedule-free, learning-rate(1)) | make it the last link, behind the learning rate
          chain(lookahead, schedule-free)   | make it the last link, behind the learning rate
          vw(0)                             | the rate must be a finite number above 0
          vw(power-t=2)                     | power-t must be from 0 (constant rate) to 1
          vw(initial-t=0, adaptive=false, normalised=false) | initial-t must be above 0
          vw(normalized=true)               | vw has no argument normalized
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
  void namedRecipesPrintWhatTheyAreMadeOf() {
    assertThat(Transforms.parse("adamw"))
        .isEqualTo(Transforms.adamW(0.01))
        .hasToString("chain(adam(beta1=0.9, beta2=0.999, epsilon=1.0e-8), weight-decay(0.01))");
    assertThat(Transforms.parse("schedule-free-adamw(weight-decay=0.1)"))
        .hasToString(
            "chain(adam(beta1=0, beta2=0.999, epsilon=1.0e-8), weight-decay(0.1),"
                + " schedule-free(0.9))");
    assertThat(Transforms.parse("prodigy"))
        .hasToString("prodigy(beta1=0.9, beta2=0.999, epsilon=1.0e-8, distance=1.0e-6)");
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
