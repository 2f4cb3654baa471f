package org.glissade.io.runs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.glissade.data.Orders;
import org.glissade.optim.Averaging;
import org.glissade.optim.Transforms;
import org.glissade.train.GradientNoise;
import org.glissade.train.Parallel;
import org.glissade.train.Penalty;
import org.glissade.train.Recipe;
import org.glissade.train.Sgd;
import org.glissade.train.StopReason;
import org.glissade.train.Stopping;
import org.glissade.train.TrainingEvent;
import org.jspecify.annotations.Nullable;

/** Events and recipes of every kind. */
final class Events {
  private Events() {}

  /** All numbers that there are, also those that are none. */
  private static Arbitrary<Double> numbers() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(Double::longBitsToDouble),
        Arbitraries.of(0.0, -0.0, 0.1, Double.NaN, Double.POSITIVE_INFINITY, -1e300));
  }

  private static Arbitrary<Long> counts() {
    return Arbitraries.longs().between(0, Long.MAX_VALUE);
  }

  private static Arbitrary<Integer> sizes() {
    return Arbitraries.integers().between(0, Integer.MAX_VALUE);
  }

  static Arbitrary<Stopping> stoppings() {
    Arbitrary<Stopping.Convergence> tests =
        Combinators.combine(
                Arbitraries.longs().between(1, 1000),
                Arbitraries.doubles().between(1e-12, 1).ofScale(15))
            .as(Stopping.Convergence::new);
    Arbitrary<@Nullable Duration> limits =
        Arbitraries.longs().between(1, Long.MAX_VALUE).map(Duration::ofNanos).injectNull(0.5);
    return Combinators.combine(
            Arbitraries.oneOf(
                Arbitraries.longs().between(1, 1L << 60), Arbitraries.of(Long.MAX_VALUE)),
            Arbitraries.oneOf(
                Arbitraries.longs().between(1, 1L << 60), Arbitraries.of(Long.MAX_VALUE)),
            limits,
            Arbitraries.integers().between(0, 50),
            tests.injectNull(0.5))
        .as(Stopping::new);
  }

  static Arbitrary<Recipe> recipes() {
    return Combinators.combine(
            Arbitraries.oneOf(
                Arbitraries.integers().between(1, 1 << 20), Arbitraries.of(Sgd.FULL_BATCH)),
            Arbitraries.of("shuffle", "sequential", "replacement", "blocks(rows=8, buffer=2)")
                .map(Orders::parse),
            Arbitraries.of(
                    "learning-rate(0.1)",
                    "chain(momentum(0.9), learning-rate(cosine(0.1, end=0.001)))",
                    "chain(clip-norm(1), learning-rate(0.025))",
                    "chain(adam, learning-rate(0.001))")
                .map(Transforms::parse),
            Arbitraries.doubles().between(0, 10).ofScale(15).map(l2 -> new Penalty(0, l2)),
            Arbitraries.of("none", "polyak", "tail(0.5)", "ema(0.99)").map(Averaging::parse),
            stoppings(),
            Arbitraries.longs())
        .as(
            (batch, order, transform, penalty, averaging, stopping, seed) ->
                new Recipe(
                    batch,
                    order,
                    transform,
                    penalty,
                    averaging,
                    stopping,
                    seed,
                    Parallel.minibatch(),
                    false));
  }

  static Arbitrary<GradientNoise> noises() {
    return Combinators.combine(numbers(), numbers(), numbers(), sizes()).as(GradientNoise::new);
  }

  /** Every event that a record keeps. */
  static Arbitrary<TrainingEvent> all() {
    return Arbitraries.oneOf(
        List.of(
            Combinators.combine(
                    Arbitraries.strings(),
                    Arbitraries.strings().injectNull(0.5),
                    sizes(),
                    recipes(),
                    sizes(),
                    sizes(),
                    counts())
                .as(TrainingEvent.Started::new),
            Combinators.combine(
                    counts(), counts(), counts(), counts(), numbers(), numbers(), numbers())
                .as(TrainingEvent.WindowEnded::new),
            Combinators.combine(
                    counts(), counts(), numbers(), numbers().injectNull(0.5), numbers(), numbers())
                .as(TrainingEvent.EpochEnded::new),
            Combinators.combine(counts(), sizes(), noises()).as(TrainingEvent.BatchChosen::new),
            Combinators.combine(
                    counts(), numbers(), numbers(), numbers().injectNull(0.5), numbers())
                .as(TrainingEvent.Measured::new),
            Combinators.combine(counts(), counts(), sizes(), noises())
                .as(TrainingEvent.NoiseMeasured::new),
            Combinators.combine(counts(), numbers(), numbers().injectNull(0.5))
                .as(TrainingEvent.Tested::new),
            Combinators.combine(Arbitraries.of(StopReason.values()), counts(), counts())
                .as(TrainingEvent.Stopped::new)));
  }

  /** Times to the millisecond. */
  static Arbitrary<Instant> times() {
    return Arbitraries.longs()
        .between(-1_000_000_000_000L, 100_000_000_000_000L)
        .map(Instant::ofEpochMilli);
  }

  /** A run that starts, goes through so many epochs, and ends. */
  static List<TrainingEvent> run(int epochs) {
    Recipe recipe =
        new Recipe(
            64,
            Orders.shuffle(),
            Transforms.parse("learning-rate(0.1)"),
            Penalty.NONE,
            Averaging.none(),
            Stopping.afterEpochs(epochs),
            7);
    List<TrainingEvent> events = new ArrayList<>();
    events.add(new TrainingEvent.Started("chain", null, 1, recipe, 640, 3, 10));
    for (int epoch = 1; epoch <= epochs; epoch++) {
      events.add(
          new TrainingEvent.WindowEnded(
              epoch - 1L, 320, epoch * 10L - 5, 5, 2.0 / epoch, 0.1, epoch - 0.5));
      events.add(
          new TrainingEvent.EpochEnded(epoch, epoch * 10L, 1.0 / epoch, 1.5 / epoch, 0.1, epoch));
    }
    events.add(new TrainingEvent.Tested(epochs, 0.25, 0.5));
    events.add(new TrainingEvent.Stopped(StopReason.EPOCHS, epochs * 10L, epochs));
    return events;
  }
}
