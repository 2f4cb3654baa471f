package org.glissade.spark.submit;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.glissade.io.Release;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.spark.GlissadeClassificationModel;
import org.glissade.spark.GlissadeClassifier;
import org.glissade.spark.GlissadeRegressionModel;
import org.glissade.spark.GlissadeRegressor;
import org.glissade.spark.TrainingParams;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import scala.Option;

/**
 * Learns a model from files on a cluster:
 *
 * <pre>
 * spark-submit --master URL --class org.glissade.spark.submit.Train glissade-spark-all.jar \
 *     hdfs:///clicks.parquet --target clicked -o hdfs:///clicks.glissade
 * </pre>
 */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 100,
    customSynopsis =
        "spark-submit … --class org.glissade.spark.submit.Train JAR DATA -o MODEL [options]",
    description = {
      "Learns a model from a file or a folder, on the cluster that spark-submit names.",
      "Nothing else needs to be set: task and loss are told from the target, features are scaled,"
          + " the rate is searched.",
      ""
    })
public final class Train implements Callable<Integer> {
  private static final int FAILED = 1;

  @Parameters(
      paramLabel = "DATA",
      description = "A file or a folder, in any file system that Spark knows.")
  private String data = "";

  @CommandLine.Option(
      names = {"-o", "--output"},
      paramLabel = "MODEL",
      required = true,
      description = "Where the model goes: a file that the command line and the library read too.")
  private String output = "";

  @CommandLine.Option(
      names = {"-t", "--target"},
      paramLabel = "COLUMN",
      description = "What to predict (default: label, if there is such a column, else the last).")
  private @Nullable String target;

  @CommandLine.Option(
      names = "--task",
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "auto, regression or classification (default: auto, from the target).")
  private String task = "auto";

  @CommandLine.Option(
      names = "--format",
      paramLabel = "NAME",
      description = "csv, tsv, libsvm, parquet, orc or json (default: from the name).")
  private @Nullable String format;

  @CommandLine.Option(
      names = "--no-header",
      description = "The first line of a table holds no names: columns are called _c0, _c1, ….")
  private boolean noHeader;

  @CommandLine.Option(
      names = "--features",
      paramLabel = "N",
      description = "Features of LIBSVM files; counting them takes a pass over the rows.")
  private @Nullable Integer features;

  @CommandLine.Option(
      names = "--test",
      paramLabel = "DATA",
      description = "Rows that are held against the model at the end.")
  private @Nullable String test;

  private final CommandSpec command;
  private final GlissadeClassifier classifier = new GlissadeClassifier();
  private final GlissadeRegressor regressor = new GlissadeRegressor();
  private final ParamOptions options;

  private Train() {
    command = CommandSpec.forAnnotatedObject(this).version("glissade " + Release.number());
    options =
        new ParamOptions(
            classifier,
            List.of(
                "featuresCol",
                "labelCol",
                "predictionCol",
                "probabilityCol",
                "rawPredictionCol",
                "thresholds"),
            command);
  }

  /** Runs it, and ends the process with its exit status. */
  public static void main(String[] args) {
    int status = run(args);
    Option<SparkSession> session = SparkSession.getDefaultSession();
    if (session.isDefined()) {
      session.get().stop();
    }
    if (status != 0) {
      System.exit(status);
    }
  }

  /**
   * Runs it.
   *
   * @return the exit status: 0 done, 1 the data or the run failed, 2 the command line is wrong
   */
  static int run(String... args) {
    return new CommandLine(new Train().command).execute(args);
  }

  @Override
  public Integer call() {
    CommandLine line = command.commandLine();
    SparkSession session = SparkSession.builder().appName("glissade train").getOrCreate();
    try {
      learn(session, line.getOut());
      return 0;
    } catch (Exception e) { // those of Spark are checked, and not declared
      line.getErr().println("error: " + e.getMessage());
      return FAILED;
    }
  }

