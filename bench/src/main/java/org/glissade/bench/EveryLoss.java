package org.glissade.bench;

import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.SparseExamples;
import org.glissade.math.RandomStream;
import org.glissade.model.LinearModel;
import org.glissade.model.Loss;
import org.glissade.model.Losses;
import org.glissade.train.Sgd;

/**
 * Trains a little with every loss, on dense and on sparse rows. The JVM compiles for the classes
 * that it has seen: with one loss and one kind of batch it would make calls direct that are not so
 * in a program that uses several, and a measurement would show what nobody gets.
 */
public final class EveryLoss {
  private static final int ROWS = 200;
  private static final int COLUMNS = 12;

  private EveryLoss() {}

  /** Returns when each of them has been used. */
  public static void isUsed() {
    float[] values = new float[ROWS * COLUMNS];
    RandomStream random = RandomStream.of(1, "every loss");
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    for (String name : Losses.names()) {
      Loss loss = Losses.parse(name);
      int outputs = loss.target() == Loss.Target.CLASS ? 3 : 1;
      float[] targets = new float[ROWS];
      for (int row = 0; row < ROWS; row++) {
        targets[row] = target(loss, row);
      }
      fit(loss, outputs, DenseExamples.of(values, COLUMNS, targets));
      fit(loss, outputs, sparse(values, targets));
    }
  }

  private static float target(Loss loss, int row) {
    return switch (loss.target()) {
      case CLASS -> row % 3;
      case SIGN -> row % 2 == 0 ? 1 : -1;
      case COUNT -> row % 4;
      case REAL -> row % 7 - 3;
    };
  }

  private static Examples sparse(float[] values, float[] targets) {
    long[] starts = new long[ROWS + 1];
    int[] ids = new int[values.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = i % COLUMNS;
      starts[i / COLUMNS + 1] = i + 1L;
    }
    return SparseExamples.of(starts, ids, values, COLUMNS, targets, 1, null);
  }

  private static void fit(Loss loss, int outputs, Examples examples) {
    Sgd sgd = outputs == 1 ? Sgd.regressor() : Sgd.classifier();
    sgd.loss(loss)
        .model(new LinearModel(COLUMNS, outputs, true))
        .learningRate(0.001)
        .batchSize(16)
        .epochs(5)
        .fit(examples);
  }
}
