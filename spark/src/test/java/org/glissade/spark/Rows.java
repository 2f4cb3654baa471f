package org.glissade.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Data sets for tests, in the order of their rows over so many partitions. */
final class Rows {
  static final StructType SCHEMA =
      new StructType(
          new StructField[] {
            new StructField("label", DataTypes.DoubleType, true, Metadata.empty()),
            new StructField("features", SQLDataTypes.VectorType(), true, Metadata.empty()),
            new StructField("weight", DataTypes.DoubleType, true, Metadata.empty())
          });

  private Rows() {}

  static Dataset<Row> of(List<Row> rows, int partitions) {
    var context =
        org.apache.spark.api.java.JavaSparkContext.fromSparkContext(
            Cluster.session().sparkContext());
    return Cluster.session().createDataFrame(context.parallelize(rows, partitions), SCHEMA);
  }

  static Row row(double label, Vector features) {
    return RowFactory.create(label, features, 1.0);
  }

  /** x − 2·x′ + noise against 0.3: −1 or 1, with features of unlike units. */
  static List<Row> twoClasses(int count, long seed) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      double c = random.nextGaussian();
      double y = a - 2 * b + 0.5 * random.nextGaussian() > 0.3 ? 1 : -1;
      rows.add(row(y, Vectors.dense(100 * a + 7, 0.01 * b, c)));
    }
    return rows;
  }

  /** Sparse rows of classes 0 to 2, each with words of its own among common ones. */
  static List<Row> threeClasses(int count, long seed) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int y = random.nextInt(3);
      int[] words = {
        random.nextInt(20), 20 + random.nextInt(20), 40 + 10 * y + random.nextInt(10), 70 + y
      };
      rows.add(row(y, Vectors.sparse(80, words, new double[] {1, 2, 3, random.nextInt(2)})));
    }
    return rows;
  }

  /** y = 3 + 2·x − 50·x′ + noise of deviation 0.1, x of deviation 1 and x′ of 0.01. */
  static List<Row> numbers(int count, long seed) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double a = random.nextGaussian();
      double b = 0.01 * random.nextGaussian();
      double y = 3 + 2 * a - 50 * b + 0.1 * random.nextGaussian();
      rows.add(row(y, Vectors.dense(a, b)));
    }
    return rows;
  }

  static double share(Dataset<Row> told) {
    return (double) told.filter("label = prediction").count() / told.count();
  }

  /** The worst case: all rows of a label beside each other. */
  static List<Row> sorted(List<Row> rows) {
    Row[] copy = rows.toArray(new Row[0]);
    Arrays.sort(copy, java.util.Comparator.comparingDouble(row -> row.getDouble(0)));
    return List.of(copy);
  }
}
