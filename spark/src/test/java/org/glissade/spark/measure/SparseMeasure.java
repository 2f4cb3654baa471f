package org.glissade.spark.measure;

import static org.glissade.spark.measure.ClusterMeasures.peak;
import static org.glissade.spark.measure.ClusterMeasures.say;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.glissade.spark.Cluster;
import org.glissade.spark.GlissadeClassifier;

/**
 * Logistic regression of sparse rows beside that of MLlib (L-BFGS), on the same rows and executors.
 *
 * @param rate of Glissade
 */
record SparseMeasure(long rows, int features, double l2, String rate) {
  private static final int NONZEROS = 50;
  private static final int TESTS = 50_000;
  private static final int TIMES = 5;

  /** Whose fit it is, and how long: epochs of Glissade, iterations of MLlib. */
  private record Fit(boolean mllib, int length) {
    @Override
    public String toString() {
      return mllib ? "MLlib, " + length + " iterations" : "Glissade, " + length + " epochs";
    }
  }

  /** What a fit came to. */
  private record Outcome(double seconds, double loss, long sent, long heap) {}

  /**
   * Measures and tells.
   *
   * @param side {@code glissade}, {@code mllib}, {@code wide} for one epoch, or {@code both} in
   *     turn, several times
   * @param memory of an executor
   */
  void print(String side, String memory) throws IOException {
    SparseRows generated = new SparseRows(features, NONZEROS, 1);
    try (SparkSession session = Cluster.started("local-cluster[2,1,8192]", memory, Map.of())) {
      AtomicLong sent = new AtomicLong();
      session.sparkContext().addSparkListener(counting(sent));
      Dataset<Row> train =
          generated.rows(session, 0, rows, 2).persist(StorageLevel.MEMORY_AND_DISK());
      Dataset<Row> test =
          generated.rows(session, rows, rows + TESTS, 2).persist(StorageLevel.MEMORY_AND_DISK());
      say(
          "%s: %d rows, %d features, %d nonzeros a row, L2 %s, rate %s",
          side, train.count(), features, NONZEROS, l2, rate);
      test.count();
      List<Fit> fits =
          switch (side) {
            case "mllib" -> fits(true, 1, 5, 10, 20, 40);
            case "wide" -> fits(false, 1);
            case "glissade" -> fits(false, 1, 1, 2, 4, 8, 16);
            default -> both();
          };
      List<List<Outcome>> outcomes = new ArrayList<>();
      fits.forEach(_ -> outcomes.add(new ArrayList<>()));
      for (int time = 0; time < (side.equals("both") ? TIMES : 1); time++) {
        for (int k = 0; k < fits.size(); k++) {
          outcomes.get(k).add(outcome(fits.get(k), train, test, sent));
          say("  %s: %.1f s", fits.get(k), outcomes.get(k).getLast().seconds);
        }
      }
      for (int k = 0; k < fits.size(); k++) {
        tell(fits.get(k), outcomes.get(k));
      }
    }
  }

  private static List<Fit> fits(boolean mllib, int... lengths) {
    List<Fit> fits = new ArrayList<>();
    for (int length : lengths) {
      fits.add(new Fit(mllib, length));
    }
    return fits;
  }

  private static List<Fit> both() {
    List<Fit> all = fits(false, 4, 8, 16);
    all.addAll(fits(true, 5, 10));
    return all;
  }

  private static void tell(Fit fit, List<Outcome> outcomes) {
    double[] seconds = outcomes.stream().mapToDouble(Outcome::seconds).sorted().toArray();
    Outcome last = outcomes.getLast();
    say(
        "  %s, median of %d: %.1f s (%.1f–%.1f), test log loss %.4f; %.1f MB of results to the driver,"
            + " whose heap reached %d MB",
        fit,
        seconds.length,
        seconds[seconds.length / 2],
        seconds[0],
        seconds[seconds.length - 1],
        last.loss,
        last.sent / 1e6,
        outcomes.stream().mapToLong(Outcome::heap).max().orElseThrow() >> 20);
  }

  private static SparkListener counting(AtomicLong sent) {
    return new SparkListener() {
      @Override
      public void onTaskEnd(SparkListenerTaskEnd end) {
        if (end.taskMetrics() != null) {
          sent.addAndGet(end.taskMetrics().resultSize());
        }
      }
    };
  }

  private Outcome outcome(Fit fit, Dataset<Row> train, Dataset<Row> test, AtomicLong sent) {
    System.gc();
    ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    sent.set(0);
    long begin = System.nanoTime();
    Model<?> model = fitted(fit, train);
    double seconds = (System.nanoTime() - begin) / 1e9;
    long bytes = sent.get();
    long heap = peak();
    double loss =
        new MulticlassClassificationEvaluator()
            .setMetricName("logLoss")
            .evaluate(model.transform(test));
    return new Outcome(seconds, loss, bytes, heap);
  }

  private Model<?> fitted(Fit fit, Dataset<Row> train) {
    return fit.mllib
        ? new LogisticRegression()
            .setRegParam(l2)
            .setStandardization(false)
            .setTol(0)
            .setMaxIter(fit.length)
            .fit(train)
        : new GlissadeClassifier().setL2(l2).setLearningRate(rate).setEpochs(fit.length).fit(train);
  }
}
