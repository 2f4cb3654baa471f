package org.glissade.train;

import java.util.Arrays;
import org.glissade.data.Examples;
import org.glissade.data.SparseExamples;
import org.glissade.math.RandomStream;
import org.glissade.math.Vectors;
import org.glissade.model.LinearModel;

/**
 * What a {@link RateSearch} works with. Of many rows a trial learns from some and is judged by
 * others, which it has not seen, as the first epoch of a run on all rows goes from row to unseen
 * row. Rows judged by the trial that learnt them would favour rates at which it learns them by
 * heart, where features are many. Of fewer rows than {@value #FEW} a run will see each many times;
 * there a trial is judged by the rows that it learnt from.
 *
 * @param learnt from, in each trial
 * @param judged the objective that is compared after a trial
 * @param start the parameters of both from which each trial begins
 */
record RateSample(Objective learnt, Objective judged, float[] start) {
  private static final int FEW = 16_384;
  private static final int MOST_OF_FEW = 8192;
  private static final int FEWEST_OF_MANY = 256;

  /** Rows of the largest sample. */
  static final int MOST_OF_MANY = 24_576;

  /** Bounds the sample of wide rows to 128 MB of floats, but not below so many rows. */
  private static final double MOST_NUMBERS = 1 << 25;

  private static final int WIDEST_ROWS = 2048;

  /**
   * Chosen at random.
   *
   * @param rows of all the data, of which the objective may be a sample already
   */
  static RateSample of(Objective objective, long rows, float[] start, long seed) {
    if (!(objective instanceof EmpiricalRisk risk)) {
      return new RateSample(objective, objective, start);
    }
    int[] weighed = weighed(risk.data());
    boolean many =
        weighed.length >= FEWEST_OF_MANY && (double) rows * weighed.length / risk.examples() >= FEW;
    if (weighed.length == 0 || (!many && risk.examples() <= MOST_OF_FEW)) {
      EmpiricalRisk alone = // the kernels of the run must not depend on whether it searched
          risk.machine() == null ? risk : risk.on(risk.machine().afresh());
      return narrow(alone, alone, start);
    }
    RandomStream.of(seed, "rate-search").shuffle(weighed);
    if (!many) {
      EmpiricalRisk sample = part(risk, weighed, 0, Math.min(weighed.length, MOST_OF_FEW));
      return narrow(sample, sample, start);
    }
    int size = Math.min(weighed.length, mostOfMany(risk));
    int border = Math.ceilDiv(2 * size, 3);
    return narrow(part(risk, weighed, 0, border), part(risk, weighed, border, size), start);
  }

  /** Whether a trial is judged by rows that it has not seen. */
  boolean unseen() {
    return learnt != judged;
  }

  /** The rows of a weight above 0. */
  private static int[] weighed(Examples examples) {
    int[] all = Evaluation.all(examples.rows());
    float[] weights = examples.weights();
    return weights == null ? all : Arrays.stream(all).filter(row -> weights[row] > 0).toArray();
  }

  private static EmpiricalRisk part(EmpiricalRisk risk, int[] rows, int from, int to) {
    Examples part = risk.data().select(Arrays.copyOfRange(rows, from, to));
    return new EmpiricalRisk(risk.model(), risk.lossFunction(), part, Machine.of(1));
  }

  private static int mostOfMany(EmpiricalRisk risk) {
    double numbersOfRow = Math.max(1.0, (double) risk.data().stored() / risk.examples());
    return (int) Math.clamp(MOST_NUMBERS / numbersOfRow, WIDEST_ROWS, MOST_OF_MANY);
  }

  /**
   * The same without the columns that no row learnt from has: their weights would stay as they are,
   * and only be copied from trial to trial. Where they do not start from zero they belong to the
   * penalty, and nothing is left out.
   */
  private static RateSample narrow(EmpiricalRisk learnt, EmpiricalRisk judged, float[] start) {
    if (!(learnt.data() instanceof SparseExamples examples)
        || !(judged.data() instanceof SparseExamples others)
        || !examples.inMemory()
        || !(learnt.model() instanceof LinearModel model)) {
      return new RateSample(learnt, judged, start);
    }
    int[] columns = examples.usedColumns();
    float[] used = of(columns, model, start);
    if (columns.length == 0
        || Vectors.absoluteSum(used, 0, used.length)
            != Vectors.absoluteSum(start, 0, start.length)) {
      return new RateSample(learnt, judged, start);
    }
    LinearModel small = new LinearModel(columns.length, model.outputs(), model.bias());
    EmpiricalRisk few = narrow(learnt, small, examples.selectColumns(columns));
    return new RateSample(
        few, learnt == judged ? few : narrow(judged, small, others.selectColumns(columns)), used);
  }

  private static EmpiricalRisk narrow(EmpiricalRisk risk, LinearModel model, Examples examples) {
    return new EmpiricalRisk(model, risk.lossFunction(), examples);
  }

  /** The parameters of those columns. */
  private static float[] of(int[] columns, LinearModel model, float[] start) {
    float[] used = new float[(columns.length + (model.bias() ? 1 : 0)) * model.outputs()];
    int at = 0;
    for (int k = 0; k < model.outputs(); k++) {
      for (int column : columns) {
        used[at++] = start[k * model.inputs() + column];
      }
    }
    int biases = model.inputs() * model.outputs();
    System.arraycopy(start, biases, used, at, start.length - biases);
    return used;
  }
}
