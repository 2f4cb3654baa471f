package org.glissade.lab.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.glissade.lab.problem.Problem;
import org.glissade.lab.problem.ProblemSettings;
import org.glissade.lab.problem.Problems;
import org.glissade.lab.race.Runner;
import org.glissade.lab.race.RunnerSettings;
import org.glissade.lab.race.Trail;

/** What the page shows, beside what the engine says to the same settings. */
record EngineFigures(Page page) {
  /** The problem that the page is set to. */
  Problem problem() {
    Map<?, ?> p = (Map<?, ?>) page.evaluate("() => glissadeLab.state.problem");
    return Problems.of(
        new ProblemSettings(
            text(p, "key"),
            number(p, "examples").intValue(),
            number(p, "condition").doubleValue(),
            number(p, "noise").doubleValue(),
            number(p, "seed").longValue(),
            "",
            ""));
  }

  /** The training of number i that the page is set to, by the engine. */
  Trail trail(int i) {
    Map<?, ?> state =
        (Map<?, ?>)
            page.evaluate(
                "i => { const s = glissadeLab.state; return {...s.runners[i], order: s.order,"
                    + " epochs: s.epochs, seed: s.seed + (s.same ? 0 : i), start: s.start}; }",
                i);
    Problem problem = problem();
    float[] start = problem.start();
    if (state.get("start") instanceof List<?> given) {
      for (int j = 0; j < start.length; j++) {
        start[j] = ((Number) given.get(j)).floatValue();
      }
    }
    return new Runner(
            problem,
            new RunnerSettings(
                number(state, "batch").intValue(),
                number(state, "rate").doubleValue(),
                number(state, "momentum").doubleValue(),
                text(state, "schedule"),
                text(state, "order"),
                number(state, "epochs").intValue(),
                number(state, "seed").longValue()),
            start)
        .run(() -> 0);
  }

  /** All that the page has of its three trainings is what the engine says, bit for bit. */
  void check() {
    for (int i = 0; i < 3; i++) {
      Trail trail = trail(i);
      assertThat(numbers("places", i)).isEqualTo(hash(trail.places()));
      assertThat(numbers("steps", i)).isEqualTo(hash(trail.steps()));
      assertThat(numbers("slopes", i)).isEqualTo(hash(trail.slopes()));
      assertThat(page.evaluate("i => Array.from(glissadeLab.trails[i].excess)", i))
          .as("losses of training %s", i)
          .asInstanceOf(InstanceOfAssertFactories.list(Number.class))
          .map(Number::doubleValue)
          .isEqualTo(Arrays.stream(trail.excess()).boxed().toList());
    }
  }

  /** Floats as one number each, so that a long run is compared at once. */
  private long numbers(String what, int i) {
    Object hash =
        page.evaluate(
            "([what, i]) => { const a = glissadeLab.trails[i][what], bits = new Int32Array(a.length);"
                + " new Float32Array(bits.buffer).set(a); let h = a.length | 0;"
                + " for (const b of bits) h = (Math.imul(h, 31) + b) | 0; return h; }",
            List.of(what, i));
    return ((Number) hash).longValue();
  }

  private static long hash(float[] values) {
    int hash = values.length;
    for (float value : values) {
      hash = 31 * hash + Float.floatToRawIntBits(value);
    }
    return hash;
  }

  /** A number of an object of the page. */
  static Number number(Map<?, ?> object, String name) {
    return (Number) Objects.requireNonNull(object.get(name), name);
  }

  private static String text(Map<?, ?> object, String name) {
    return (String) Objects.requireNonNull(object.get(name), name);
  }
}
