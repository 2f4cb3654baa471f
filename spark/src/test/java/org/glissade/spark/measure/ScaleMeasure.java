package org.glissade.spark.measure;

import static org.glissade.spark.measure.ClusterMeasures.peak;
import static org.glissade.spark.measure.ClusterMeasures.say;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.glissade.spark.Cluster;
import org.glissade.spark.GlissadeClassificationModel;
import org.glissade.spark.GlissadeClassifier;

/**
 * Features that have a scale each, as many as parameters: how long it takes to train, to predict,
 * to save and to read, and what the heap of the driver has to hold.
 */
final class ScaleMeasure {
  private static final int NONZEROS = 50;
  private static final double MOST = 5;
  private static final double L2 = 1e-5;
  private static final int TESTS = 50_000;

  private ScaleMeasure() {}

  /** Does something and tells what it took. */
  private static <T> T timed(String what, Supplier<T> action) {
    long begin = System.nanoTime();
    T result = action.get();
    say(
        "  %s: %.1f s; the heap of the driver has reached %d MB",
        what, (System.nanoTime() - begin) / 1e9, peak() >> 20);
    return result;
  }

  /**
   * @param memory of an executor
   * @param file where the model goes
   */
  static void print(long rows, int features, String memory, Path file) throws IOException {
    SparseRows generated = new SparseRows(features, NONZEROS, MOST);
    String to = file.toUri().toString();
    try (SparkSession session =
        Cluster.started("local-cluster[2,1,8192]", memory, java.util.Map.of())) {
      Dataset<Row> train =
          generated.rows(session, 0, rows, 2).persist(StorageLevel.MEMORY_AND_DISK());
      Dataset<Row> test =
          generated.rows(session, rows, rows + TESTS, 2).persist(StorageLevel.MEMORY_AND_DISK());
      say(
          "%d rows, %d features, %d nonzeros up to %s a row",
          train.count(), features, NONZEROS, MOST);
      test.count();
      save(
          timed("one epoch", () -> new GlissadeClassifier().setL2(L2).setEpochs(1).fit(train)), to);
      say("  the file has %.1f MB", Files.size(file) / 1e6);
      GlissadeClassificationModel model =
          timed("read", () -> GlissadeClassificationModel.ofModelFile(to));
      for (String time : new String[] {"first", "again"}) {
        double loss = timed(TESTS + " rows predicted, " + time, () -> loss(model, test));
        say("  test log loss %.6f", loss);
      }
    }
  }

  private static void save(GlissadeClassificationModel model, String to) {
    say("  %d features have a scale", model.modelFile().features().width());
    timed(
        "saved",
        () -> {
          model.saveModelFile(to);
          return to;
        });
  }

  private static double loss(GlissadeClassificationModel model, Dataset<Row> test) {
    return new MulticlassClassificationEvaluator()
        .setMetricName("logLoss")
        .evaluate(model.transform(test));
  }
}
