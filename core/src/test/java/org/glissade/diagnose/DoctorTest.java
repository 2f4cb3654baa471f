package org.glissade.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.SparseExamples;
import org.glissade.math.RandomStream;
import org.glissade.model.LinearModel;
import org.glissade.model.Logistic;
import org.glissade.model.Loss;
import org.glissade.model.Model;
import org.glissade.model.Network;
import org.glissade.model.Poisson;
import org.glissade.model.Squared;
import org.glissade.optim.Transforms;
import org.glissade.train.EmpiricalRisk;
import org.glissade.train.Fit;
import org.glissade.train.Penalty;
import org.glissade.train.Sgd;
import org.glissade.train.StopReason;
import org.junit.jupiter.api.Test;

/** Broken set-ups: of each, what is broken is named first, and the cure cures. */
class DoctorTest {
  private static final int COLUMNS = 4;

  /** Rows of independent standard normal features, and what can be broken in them. */
  private static final class Rows {
    final float[] x;
    final float[] y;

    Rows(int rows, long seed) {
      RandomStream random = RandomStream.of(seed, "rows");
      x = new float[rows * COLUMNS];
      y = new float[rows];
      for (int i = 0; i < rows; i++) {
        double sum = 0.3 * random.nextGaussian();
        for (int j = 0; j < COLUMNS; j++) {
          x[i * COLUMNS + j] = (float) random.nextGaussian();
          sum += (j - 1.5) * x[i * COLUMNS + j];
        }
        y[i] = (float) sum;
      }
    }

    Rows column(int column, double offset, double scale) {
      for (int i = 0; i < y.length; i++) {
        x[i * COLUMNS + column] = (float) (offset + scale * x[i * COLUMNS + column]);
      }
      return this;
    }

    Rows cell(int row, int column, double value) {
      x[row * COLUMNS + column] = (float) value;
      return this;
    }

    Rows label(int row, double value) {
      y[row] = (float) value;
      return this;
    }

    Rows signs() {
      for (int i = 0; i < y.length; i++) {
        y[i] = y[i] > 0 ? 1 : -1;
      }
      return this;
    }

    /** Counts of mean exp(y/4). */
    Rows counts() {
      for (int i = 0; i < y.length; i++) {
        y[i] = (float) Math.rint(Math.exp(0.25 * y[i]) * 2);
      }
      return this;
    }

    DenseExamples examples() {
      return DenseExamples.of(x, COLUMNS, y);
    }
  }

  private static Model linear() {
    return new LinearModel(COLUMNS, 1, true);
  }

  /** Trains, checks that the run diverged, and examines it; and that the cure is one. */
  private static Diagnosis examined(Model model, Loss loss, Examples examples, Sgd sgd) {
    Fit fit = sgd.model(model).loss(loss).fit(examples);
    assertThat(fit.outcome().reason()).isEqualTo(StopReason.DIVERGED);
    Diagnosis diagnosis = Doctor.examine(model, loss, examples, fit.outcome(), null);
    System.out.println("#### " + StackWalker.getInstance().walk(s -> s.skip(1).filter(f -> f.getMethodName().length() > 9).findFirst().get().getMethodName()));
    System.out.println(diagnosis.limit() + " rows " + diagnosis.rows() + " steps " + diagnosis.steps() + " " + diagnosis.reproduced());
    diagnosis.findings().forEach(System.out::println);
    System.out.println("cure " + diagnosis.cure());
    return diagnosis;
  }

  private static Diagnosis linear(Rows rows, Sgd sgd) {
    return examined(linear(), new Squared(), rows.examples(), sgd);
  }

  private static List<Cause> causes(Diagnosis diagnosis) {
    return diagnosis.findings().stream()
        .filter(Finding::contributes)
        .map(Finding::cause)
        .toList();
  }

  @Test
  void aRateFarTooHigh() {
    linear(new Rows(800, 1), Sgd.regressor().learningRate(10).epochs(5));
  }

  @Test
  void aRateALittleTooHigh() {
    Examples examples = new Rows(800, 1).examples();
    double limit =
        Curvature.of(
                new EmpiricalRisk(linear(), new Squared(), examples), Penalty.NONE, new float[5])
            .stableRate();
    linear(
        new Rows(800, 1),
        Sgd.regressor().learningRate(1.1 * limit).batchSize(Sgd.FULL_BATCH).epochs(500));
  }

  @Test
  void momentumTooHigh() {
    linear(
        new Rows(800, 1),
        Sgd.regressor().learningRate(4).momentum(0.9).batchSize(Sgd.FULL_BATCH).epochs(500));
  }

