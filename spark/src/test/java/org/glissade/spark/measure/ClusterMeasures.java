package org.glissade.spark.measure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import org.glissade.io.encode.Scaling;
import org.glissade.io.formats.DataReader;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.ReadResult;
import org.glissade.io.formats.Source;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.modelfile.Predictions;
import org.glissade.io.modelfile.Predictor;
import org.glissade.io.pipeline.Pipeline;
import org.glissade.io.pipeline.TrainingSettings;
import org.glissade.spark.Cluster;
import org.glissade.spark.GlissadeClassifier;
import org.glissade.spark.rounds.RoundTable;

/** Measures trainings on two executors of one core each; see {@code spark/measure}. */
final class ClusterMeasures {
  private static final int EPOCHS = 10;

  private ClusterMeasures() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "accuracy" -> accuracy(Path.of(args[1]), Path.of(args[2]));
      case "rounds" -> RoundTable.print();
      case "sparse" ->
          sparse(
              args[1],
              Long.parseLong(args[2]),
              Integer.parseInt(args[3]),
              args[4],
              Double.parseDouble(args[5]),
              args.length > 6 ? args[6] : "auto");
      case "scales" ->
          ScaleMeasure.print(
              Long.parseLong(args[1]), Integer.parseInt(args[2]), args[3], Path.of(args[4]));
      default ->
          throw new IllegalArgumentException("accuracy, sparse, scales or rounds, not " + args[0]);
    }
  }

  static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  // --- as good as one machine -------------------------------------------------------------------

  private static void accuracy(Path train, Path test) throws IOException {
    ReadOptions options = ReadOptions.defaults();
    ReadResult rows = DataReader.read(Source.file(train), options);
    ReadResult held = DataReader.read(Source.file(test), options);
    TrainingSettings settings =
        new TrainingSettings(null, null, 0, null, true, Scaling.STANDARD, null, 0, false, 0);
    ModelFile file =
        Pipeline.of(rows, settings, note -> {}).train(sgd -> sgd.epochs(EPOCHS)).model();
    Predictions told = Predictor.of(file).predict(held.records(), note -> {});
    int[] classes = file.target().classesOf(held.records(), note -> {});
    int right = 0;
    for (int i = 0; i < classes.length; i++) {
      right += told.classOf(i) == classes[i] ? 1 : 0;
    }
    say("%s, %d epochs, test accuracy in percent", train.getFileName(), EPOCHS);
    say("  one machine        %.2f", 100.0 * right / classes.length);
    int width = file.features().width();
    try (SparkSession session =
        Cluster.started("local-cluster[2,4,3072]", "2g", java.util.Map.of())) {
      Dataset<Row> data = read(session, train, width);
      Dataset<Row> tests = read(session, test, width).persist();
      for (int partitions : new int[] {2, 4, 8}) {
        Dataset<Row> dealt = data.repartition(partitions).persist();
        say(
            "  %d partitions       %.2f",
            partitions, score(new GlissadeClassifier(), dealt, tests));
        dealt.unpersist();
      }
      for (int partitions : new int[] {2, 4, 8}) {
        Dataset<Row> sorted =
            data.repartitionByRange(partitions, functions.col("label"), functions.rand(1))
                .sortWithinPartitions("label")
                .persist();
        GlissadeClassifier never = new GlissadeClassifier().setMixing("never");
        say(
            "  %d partitions, sorted by label: %.2f; left there %.2f, with a mean after each step"
                + " %.2f",
            partitions,
            score(new GlissadeClassifier(), sorted, tests),
            score(never, sorted, tests),
            score(never.setLocalSteps(1), sorted, tests));
        sorted.unpersist();
      }
    }
  }

  private static Dataset<Row> read(SparkSession session, Path path, int width) {
    return session
        .read()
        .format("libsvm")
        .option("numFeatures", width)
        .load(path.toUri().toString());
  }

  private static double score(GlissadeClassifier estimator, Dataset<Row> rows, Dataset<Row> tests) {
    Dataset<Row> told = estimator.setEpochs(EPOCHS).fit(rows).transform(tests);
    return 100.0 * told.filter("label = prediction").count() / tests.count();
  }

  // --- beside logistic regression of MLlib ------------------------------------------------------

  /**
   * @param side {@code glissade}, {@code mllib}, or {@code wide} for one fit
   */
  private static void sparse(
      String side, long rows, int features, String memory, double l2, String rate)
      throws IOException {
    SparseRows generated = new SparseRows(features, 50, 1);
    try (SparkSession session =
        Cluster.started("local-cluster[2,1,8192]", memory, java.util.Map.of())) {
      AtomicLong results = new AtomicLong();
      session
          .sparkContext()
          .addSparkListener(
              new SparkListener() {
                @Override
                public void onTaskEnd(SparkListenerTaskEnd end) {
                  if (end.taskMetrics() != null) {
                    results.addAndGet(end.taskMetrics().resultSize());
                  }
                }
              });
      Dataset<Row> train =
          generated.rows(session, 0, rows, 2).persist(StorageLevel.MEMORY_AND_DISK());
      Dataset<Row> test =
          generated.rows(session, rows, rows + 50_000, 2).persist(StorageLevel.MEMORY_AND_DISK());
      say(
          "%s: %d rows, %d features, 50 nonzeros a row, L2 %s, rate %s",
          side, train.count(), features, l2, rate);
      test.count();
      Function<Integer, Model<?>> fit =
          side.equals("mllib")
              ? iterations ->
                  new LogisticRegression()
                      .setRegParam(l2)
                      .setStandardization(false)
                      .setTol(0)
                      .setMaxIter(iterations)
                      .fit(train)
              : epochs ->
                  new GlissadeClassifier()
                      .setL2(l2)
                      .setLearningRate(rate)
                      .setEpochs(epochs)
                      .fit(train);
      int[] lengths =
          side.equals("mllib")
              ? new int[] {1, 5, 10, 20, 40}
              : side.equals("wide") ? new int[] {1} : new int[] {1, 1, 2, 4, 8, 16};
      for (int length : lengths) {
        results.set(0);
        long begin = System.nanoTime();
        Model<?> model = fit.apply(length);
        double seconds = (System.nanoTime() - begin) / 1e9;
        long sent = results.get();
        double loss =
            new MulticlassClassificationEvaluator()
                .setMetricName("logLoss")
                .evaluate(model.transform(test));
        say(
            "  %d %s: %.1f s, test log loss %.4f; %.1f MB of results to the driver, whose heap"
                + " reached %d MB",
            length,
            side.equals("mllib") ? "iterations" : "epochs",
            seconds,
            loss,
            sent / 1e6,
            peak() >> 20);
      }
    }
  }

  static long peak() {
    long peak = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == MemoryType.HEAP) {
        peak += pool.getPeakUsage().getUsed();
      }
    }
    return peak;
  }
}
