package org.glissade.spark.measure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
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
          new SparseMeasure(
                  Long.parseLong(args[2]),
                  Integer.parseInt(args[3]),
                  Double.parseDouble(args[5]),
                  args.length > 6 ? args[6] : "auto")
              .print(args[1], args[4]);
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

  // --- what all of them say ----------------------------------------------------------------------

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
