package org.glissade.spark.fitted;

import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.SparseExamples;
import org.glissade.io.encode.ScaledFeatures;
import org.glissade.io.encode.SparseEncoder;
import org.glissade.io.encode.TableEncoder;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.modelfile.Predictor;
import org.glissade.io.table.SparseRecords;
import org.glissade.math.Layout;

/** Scores vectors one by one. */
interface VectorScores {
  /** Size of the vectors. */
  int features();

  /** The scores of one, a new array. */
  float[] of(Vector row);

  /** For the model of a file: a linear one in the units of the vectors, else by its encoder. */
  static VectorScores of(ModelFile file) {
    return file.about().model().equals(ModelFile.LINEAR) ? linear(file) : new Encoded(file);
  }

  private static VectorScores linear(ModelFile file) {
    Layout.Slot weights = file.layout().slot(ModelFile.WEIGHTS);
    int outputs = weights.rows();
    int bias = file.layout().slots().size() == 1 ? -1 : file.layout().slot(ModelFile.BIAS).offset();
    double[] constants = new double[outputs];
    for (int k = 0; bias >= 0 && k < outputs; k++) {
      constants[k] = file.params()[bias + k];
    }
    if (!(file.features() instanceof SparseEncoder encoder) || encoder.features().isEmpty()) {
      return new Linear(file.params(), weights.offset(), weights.columns(), constants);
    }
    int inputs = encoder.inputs();
    float[] unscaled = new float[Math.multiplyExact(outputs, inputs)];
    ScaledFeatures features = encoder.features();
    features
        .columns()
        .forEach(
            (j, column) -> {
              for (int k = 0; k < outputs; k++) {
                double weight =
                    file.params()[weights.offset() + k * weights.columns() + j] / features.scale(j);
                unscaled[k * inputs + column] = (float) weight;
                constants[k] -= weight * features.offset(j);
              }
            });
    return new Linear(unscaled, 0, inputs, constants);
  }

  /** Vectors that are dense have the size of the model; sparse ones may be of another data set. */
  private static void check(Vector row, int features) {
    if (row.size() != features && !(row instanceof SparseVector)) {
      throw new IllegalArgumentException(
          "a vector has " + row.size() + " numbers, the model takes " + features);
    }
  }

  /** Weights in the units of the vectors, {@code outputs × features} from an offset on. */
  record Linear(float[] weights, int offset, int features, double[] constants)
      implements VectorScores {
    @Override
    public float[] of(Vector row) {
      check(row, features);
      float[] scores = new float[constants.length];
      for (int k = 0; k < scores.length; k++) {
        int from = offset + k * features;
        double sum =
            row instanceof SparseVector sparse
                ? product(from, sparse)
                : product(from, ((DenseVector) row).values());
        scores[k] = (float) (constants[k] + sum);
      }
      return scores;
    }

    private double product(int from, double[] values) {
      double sum = 0;
      for (int j = 0; j < features; j++) {
        sum += weights[from + j] * values[j];
      }
      return sum;
    }

    /** Of what the model knows. */
    private double product(int from, SparseVector row) {
      int[] indices = row.indices();
      double[] values = row.values();
      double sum = 0;
      for (int i = 0; i < indices.length && indices[i] < features; i++) {
        sum += weights[from + indices[i]] * values[i];
      }
      return sum;
    }
  }

  /** Any model: encodes the row first. */
  final class Encoded implements VectorScores {
    private final ModelFile file;
    private final Predictor predictor;

    Encoded(ModelFile file) {
      this.file = file;
      this.predictor = Predictor.of(file.uncalibrated());
    }

    @Override
    public int features() {
      return file.features() instanceof SparseEncoder encoder
          ? encoder.inputs()
          : file.features().width();
    }

    @Override
    public float[] of(Vector row) {
      check(row, features());
      return predictor.predict(encoded(row)).scores();
    }

    private Examples encoded(Vector row) {
      float[] target = new float[1];
      if (file.features() instanceof TableEncoder table && table.dense()) {
        return DenseExamples.of(floats(row.toArray()), row.size(), target);
      }
      SparseVector sparse = row.toSparse();
      SparseExamples one =
          SparseExamples.of(
              new long[] {0, sparse.indices().length},
              sparse.indices(),
              floats(sparse.values()),
              row.size(),
              target,
              1,
              null);
      return file.features() instanceof TableEncoder
          ? one
          : file.features().encode(new SparseRecords("a row", one), target, 1, null, note -> {});
    }

    private static float[] floats(double[] values) {
      float[] floats = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        floats[i] = (float) values[i];
      }
      return floats;
    }
  }
}
