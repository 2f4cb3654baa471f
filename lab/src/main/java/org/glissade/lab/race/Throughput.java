package org.glissade.lab.race;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.glissade.data.DenseExamples;
import org.glissade.data.Orders;
import org.glissade.math.RandomStream;
import org.glissade.model.LinearModel;
import org.glissade.model.Losses;
import org.glissade.model.Model;
import org.glissade.model.Network;
import org.glissade.train.Sgd;
import org.glissade.train.Surroundings;

/**
 * How many examples a second this machine learns from, by size of the batch: least squares on
 * {@value #ROWS} rows of {@value #FEATURES} features, by the engine and the kernels that train
 * otherwise. A linear model gains little from batches, which read each row twice; a network reads
 * its matrices once for all examples of a batch.
 *
 * @param batch m
 * @param examplesPerSecond the fastest of {@value #REPEATS} trainings: what else the machine does
 *     only makes them slower
 */
public record Throughput(int batch, double examplesPerSecond) {
  public static final int ROWS = 2048;
  public static final int FEATURES = 64;
  private static final int REPEATS = 5;

  /** Rounds that are for the compiler. */
  private static final int WARM = 2;

  /** A training of the linear model would be over too soon to be timed. */
  private static final int LINEAR_EPOCHS = 8;

  /** Units of the hidden layer of the network. */
  public static final int HIDDEN = 64;

  /** ŷ = w·x. */
  public static final Model LINEAR = new LinearModel(FEATURES, 1, false);

  /** One hidden layer of rectified units. */
  public static final Model NETWORK = Network.of(HIDDEN).model(FEATURES, 1, true);

  /**
   * Measures it for 1, 4, 16, … up to all rows.
   *
   * <p>The batches take turns, so that a moment in which the machine is busy is not held against
   * one of them.
   */
  public static List<Throughput> measure(Model model, LongSupplier nanoClock) {
    DenseExamples examples = examples();
    List<Integer> batches = new ArrayList<>();
    for (int batch = 1; batch < ROWS; batch *= 4) {
      batches.add(batch);
    }
    batches.add(ROWS);
    double[] most = new double[batches.size()];
    for (int repeat = -WARM; repeat < REPEATS; repeat++) {
      for (int i = 0; i < most.length; i++) {
        double rate = perSecond(model, examples, batches.get(i), nanoClock);
        most[i] = repeat < 0 ? 0 : Math.max(most[i], rate);
      }
    }
    return IntStream.range(0, most.length)
        .mapToObj(i -> new Throughput(batches.get(i), most[i]))
        .toList();
  }

  private static double perSecond(
      Model model, DenseExamples examples, int batch, LongSupplier nanoClock) {
    int epochs = model == LINEAR ? LINEAR_EPOCHS : 1;
    double seconds =
        Sgd.regressor()
            .model(model)
            .loss(Losses.parse("squared"))
            .batchSize(batch)
            .order(Orders.sequential())
            .learningRate(1e-3)
            .epochs(epochs)
            .surroundings(Surroundings.none().withClock(nanoClock))
            .fit(examples)
            .outcome()
            .seconds();
    return (double) ROWS * epochs / seconds;
  }

  private static DenseExamples examples() {
    RandomStream random = RandomStream.of(0, "throughput");
    float[] features = new float[ROWS * FEATURES];
    float[] targets = new float[ROWS];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < ROWS; i++) {
      targets[i] = features[i * FEATURES] + (float) random.nextGaussian();
    }
    return DenseExamples.of(features, FEATURES, targets);
  }
}
