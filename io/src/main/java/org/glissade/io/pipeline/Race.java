package org.glissade.io.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.glissade.data.Examples;
import org.glissade.spec.SpecException;
import org.glissade.train.Fit;
import org.glissade.train.Outcome;
import org.glissade.train.Sgd;
import org.glissade.train.StopReason;
import org.glissade.train.Surroundings;
import org.glissade.train.TrainingEvent;
import org.glissade.train.TrainingListener;
import org.jspecify.annotations.Nullable;

/**
 * Runs configurations beside each other: on the same split of the same encoded rows, with the same
 * starting parameters and random choices a seed.
 *
 * <p>The loss is measured on all training rows, before the first step, after 1, 2, 3, 4, 6, 8, 12,
 * … steps, after each quarter of the first four epochs, and after each epoch; none of it counts in
 * the time. Seeds are the outer loop, so that a machine that becomes slower does so for all; runs
 * of less than a tenth of a second are repeated and the fastest is kept.
 *
 * <pre>{@code
 * Comparison comparison = Race.run(pipeline, contenders, Race.Terms.of(3, 0, System::nanoTime));
 * }</pre>
 */
public final class Race {
  /** How long a configuration runs beforehand, unmeasured, so that the JVM has compiled it. */
  private static final long WARM_UP_NANOS = 150_000_000;

  /** Runs that take less than this in all are timed again. */
  private static final double SHORT_SECONDS = 0.1;

  private static final int MOST_TIMES = 5;

  /** Epochs whose parts are measured too, and parts of each. */
  private static final int EARLY_EPOCHS = 4;

  private static final int PARTS = 4;

  /**
   * How to run them.
   *
   * @param repeats runs a configuration, at least 1
   * @param seed of the first; the others follow
   * @param standardised whether losses are in units of the training, a numeric target's deviation,
   *     and not in those of the target
   * @param goal the loss by which winners are told, or null for {@link Comparison#GOAL_SHARE}
   * @param nanoClock nanoseconds from any start
   * @param interrupted whether to end now
   * @param listener told of each run before it starts
   */
  public record Terms(
      int repeats,
      long seed,
      boolean standardised,
      @Nullable Double goal,
      LongSupplier nanoClock,
      BooleanSupplier interrupted,
      Consumer<Turn> listener) {
    public Terms {
      if (repeats < 1) {
        throw new IllegalArgumentException("there must be at least one run: " + repeats);
      }
    }

    /** Losses in units of the target, the usual goal, nobody listening. */
    public static Terms of(int repeats, long seed, LongSupplier nanoClock) {
      return new Terms(repeats, seed, false, null, nanoClock, () -> false, turn -> {});
    }
  }

  /**
   * A run that starts.
   *
   * @param number of the run, from 1
   * @param of how many
   */
  public record Turn(int number, int of, Contender contender, long seed) {}

  private final Pipeline pipeline;
  private final Terms terms;
  private final double factor;

  private Race(Pipeline pipeline, Terms terms) {
    this.pipeline = pipeline;
    this.terms = terms;
    this.factor = terms.standardised() ? 1 : pipeline.lossFactor();
  }

  /**
   * Runs all.
   *
   * @param contenders at least one
   * @throws SpecException if one cannot be run; names it
   */
  public static Comparison run(Pipeline pipeline, List<Contender> contenders, Terms terms) {
    Race race = new Race(pipeline, terms);
    contenders.forEach(race::warmUp);
    List<List<Comparison.Run>> runs = new ArrayList<>();
    contenders.forEach(contender -> runs.add(new ArrayList<>()));
    int number = 0;
    boolean interrupted = false;
    for (int repeat = 0; repeat < terms.repeats() && !interrupted; repeat++) {
      long seed = terms.seed() + repeat;
      for (int i = 0; i < contenders.size() && !interrupted; i++) {
        Contender contender = contenders.get(i);
        terms
            .listener()
            .accept(new Turn(++number, contenders.size() * terms.repeats(), contender, seed));
        Comparison.Run run = race.timed(contender, seed);
        interrupted = run.reason() == StopReason.INTERRUPTED;
        if (!interrupted) {
          runs.get(i).add(run);
        }
      }
    }
    List<Comparison.Result> results = new ArrayList<>();
    for (int i = 0; i < contenders.size(); i++) {
      if (!runs.get(i).isEmpty()) {
        results.add(Comparison.Result.of(contenders.get(i), runs.get(i)));
      }
    }
    return Comparison.of(pipeline.training().rows(), results, terms.goal(), interrupted);
  }

