package org.glissade.spark.measure;

import java.io.Serializable;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/**
 * A generated set of sparse rows of two classes: so many nonzeros of all features, a few of which
 * are frequent and most rare (feature d·u³ for u from 0 to 1, each as likely), a weight for every
 * feature, and labels drawn by the logistic function of the sum. The same numbers give the same
 * rows, whatever the partitions.
 *
 * @param features in all
 * @param nonzeros a row
 * @param most 1 if all nonzeros are; else each is above 0 and at most this, each value as likely,
 *     so that features have to be scaled
 */
public record SparseRows(int features, int nonzeros, double most) implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final double WEIGHT = 0.4;

  /** Rows {@code from} to before {@code to}: columns label and features. */
  public Dataset<Row> rows(SparkSession session, long from, long to, int partitions) {
    UDF1<Long, Vector> vector = id -> Vectors.sparse(features, indices(id), values(id));
    UDF1<Long, Double> label = this::label;
    return session
        .range(from, to, 1, partitions)
        .select(
            functions.udf(label, DataTypes.DoubleType).apply(functions.col("id")).as("label"),
            functions
                .udf(vector, SQLDataTypes.VectorType())
                .apply(functions.col("id"))
                .as("features"));
  }

  /**
   * A stream for each id. The id itself as the seed, times any number, would not do: the generator
   * adds a constant to its seed at each draw, and of seeds that differ by a multiple of it one
   * stream is a part of the other.
   */
  private static SplittableRandom random(long id) {
    return new SplittableRandom(new SplittableRandom(id).nextLong());
  }

  int[] indices(long id) {
    SplittableRandom random = random(id);
    int[] indices = new int[nonzeros];
    int count = 0;
    while (count < nonzeros) {
      double u = random.nextDouble();
      indices[count++] = (int) (features * u * u * u);
      if (count == nonzeros) {
        Arrays.sort(indices);
        count = distinct(indices);
      }
    }
    return indices;
  }

  /** Moves the different ones of ascending numbers to the front. */
  private static int distinct(int[] ascending) {
    int count = 1;
    for (int i = 1; i < ascending.length; i++) {
      if (ascending[i] != ascending[count - 1]) {
        ascending[count++] = ascending[i];
      }
    }
    return count;
  }

  double[] values(long id) {
    double[] values = new double[nonzeros];
    if (most == 1) {
      Arrays.fill(values, 1);
      return values;
    }
    SplittableRandom random = random(-1 - id);
    Arrays.setAll(values, i -> most * (1 - random.nextDouble()));
    return values;
  }

  private double label(long id) {
    int[] indices = indices(id);
    double[] values = values(id);
    double sum = 0;
    for (int i = 0; i < nonzeros; i++) {
      sum += WEIGHT * values[i] / most * new SplittableRandom(indices[i]).nextGaussian();
    }
    double p = 1 / (1 + Math.exp(-sum));
    return new SplittableRandom(~id).nextDouble() < p ? 1 : 0;
  }
}
