package org.glissade.train;

import java.util.Arrays;
import org.glissade.data.DenseExamples;
import org.glissade.data.SparseExamples;
import org.glissade.math.Floats;
import org.glissade.math.RandomStream;
import org.glissade.model.LinearModel;
import org.glissade.model.Loss;
import org.glissade.model.Losses;
import org.jspecify.annotations.Nullable;

/**
 * A random linear problem for one of the losses, about half of whose features are zero.
 *
 * @param x {@code rows × columns}
 * @param y {@code rows × targetsPerRow}
 * @param weights one a row, or null
 * @param start parameters to start from
 */
record RandomProblem(
    String loss,
    int columns,
    int outputs,
    float[] x,
    float[] y,
    float @Nullable [] weights,
    float[] start) {

  /** Softmax has at least three outputs. */
  static RandomProblem of(String loss, int rows, int columns, int outputs, long seed) {
    RandomStream random = RandomStream.of(seed, loss);
    Loss.Target kind = Losses.parse(loss).target();
    boolean classes = kind == Loss.Target.CLASS;
    int scores = classes ? Math.max(3, outputs) : outputs;
    float[] x = new float[rows * columns];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextInt(2) == 0 ? 0 : (float) random.nextGaussian();
    }
    float[] y = new float[rows * (classes ? 1 : scores)];
    for (int i = 0; i < y.length; i++) {
      y[i] =
          switch (kind) {
            case REAL -> (float) random.nextGaussian();
            case COUNT -> random.nextInt(4);
            case SIGN -> 2 * random.nextInt(2) - 1;
            case CLASS -> random.nextInt(scores);
          };
    }
    float[] start = new float[(columns + 1) * scores];
    for (int i = 0; i < start.length; i++) {
      start[i] = (float) (0.3 * random.nextGaussian());
    }
    return new RandomProblem(loss, columns, scores, x, y, null, start);
  }

  /** Weights from 0.5 to 2.5. */
  RandomProblem weighted() {
    RandomStream random = RandomStream.of(rows(), "weights");
    float[] each = new float[rows()];
    for (int i = 0; i < each.length; i++) {
      each[i] = (float) (0.5 + 2 * random.nextDouble());
    }
    return new RandomProblem(loss, columns, outputs, x, y, each, start);
  }

  int rows() {
    return x.length / columns;
  }

  int targetsPerRow() {
    return y.length / rows();
  }

  LinearModel model() {
    return new LinearModel(columns, outputs, true);
  }

  DenseExamples dense() {
    return DenseExamples.of(Floats.of(x), columns, y, targetsPerRow(), weights);
  }

  SparseExamples sparse() {
    long[] starts = new long[rows() + 1];
    int[] indices = new int[x.length];
    float[] values = new float[x.length];
    int at = 0;
    for (int i = 0; i < x.length; i++) {
      if (x[i] != 0) {
        indices[at] = i % columns;
        values[at++] = x[i];
      }
      starts[i / columns + 1] = at;
    }
    return SparseExamples.of(
        starts,
        Arrays.copyOf(indices, at),
        Arrays.copyOf(values, at),
        columns,
        y,
        targetsPerRow(),
        weights);
  }
}