  private void warmUp(Contender contender) {
    LongSupplier clock = terms.nanoClock();
    long begin = clock.getAsLong();
    BooleanSupplier enough =
        () -> clock.getAsLong() - begin >= WARM_UP_NANOS || terms.interrupted().getAsBoolean();
    while (!enough.getAsBoolean()) {
      long before = clock.getAsLong();
      fit(contender, terms.seed(), new Surroundings(clock, enough, event -> {}, state -> {}));
      if (clock.getAsLong() == before) {
        return; // a clock that stands still
      }
    }
  }

  /**
   * A run, and if it is a short one, of which the time is at the mercy of whatever else the machine
   * does, the fastest of several, which differ in nothing else.
   */
  private Comparison.Run timed(Contender contender, long seed) {
    Comparison.Run best = run(contender, seed);
    double total = best.end().seconds();
    for (int i = 1; i < MOST_TIMES && total < SHORT_SECONDS && total > 0; i++) {
      Comparison.Run again = run(contender, seed);
      total += again.end().seconds();
      boolean same = again.reason() == best.reason() && again.end().step() == best.end().step();
      best = same && again.end().seconds() < best.end().seconds() ? again : best;
    }
    return best;
  }

  private Comparison.Run run(Contender contender, long seed) {
    Recorder recorder = new Recorder(pipeline.training().rows(), factor);
    Fit fit =
        fit(
            contender,
            seed,
            new Surroundings(terms.nanoClock(), terms.interrupted(), recorder, state -> {}));
    Outcome outcome = fit.outcome();
    boolean diverged = outcome.reason() == StopReason.DIVERGED;
    double epochs =
        outcome.state().epoch() + (double) outcome.state().position() / pipeline.training().rows();
    Comparison.Point end =
        new Comparison.Point(
            outcome.state().step(),
            epochs,
            outcome.seconds(),
            diverged ? Double.POSITIVE_INFINITY : fit.trainingLoss() * factor);
    List<Comparison.Point> points = recorder.points;
    if (!diverged && (points.isEmpty() || points.getLast().step() < end.step())) {
      points.add(end);
    }
    Examples held = fit.validationExamples();
    Double heldLoss =
        held == null
            ? null
            : Double.valueOf(diverged ? Double.POSITIVE_INFINITY : fit.validationLoss() * factor);
    return new Comparison.Run(
        seed,
        points,
        outcome.reason(),
        outcome.recipe().transform().rate(0),
        Math.min(recorder.batchSize, pipeline.training().rows()),
        outcome.engine(),
        end,
        heldLoss);
  }

  private Fit fit(Contender contender, long seed, Surroundings surroundings) {
    try {
      Sgd sgd =
          pipeline.sgd(
              each -> {
                each.model(pipeline.model(contender.network()));
                contender.steps().accept(each);
                each.seed(seed).surroundings(surroundings);
              });
      return sgd.fit(pipeline.training());
    } catch (SpecException e) {
      throw new SpecException(contender.name() + ": " + e.getMessage());
    }
  }

  /** Gathers what is measured, and chooses when. */
  private static final class Recorder implements TrainingListener {
    private final int rows;
    private final double factor;
    private final List<Comparison.Point> points = new ArrayList<>();
    private int batchSize;
    private long stepsPerEpoch = 1;
    private long epochsDone;

    /** The step at which this epoch began. */
    private long origin;

    Recorder(int rows, double factor) {
      this.rows = rows;
      this.factor = factor;
    }

    @Override
    public void on(TrainingEvent event) {
      switch (event) {
        case TrainingEvent.Started started -> {
          points.clear(); // a searched rate that was too high starts anew
          batchSize = started.recipe().batchSize();
          stepsPerEpoch = started.stepsPerEpoch();
          epochsDone = 0;
          origin = 0;
        }
        case TrainingEvent.Measured now ->
            points.add(
                new Comparison.Point(
                    now.step(), now.epoch(), now.seconds(), now.trainingLoss() * factor));
        case TrainingEvent.EpochEnded ended -> {
          epochsDone = ended.epoch();
          origin = ended.step();
        }
        case TrainingEvent.BatchChosen chosen ->
            stepsPerEpoch = Math.ceilDiv(rows, Math.min(rows, chosen.batchSize()));
        default -> {}
      }
    }

    @Override
    public long nextMeasurement(long step) {
      return Math.min(power(step), partOfEpoch(step));
    }

    /** The next of 0, 1, 2, 3, 4, 6, 8, 12, …. */
    private static long power(long step) {
      long below = Long.highestOneBit(step);
      return step == below ? step : step <= below + below / 2 ? below + below / 2 : 2 * below;
    }

    private long partOfEpoch(long step) {
      int parts = epochsDone < EARLY_EPOCHS ? PARTS : 1;
      long at = (step - origin) * parts / stepsPerEpoch;
      while (origin + at * stepsPerEpoch / parts < step) {
        at++;
      }
      return origin + at * stepsPerEpoch / parts;
    }
  }
}
