package org.glissade.bench.noise;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.Orders;
import org.glissade.data.SparseExamples;
import org.glissade.math.RandomStream;
import org.glissade.train.Outcome;
import org.glissade.train.Sgd;
import org.glissade.train.Surroundings;
import org.glissade.train.TrainingListener;

/**
 * {@code bench/noise-cost}: seconds of training with the noise of the gradient measured ({@link
 * TrainingListener#gradientNoise}) and without, in turns, one thread; medians of 21 after four.
 */
public final class NoiseCost {
  private static final int TURNS = 25;
  private static final int WARM_UP = 4;

  private NoiseCost() {}

  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    measure(
        out,
        "least squares, dense 200,000 x 100, batch 64, 40 epochs",
        dense(200_000, 100),
        () -> Sgd.regressor().batchSize(64).learningRate(0.002).epochs(40));
    measure(
        out,
        "logistic, sparse 100,000 x 200,000, 40 nonzeros a row, batch 1, 40 epochs",
        sparse(100_000, 200_000, 40),
        () -> Sgd.classifier().batchSize(1).learningRate(0.05).epochs(40));
  }

  private static void measure(
      PrintStream out, String what, Examples examples, Supplier<Sgd> recipe) {
    double[] on = new double[TURNS];
    double[] off = new double[TURNS];
    int samples = 0;
    for (int turn = 0; turn < TURNS; turn++) {
      for (int half = 0; half < 2; half++) {
        boolean measured = (half == 0) == (turn % 2 == 0);
        TrainingListener nobody = event -> {};
        Outcome outcome =
            recipe
                .get()
                .order(Orders.sequential())
                .surroundings(
                    Surroundings.none()
                        .withClock(System::nanoTime)
                        .withListener(measured ? TrainingListener.ofNoise(nobody) : nobody))
                .fit(examples)
                .outcome();
        (measured ? on : off)[turn] = outcome.seconds();
        samples = measured ? outcome.noise().size() : samples;
      }
    }
    double with = median(on);
    double without = median(off);
    out.printf(
        Locale.ROOT,
        "%s: %d samples, %.4f s with, %.4f s without, %+.2f%%%n",
        what,
        samples,
        with,
        without,
        100 * (with / without - 1));
  }

  private static double median(double[] seconds) {
    double[] sorted = Arrays.copyOfRange(seconds, WARM_UP, seconds.length);
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static Examples dense(int rows, int columns) {
    RandomStream random = RandomStream.of(1, "noise-cost");
    float[] x = new float[rows * columns];
    float[] y = new float[rows];
    for (int i = 0; i < rows; i++) {
      double score = random.nextGaussian();
      for (int j = 0; j < columns; j++) {
        x[i * columns + j] = (float) random.nextGaussian();
        score += x[i * columns + j] * (j % 5);
      }
      y[i] = (float) score;
    }
    return DenseExamples.of(x, columns, y);
  }

  private static Examples sparse(int rows, int columns, int perRow) {
    RandomStream random = RandomStream.of(2, "noise-cost");
    int stretch = columns / perRow;
    long[] starts = new long[rows + 1];
    int[] indices = new int[rows * perRow];
    float[] values = new float[rows * perRow];
    float[] targets = new float[rows];
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < perRow; k++) {
        indices[i * perRow + k] = k * stretch + random.nextInt(stretch);
        values[i * perRow + k] = (float) (random.nextGaussian() / Math.sqrt(perRow));
      }
      starts[i + 1] = (i + 1L) * perRow;
      targets[i] = 2 * random.nextInt(2) - 1;
    }
    return SparseExamples.of(starts, indices, values, columns, targets, 1, null);
  }
}
