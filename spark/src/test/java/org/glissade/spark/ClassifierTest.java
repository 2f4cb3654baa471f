package org.glissade.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.classification.OneVsRestModel;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.glissade.io.formats.DataReader;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.Source;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.modelfile.Predictions;
import org.glissade.io.modelfile.Predictor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierTest {
  @TempDir private Path folder;

  /** The best that can be: the noise alone makes 7 of 100 rows wrong. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void learnsTwoClassesWithAnyNumberOfPartitions(int partitions) {
    Dataset<Row> rows = Rows.of(Rows.twoClasses(4000, 1), partitions);
    GlissadeClassificationModel model =
        new GlissadeClassifier().setEpochs(3).setPartitions(partitions).fit(rows);
    Dataset<Row> test = Rows.of(Rows.twoClasses(4000, 2), 2);
    assertThat(Rows.share(model.transform(test))).isGreaterThan(0.92);
    assertThat(model.labels()).containsExactly(-1, 1);
    assertThat(model.numFeatures()).isEqualTo(3);
    assertThat(model.modelFile().training())
        .containsEntry("parallel", "spark(partitions=" + partitions + ")");
  }

  @Test
  void learnsThreeClassesFromSparseRows() {
    Dataset<Row> rows = Rows.of(Rows.threeClasses(3000, 1), 3);
    GlissadeClassificationModel model = new GlissadeClassifier().setEpochs(3).fit(rows);
    assertThat(Rows.share(model.transform(rows))).isEqualTo(1);
    for (Row row : model.transform(rows).select("probability").takeAsList(20)) {
      double sum = 0;
      for (double p : row.<Vector>getAs(0).toArray()) {
        sum += p;
      }
      assertThat(sum).isCloseTo(1, within(1e-9));
    }
  }

  @Test
  void theSameRowsAndPartitionsGiveTheSameBits() {
    GlissadeClassifier estimator = new GlissadeClassifier().setEpochs(2).setPartitions(3);
    List<Row> rows = Rows.twoClasses(1000, 3);
    float[] first = estimator.fit(Rows.of(rows, 4)).modelFile().params();
    float[] second = estimator.fit(Rows.of(rows, 4)).modelFile().params();
    assertThat(second).isEqualTo(first);
    assertThat(estimator.setSeed(1).fit(Rows.of(rows, 4)).modelFile().params()).isNotEqualTo(first);
  }

  /** More models than tasks can run at a time: they share workers, and nothing else changes. */
  @Test
  void partitionsBeyondTheSlotsOfTheClusterShareWorkers() {
    Dataset<Row> rows = Rows.of(Rows.twoClasses(4000, 1), 2 * Cluster.SLOTS);
    GlissadeClassifier estimator =
        new GlissadeClassifier().setEpochs(3).setPartitions(2 * Cluster.SLOTS);
    GlissadeClassificationModel model = estimator.fit(rows);
    assertThat(Rows.share(model.transform(rows))).isGreaterThan(0.92);
    assertThat(model.modelFile().training()).containsEntry("parallel", "spark(partitions=16)");
  }

  @Test
  void rowsSortedByLabelAreDealtOutAndLearntLikeOthers() {
    List<Row> rows = Rows.twoClasses(4000, 1);
    Dataset<Row> sorted = Rows.of(Rows.sorted(rows), 4);
    GlissadeClassifier estimator =
        new GlissadeClassifier().setEpochs(3).setBatchSize(8).setLocalSteps(125);
    double usual = testLoss(estimator.fit(Rows.of(rows, 4)));
    assertThat(testLoss(estimator.fit(sorted))).isCloseTo(usual, within(0.01));
    assertThat(testLoss(estimator.setMixing("never").fit(sorted))).isGreaterThan(usual + 0.015);
  }

  private static double testLoss(GlissadeClassificationModel model) {
    Dataset<Row> test = Rows.of(Rows.twoClasses(4000, 2), 2);
    return new MulticlassClassificationEvaluator()
        .setMetricName("logLoss")
        .evaluate(
            model
                .transform(test)
                .selectExpr("(label + 1) / 2 as label", "probability", "prediction"));
  }

  @Test
  void rowsOfWeightZeroChangeNothing() {
    List<Row> rows = Rows.twoClasses(500, 4);
    List<Row> more = new ArrayList<>();
    for (Row row : rows) {
      more.add(row);
      more.add(RowFactory.create(-row.getDouble(0), row.getAs(1), 0.0));
    }
    GlissadeClassifier estimator =
        new GlissadeClassifier().setEpochs(2).setWeightCol("weight").setMixing("never");
    assertThat(estimator.fit(Rows.of(more, 2)).modelFile().params())
        .isEqualTo(estimator.fit(Rows.of(rows, 2)).modelFile().params());
  }

  @Test
  void aPipelineWithItIsSavedAndReadAgain() throws IOException {
    Dataset<Row> rows =
        Rows.of(Rows.twoClasses(1000, 1), 2).selectExpr("label", "features as three");
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new VectorAssembler()
                      .setInputCols(new String[] {"three"})
                      .setOutputCol("features"),
                  new GlissadeClassifier().setEpochs(2).setLearningRate("0.5")
                });
    String before = folder.resolve("pipeline").toString();
    pipeline.write().save(before);
    PipelineModel model = Pipeline.load(before).fit(rows);
    String after = folder.resolve("model").toString();
    model.write().save(after);
    PipelineModel read = PipelineModel.load(after);
    assertThat(read.transform(rows).collectAsList())
        .isEqualTo(model.transform(rows).collectAsList());
    assertThat(((GlissadeClassificationModel) read.stages()[1]).modelFile())
        .isEqualTo(((GlissadeClassificationModel) model.stages()[1]).modelFile());
    assertThat(((GlissadeClassificationModel) model.stages()[1]).modelFile().about().recipe())
        .contains("learning-rate(0.5");
  }

  @Test
  void aCrossValidatorFindsThePenaltyThatDoesNoHarm() {
    GlissadeClassifier estimator = new GlissadeClassifier().setEpochs(2);
    ParamMap[] grid =
        new ParamGridBuilder().addGrid(estimator.l2(), new double[] {1e-4, 100}).build();
    CrossValidatorModel found =
        new CrossValidator()
            .setEstimator(estimator)
            .setEstimatorParamMaps(grid)
            .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
            .setNumFolds(2)
            .setSeed(1)
            .fit(Rows.of(Rows.twoClasses(1000, 1), 2));
    assertThat(found.avgMetrics()[0]).isGreaterThan(0.9).isGreaterThan(found.avgMetrics()[1]);
    assertThat(((GlissadeClassificationModel) found.bestModel()).modelFile().training())
        .containsEntry("l2", 1e-4);
  }

  /** The file that Spark writes, read by the library from LIBSVM, says what Spark says. */
  @Test
  void theModelFileSaysTheSameToTheLibrary() throws IOException {
    List<Row> rows = Rows.threeClasses(600, 5);
    GlissadeClassificationModel model = new GlissadeClassifier().setEpochs(2).fit(Rows.of(rows, 2));
    Path file = folder.resolve("three.glissade");
    model.saveModelFile(file.toUri().toString());
    StringBuilder text = new StringBuilder();
    for (Row row : rows.subList(0, 50)) {
      text.append((int) row.getDouble(0));
      row.<Vector>getAs(1)
          .foreachNonZero(
              new scala.runtime.AbstractFunction2<Object, Object, scala.runtime.BoxedUnit>() {
                @Override
                public scala.runtime.BoxedUnit apply(Object index, Object value) {
                  text.append(' ').append(1 + (Integer) index).append(':').append(value);
                  return scala.runtime.BoxedUnit.UNIT;
                }
              });
      text.append('\n');
    }
    Path data = folder.resolve("rows.svm");
    Files.writeString(data, text);
    Predictions told =
        Predictor.of(ModelFile.read(file))
            .predict(
                DataReader.read(Source.file(data), ReadOptions.defaults()).records(), note -> {});
    GlissadeClassificationModel read =
        GlissadeClassificationModel.ofModelFile(file.toUri().toString());
    for (int i = 0; i < 50; i++) {
      Vector probabilities = read.predictProbability(rows.get(i).getAs(1));
      for (int k = 0; k < 3; k++) {
        assertThat(probabilities.apply(k)).isCloseTo(told.probability(i, k), within(1e-6));
      }
    }
  }

  @Test
  void aNetworkLearnsWhatALinearModelCannot() {
    List<Row> rows = new ArrayList<>();
    for (Row row : Rows.twoClasses(2000, 6)) {
      Vector x = row.getAs(1);
      double a = (x.apply(0) - 7) / 100;
      double c = x.apply(2);
      rows.add(Rows.row(a * c > 0 ? 1 : 0, Vectors.dense(a, c)));
    }
    Dataset<Row> data = Rows.of(rows, 2);
    GlissadeClassifier estimator = new GlissadeClassifier().setEpochs(20);
    assertThat(Rows.share(estimator.fit(data).transform(data))).isLessThan(0.7);
    assertThat(Rows.share(estimator.setModel("mlp(16)").fit(data).transform(data)))
        .isGreaterThan(0.95);
  }

  @Test
  void aLossWithoutProbabilitiesTellsClassesOnly() {
    Dataset<Row> rows = Rows.of(Rows.twoClasses(1000, 1), 2);
    Dataset<Row> told = new GlissadeClassifier().setLoss("hinge").fit(rows).transform(rows);
    assertThat(told.columns())
        .contains("rawPrediction", "prediction")
        .doesNotContain("probability");
    assertThat(Rows.share(told)).isGreaterThan(0.92);
  }

  @Test
  void whatCannotBeLearntIsSaid() {
    List<Row> rows = Rows.twoClasses(100, 1);
    assertSays("nothing to learn", rows.stream().filter(row -> row.getDouble(0) > 0).toList());
    List<Row> wrong = new ArrayList<>(rows);
    wrong.set(50, RowFactory.create(null, Vectors.dense(1, 2, 3), 1.0));
    assertSays("label null", wrong);
    wrong.set(50, RowFactory.create(1.0, null, 1.0));
    assertSays("no features (null)", wrong);
    wrong.set(50, RowFactory.create(1.0, Vectors.dense(1, 2), 1.0));
    assertSays("a row has 2 features, another one 3", wrong);
    wrong.set(50, RowFactory.create(1.0, Vectors.dense(1, Double.NaN, 3), 1.0));
    assertSays("feature 1 of a row is NaN", wrong);
    wrong.set(50, RowFactory.create(1.0, Vectors.dense(1, 2, 3), -1.0));
    assertSays("weight -1.0", wrong);
    assertThatThrownBy(() -> new GlissadeClassifier().setLoss("squred").fit(Rows.of(rows, 2)))
        .hasMessageContaining("squared");
    assertThatThrownBy(
            () ->
                new GlissadeClassifier()
                    .setLoss("hinge")
                    .setProbabilityCol("p")
                    .fit(Rows.of(rows, 2)))
        .hasMessageContaining("hinge are no probabilities");
    assertThatThrownBy(() -> new GlissadeClassifier().setLearningRate("1e9").fit(Rows.of(rows, 2)))
        .hasMessageContaining("diverged");
  }

  private static void assertSays(String what, List<Row> rows) {
    assertThatThrownBy(() -> new GlissadeClassifier().setWeightCol("weight").fit(Rows.of(rows, 2)))
        .hasStackTraceContaining(what);
  }

  /** Numbers, words and holes; fitted where they lie, and told again by their names. */
  @Test
  void rawColumnsAreEncodedAndGoWithTheModel() throws IOException {
    StringBuilder text = new StringBuilder("colour,size,label\n");
    Random random = new Random(3);
    for (int i = 0; i < 2000; i++) {
      String colour = List.of("red", "green", "").get(random.nextInt(3));
      double size = 50 + 10 * random.nextGaussian();
      boolean one = colour.equals("red") == size > 50;
      text.append(colour)
          .append(',')
          .append(random.nextInt(10) == 0 ? "" : size)
          .append(',')
          .append(one ? 1 : 0)
          .append('\n');
    }
    Path csv = Files.writeString(folder.resolve("things.csv"), text);
    Dataset<Row> rows =
        Cluster.session()
            .read()
            .option("header", true)
            .option("inferSchema", true)
            .csv(csv.toString());
    GlissadeClassifier estimator =
        new GlissadeClassifier()
            .setInputCols(new String[] {"colour", "size"})
            .setModel("mlp(8)")
            .setEpochs(20);
    GlissadeClassificationModel model = estimator.fit(rows);
    Dataset<Row> told = model.transform(rows);
    assertThat(Rows.share(told)).isGreaterThan(0.9);
    assertThat(told.columns())
        .containsExactlyInAnyOrder(
            "colour", "size", "label", "rawPrediction", "probability", "prediction");
    assertThat(model.transformSchema(rows.schema()).fieldNames())
        .containsExactlyInAnyOrder(told.columns());
    assertThatThrownBy(() -> model.transform(rows.drop("size"))).hasMessageContaining("size");
    model.write().save(folder.resolve("things").toString());
    assertThat(
            GlissadeClassificationModel.load(folder.resolve("things").toString())
                .transform(rows)
                .collectAsList())
        .isEqualTo(told.collectAsList());
  }

  /** Labels are the numbers that rows have, names the words that a StringIndexer made them of. */
  @Test
  void predictionsAreLabelsAlsoWhereWordsLookLikeNumbers() {
    List<Row> rows = new ArrayList<>();
    for (Row row : Rows.threeClasses(900, 7)) {
      rows.add(row.getDouble(0) == 2 && rows.size() % 2 == 0 ? Rows.row(1, row.getAs(1)) : row);
    }
    Dataset<Row> words =
        Rows.of(rows, 2).withColumn("word", functions.expr("string(int(10 * (3 - label)))"));
    StringIndexerModel indexer =
        new StringIndexer().setInputCol("word").setOutputCol("index").fit(words);
    Dataset<Row> indexed =
        indexer.transform(words).drop("label").withColumnRenamed("index", "label");
    GlissadeClassificationModel model = new GlissadeClassifier().setEpochs(3).fit(indexed);
    assertThat(model.labels()).containsExactly(0, 1, 2);
    assertThat(model.modelFile().target().classes()).containsExactly(indexer.labelsArray()[0]);
    String file = folder.resolve("words.glissade").toString();
    model.saveModelFile(file);
    assertThat(Rows.share(model.transform(indexed))).isGreaterThan(0.8);
    assertThat(Rows.share(GlissadeClassificationModel.ofModelFile(file).transform(indexed)))
        .isGreaterThan(0.8);
  }

  /** Spark makes fewer partitions of two columns than of three that come out of a join. */
  @Test
  void rowsOfAJoinAreLearntFromWhateverTheirPartitions() {
    Dataset<Row> left =
        Rows.of(Rows.twoClasses(1000, 1), 3)
            .withColumn("id", functions.expr("monotonically_increasing_id()"));
    Dataset<Row> joined =
        left.drop("features").join(left.select("id", "features"), "id").select("label", "features");
    for (String mixing : List.of("auto", "never")) {
      GlissadeClassificationModel model =
          new GlissadeClassifier().setEpochs(5).setMixing(mixing).fit(joined);
      assertThat(Rows.share(model.transform(joined))).isGreaterThan(0.92);
    }
    assertThatThrownBy(
            () -> new GlissadeClassifier().setMixing("never").setPartitions(2).fit(joined))
        .hasMessageContaining("one of the two");
  }

  /** Stages of Spark find the weights: a class of next to no weight is hardly told. */
  @Test
  void oneVsRestHandsItsWeightsOn() {
    List<Row> rows = new ArrayList<>();
    for (Row row : Rows.threeClasses(600, 2)) {
      rows.add(
          RowFactory.create(row.getDouble(0), row.getAs(1), row.getDouble(0) == 1 ? 1e-3 : 1.0));
    }
    Dataset<Row> data = Rows.of(rows, 2);
    OneVsRestModel model =
        new OneVsRest()
            .setClassifier(new GlissadeClassifier().setEpochs(3))
            .setWeightCol("weight")
            .fit(data);
    Dataset<Row> told = model.transform(data);
    assertThat(Rows.share(told.filter("label != 1"))).isEqualTo(1);
    assertThat(told.filter("prediction = 1 and label = 1").count()).isLessThan(50);
  }
}
