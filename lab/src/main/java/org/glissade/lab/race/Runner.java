package org.glissade.lab.race;

import java.util.Arrays;
import java.util.function.LongSupplier;
import org.glissade.data.Order;
import org.glissade.lab.problem.Landscape;
import org.glissade.lab.problem.Problem;
import org.glissade.optim.Schedule;
import org.glissade.spec.SpecException;
import org.glissade.train.Outcome;
import org.glissade.train.Sgd;
import org.glissade.train.Surroundings;
import org.glissade.train.TrainingEvent;
import org.glissade.train.TrainingListener;

/**
 * Runs a training of a problem through {@link Sgd} and keeps every update.
 *
 * <p>The time of an update is measured apart, with nobody listening: the same batch, order and
 * momentum, for so many updates that what a training takes once does not count, at a rate that
 * leaves the weights where they are.
 */
public final class Runner {
  private static final int MOST_REPEATS = 25;

  /** Repeats go on so long, in nanoseconds. */
  private static final long PATIENCE = 120_000_000;

  /** Of the repeats, the first are for the compiler. */
  private static final double WARM = 0.4;

  /** A measured training has at least so many updates, or as many as it takes to see it. */
  private static final long MEASURED_UPDATES = 4000;

  private static final long MOST_MEASURED_EXAMPLES = 1 << 20;

  private static final double STANDING_STILL = 1e-12;

  private final Problem problem;
  private final RunnerSettings settings;
  private final float[] start;

  /**
   * @param start the weights to begin from
   * @throws SpecException if it has more than {@link RunnerSettings#MOST_UPDATES} updates
   */
  public Runner(Problem problem, RunnerSettings settings, float[] start) {
    if (start.length != problem.weights()) {
      throw new SpecException(
          "the start has " + start.length + " weights, the problem " + problem.weights());
    }
    for (float weight : start) {
      if (!Float.isFinite(weight)) {
        throw new SpecException("the start is not a number: " + weight);
      }
    }
    long updates = settings.epochs() * settings.updatesPerEpoch(problem.count());
    if (updates > RunnerSettings.MOST_UPDATES) {
      throw new SpecException(
          updates
              + " updates are more than the "
              + RunnerSettings.MOST_UPDATES
              + " that are kept: take fewer epochs, or larger batches");
    }
    this.problem = problem;
    this.settings = settings;
    this.start = start.clone();
  }

  /**
   * Trains.
   *
   * @param nanoClock for the time that it takes
   */
  public Trail run(LongSupplier nanoClock) {
    Places places = new Places();
    Outcome outcome =
        problem
            .examples()
            .train(
                sgd ->
                    configured(sgd)
                        .learningRate(settings.rates())
                        .epochs(settings.epochs())
                        .surroundings(Surroundings.none().withListener(places)));
    return trail(places, outcome, pace(nanoClock));
  }

  private Sgd configured(Sgd sgd) {
    return sgd.batchSize(settings.batch())
        .order(settings.rows(problem))
        .momentum(settings.momentum())
        .seed(settings.seed())
        .startFrom(start);
  }

  private Trail.Pace pace(LongSupplier nanoClock) {
    long perEpoch = settings.updatesPerEpoch(problem.count());
    long enough = Math.min(MEASURED_UPDATES / perEpoch, MOST_MEASURED_EXAMPLES / problem.count());
    long epochs = Math.max(1, enough);
    double[] seconds = new double[MOST_REPEATS];
    int repeats = 0;
    long begin = nanoClock.getAsLong();
    while (repeats < MOST_REPEATS && (repeats < 3 || nanoClock.getAsLong() - begin < PATIENCE)) {
      Outcome outcome =
          problem
              .examples()
              .train(
                  sgd ->
                      configured(sgd)
                          .learningRate(STANDING_STILL)
                          .epochs(epochs)
                          .surroundings(Surroundings.none().withClock(nanoClock)));
      seconds[repeats++] = outcome.seconds() / (epochs * perEpoch);
    }
    double[] warm = Arrays.copyOfRange(seconds, (int) (repeats * WARM), repeats);
    Arrays.sort(warm);
    return new Trail.Pace(warm[warm.length / 2], repeats);
  }

  private Trail trail(Places places, Outcome outcome, Trail.Pace pace) {
    int updates = places.count;
    int weights = start.length;
    int examples = problem.count();
    int batch = Math.min(settings.batch(), examples);
    int perEpoch = Math.ceilDiv(examples, batch);
    int[] rows = rows(outcome, Math.ceilDiv(updates, perEpoch));
    Landscape landscape = new Landscape(problem);
    double[] excess = new double[updates + 1];
    float[] slopes = new float[(updates + 1) * weights];
    float[] steps = new float[updates * weights];
    double[] rates = new double[updates];
    float[] at = new float[weights];
    // Lengths that were shares of the run are numbers of updates now.
    for (int k = 0; k <= updates; k++) {
      System.arraycopy(places.all, k * weights, at, 0, weights);
      landscape.moveTo(at);
      excess[k] = landscape.excess();
      copy(landscape.gradient(), slopes, k * weights);
      if (k < updates) {
        int from = k / perEpoch * examples + k % perEpoch * batch;
        int to = Math.min(from + batch, (k / perEpoch + 1) * examples);
        copy(landscape.gradient(at, rows, from, to), steps, k * weights);
        rates[k] = outcome.recipe().transform().rate(k);
      }
    }
    Schedule schedule = settings.rates();
    return new Trail(
        weights,
        examples,
        batch,
        Arrays.copyOf(places.all, (updates + 1) * weights),
        excess,
        slopes,
        steps,
        rates,
        rows,
        outcome.reason(),
        outcome.engine(),
        schedule.toString(),
        pace);
  }

  private int[] rows(Outcome outcome, int epochs) {
    Order order = outcome.recipe().order();
    int n = problem.count();
    int[] rows = new int[epochs * n];
    int[] epoch = new int[n];
    for (int e = 0; e < epochs; e++) {
      order.fill(settings.seed(), e, epoch);
      System.arraycopy(epoch, 0, rows, e * n, n);
    }
    return rows;
  }

  private static void copy(double[] from, float[] to, int at) {
    for (int j = 0; j < from.length; j++) {
      to[at + j] = (float) from[j];
    }
  }

  /** The weights after each update, as long as they are numbers. */
  private final class Places implements TrainingListener {
    private float[] all = Arrays.copyOf(start, 64 * start.length);
    private int count;
    private boolean lost;

    @Override
    public boolean everyStep() {
      return true;
    }

    @Override
    public void on(TrainingEvent event) {
      if (event instanceof TrainingEvent.StepTaken step && !lost) {
        for (float weight : step.params()) {
          lost |= !(Math.abs(weight) < 1e15f); // beyond, squares are no floats any more
        }
        if (!lost) {
          add(step.params());
        }
      }
    }

    private void add(float[] weights) {
      count++;
      if ((count + 1) * weights.length > all.length) {
        all = Arrays.copyOf(all, 2 * all.length);
      }
      System.arraycopy(weights, 0, all, count * weights.length, weights.length);
    }
  }
}