  @Test
  void aRateTooHighForAdam() {
    linear(new Rows(800, 1), Sgd.regressor().link(Transforms.adam()).learningRate(100).epochs(5));
  }

  @Test
  void aColumnInTheMillions() {
    linear(
        new Rows(800, 1).column(2, 3e6, 1e6), Sgd.regressor().learningRate(0.05).epochs(5));
  }

  @Test
  void pixelsAsTheyAre() {
    Rows rows = new Rows(800, 2).signs();
    for (int j = 0; j < COLUMNS; j++) {
      rows.column(j, 128, 50);
    }
    examined(
        linear(), new Logistic(), rows.examples(), Sgd.classifier().learningRate(0.5).epochs(5));
  }

  @Test
  void sparseRowsOfVeryDifferentScales() {
    RandomStream random = RandomStream.of(3, "sparse");
    int rows = 500;
    long[] starts = new long[rows + 1];
    int[] indices = new int[2 * rows];
    float[] values = new float[2 * rows];
    float[] y = new float[rows];
    for (int i = 0; i < rows; i++) {
      starts[i + 1] = 2 * i + 2;
      indices[2 * i] = random.nextInt(50);
      indices[2 * i + 1] = 50 + random.nextInt(2);
      values[2 * i] = (float) random.nextGaussian();
      values[2 * i + 1] = (float) ((indices[2 * i + 1] == 51 ? 5000 : 1) * random.nextGaussian());
      y[i] = (float) random.nextGaussian();
    }
    examined(
        new LinearModel(52, 1, true),
        new Squared(),
        SparseExamples.of(starts, indices, values, 52, y, 1, null),
        Sgd.regressor().learningRate(0.1).epochs(5));
  }

  @Test
  void anOutlierRow() {
    linear(new Rows(2000, 4).cell(1234, 1, 5000), Sgd.regressor().learningRate(0.1).epochs(5));
  }

  @Test
  void aBadCount() {
    examined(
        linear(),
        new Poisson(),
        new Rows(1000, 5).counts().label(417, 1e6).examples(),
        Sgd.regressor().learningRate(0.05).epochs(5));
  }

  @Test
  void aBadLabelOfANetwork() {
    examined(
        Network.of(16).model(COLUMNS, 1, true),
        new Squared(),
        new Rows(1000, 6).label(417, 1e9).examples(),
        Sgd.regressor().learningRate(0.05).epochs(5));
  }

  @Test
  void aNetworkWithLargeWeights() {
    examined(
        Network.parse("mlp(64, 64, 64, init=normal(1))").model(COLUMNS, 1, true),
        new Squared(),
        new Rows(1000, 7).examples(),
        Sgd.regressor().learningRate(0.01).epochs(5));
  }

  @Test
  void aNetworkWithoutWarmUp() {
    for (double rate : new double[] {0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1, 1.4}) {
      for (String shape : new String[] {"mlp(64)", "mlp(64, 64)", "mlp(64, 64, activation=tanh)"}) {
        Model model = Network.parse(shape).model(COLUMNS, 1, true);
        Fit fit =
            Sgd.regressor()
                .learningRate(rate)
                .epochs(20)
                .model(model)
                .loss(new Squared())
                .fit(new Rows(1000, 8).examples());
        System.out.println("@@ " + rate + " " + shape + " " + fit.outcome().reason());
        if (fit.outcome().reason() == StopReason.DIVERGED) {
          System.out.println(
              Doctor.examine(
                  model, new Squared(), new Rows(1000, 8).examples(), fit.outcome(), null));
        }
      }
    }
  }

  @Test
  void aColumnInTheMillionsAndARateTooHigh() {
    linear(new Rows(800, 1).column(2, 3e6, 1e6), Sgd.regressor().learningRate(10).epochs(5));
  }

  @Test
  void allThree() {
    linear(
        new Rows(800, 1).column(2, 3e6, 1e6).label(416, 1e9),
        Sgd.regressor().learningRate(10).epochs(5));
  }

  @Test
  void outlierAndColumn() {
    linear(
        new Rows(2000, 4).column(2, 3e3, 1e3).cell(1234, 1, 1e6),
        Sgd.regressor().learningRate(0.1).epochs(5));
  }

  @Test
  void outlierAndRate() {
    linear(new Rows(2000, 4).cell(1234, 1, 5000), Sgd.regressor().learningRate(10).epochs(5));
  }
}
