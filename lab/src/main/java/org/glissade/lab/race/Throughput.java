package org.glissade.lab.race;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.glissade.data.DenseExamples;
import org.glissade.data.Orders;
import org.glissade.math.RandomStream;
import org.glissade.model.LinearModel;
import org.glissade.model.Losses;
import org.glissade.train.Sgd;
import org.glissade.train.Surroundings;

/**
 * How many examples a second this machine learns from, by size of the batch: least squares of
 * {@value #FEATURES} features on {@value #ROWS} rows, by the engine and the kernels that train
 * otherwise, one thread.
 *
 * @param batch m
 * @param examplesPerSecond the median of {@value #REPEATS} trainings
 */
public record Throughput(int batch, double examplesPerSecond) {
  public static final int ROWS = 8192;
  public static final int FEATURES = 64;
  private static final int REPEATS = 5;

  /** A training goes on until it has seen so many examples at least: some milliseconds. */
  private static final int EPOCHS = 4;

  /** Measures it for 1, 4, 16, … up to all rows. */
  public static List<Throughput> measure(LongSupplier nanoClock) {
    DenseExamples examples = examples();
    List<Throughput> found = new ArrayList<>();
    for (int batch = 1; batch < ROWS; batch *= 4) {
      found.add(new Throughput(batch, perSecond(examples, batch, nanoClock)));
    }
    found.add(new Throughput(ROWS, perSecond(examples, ROWS, nanoClock)));
    return found;
  }

  private static double perSecond(DenseExamples examples, int batch, LongSupplier nanoClock) {
    double[] rates = new double[REPEATS];
    for (int repeat = -2; repeat < REPEATS; repeat++) { // the first two are for the compiler
      double seconds =
          Sgd.regressor()
              .model(new LinearModel(FEATURES, 1, false))
              .loss(Losses.parse("squared"))
              .batchSize(batch)
              .order(Orders.sequential())
              .learningRate(1e-3)
              .epochs(EPOCHS)
              .surroundings(Surroundings.none().withClock(nanoClock))
              .fit(examples)
              .outcome()
              .seconds();
      if (repeat >= 0) {
        rates[repeat] = (double) ROWS * EPOCHS / seconds;
      }
    }
    Arrays.sort(rates);
    return rates[REPEATS / 2];
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