  private void learn(SparkSession session, PrintWriter out) {
    String kind = SubmittedData.format(format, data);
    Dataset<Row> read = SubmittedData.read(session, data, kind, !noHeader, features);
    String column = SubmittedData.target(read, target);
    Dataset<Row> rows = SubmittedData.wordsForTruth(read, column);
    boolean classes = isClasses(rows, column);
    StringIndexerModel words =
        classes && SubmittedData.isWords(rows, column) ? SubmittedData.indexer(rows, column) : null;
    TrainingParams<?> params = classes ? classifier : regressor;
    options.set(command.commandLine().getParseResult(), params);
    String vectors = SubmittedData.vectors(rows);
    if (vectors == null && !params.isSet(params.inputCols())) {
      List<String> leftOut = new ArrayList<>(List.of(column));
      if (params.isSet(params.weightCol())) {
        leftOut.add(params.getWeightCol());
      }
      params.setInputCols(SubmittedData.others(rows, leftOut));
    }
    Dataset<Row> labelled = words == null ? rows : SubmittedData.indexed(rows, words);
    Transformer model = fit(classes, labelled, vectors == null ? "features" : vectors, column);
    out.println(told(classes, model));
    if (test != null) {
      Integer width = vectors == null ? null : numFeatures(model);
      Dataset<Row> held =
          SubmittedData.wordsForTruth(
              SubmittedData.read(session, test, kind, !noHeader, width), column);
      Dataset<Row> known = words == null ? held : SubmittedData.indexed(held, words);
      out.println(score(model, classes, known, column));
    }
    out.println("model: " + output);
    out.flush();
  }

  private boolean isClasses(Dataset<Row> rows, String column) {
    return switch (task.toLowerCase(Locale.ROOT)) {
      case "auto" -> SubmittedData.areClasses(rows, column);
      case "regression" -> false;
      case "classification", "binary", "multiclass" -> true;
      default ->
          throw new IllegalArgumentException(
              "there is no task " + task + "; possible: auto, regression, classification");
    };
  }

  private Transformer fit(boolean classes, Dataset<Row> rows, String vectors, String label) {
    if (classes) {
      GlissadeClassificationModel model =
          classifier.setFeaturesCol(vectors).setLabelCol(label).fit(rows);
      model.saveModelFile(output);
      return model;
    }
    GlissadeRegressionModel model = regressor.setFeaturesCol(vectors).setLabelCol(label).fit(rows);
    model.saveModelFile(output);
    return model;
  }

  private static ModelFile file(Transformer model) {
    return model instanceof GlissadeClassificationModel classification
        ? classification.modelFile()
        : ((GlissadeRegressionModel) model).modelFile();
  }

  private static int numFeatures(Transformer model) {
    return model instanceof GlissadeClassificationModel classification
        ? classification.numFeatures()
        : ((GlissadeRegressionModel) model).numFeatures();
  }

  private static String told(boolean classes, Transformer model) {
    ModelFile file = file(model);
    return (classes ? "classes " + String.join(", ", file.target().classes()) : "regression")
        + ", loss "
        + file.about().loss()
        + ", "
        + file.features().width()
        + " features, "
        + file.training().get("rows")
        + " rows, "
        + file.training().get("epochs")
        + " epochs in "
        + file.training().get("rounds")
        + " rounds, "
        + file.training().get("parallel");
  }

  private static String score(Transformer model, boolean classes, Dataset<Row> held, String label) {
    Dataset<Row> told =
        model.transform(held.withColumn(label, functions.col(label).cast("double")));
    return classes
        ? String.format(
            Locale.ROOT,
            "test: accuracy %.4f",
            new MulticlassClassificationEvaluator()
                .setLabelCol(label)
                .setMetricName("accuracy")
                .evaluate(told))
        : String.format(
            Locale.ROOT,
            "test: root mean square error %.6g",
            new RegressionEvaluator().setLabelCol(label).setMetricName("rmse").evaluate(told));
  }
}
