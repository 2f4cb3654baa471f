package org.glissade.spark.measure;

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
 * A generated set of sparse rows of two classes: so many ones of all features, a few of which are
 * frequent and most rare (feature d·u³ for u from 0 to 1, each as likely), a weight for every
 * feature, and labels drawn by the logistic function of the sum. The same numbers give the same
 * rows, whatever the partitions.
 *
 * @param features in all
 * @param nonzeros a row
 */
record SparseRows(int features, int nonzeros) {
  private static final double WEIGHT = 0.4;

  /** Rows {@code from} to before {@code to}: columns label and features. */
  Dataset<Row> rows(SparkSession session, long from, long to, int partitions) {
    int d = features;
    int k = nonzeros;
    UDF1<Long, Vector> vector = id -> Vectors.sparse(d, indices(id, d, k), ones(k));
    UDF1<Long, Double> label = id -> label(id, d, k);
    return session
        .range(from, to, 1, partitions)
        .select(
            functions.udf(label, DataTypes.DoubleType).apply(functions.col("id")).as("label"),
            functions
                .udf(vector, SQLDataTypes.VectorType())
                .apply(functions.col("id"))
                .as("features"));
  }

  private static int[] indices(long id, int features, int nonzeros) {
    SplittableRandom random = new SplittableRandom(id * 0x9E3779B97F4A7C15L);
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

  private static double[] ones(int count) {
    double[] ones = new double[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static double label(long id, int features, int nonzeros) {
    double sum = 0;
    for (int j : indices(id, features, nonzeros)) {
      sum += WEIGHT * new SplittableRandom(j).nextGaussian();
    }
    double p = 1 / (1 + Math.exp(-sum));
    return new SplittableRandom(~id).nextDouble() < p ? 1 : 0;
  }
}
