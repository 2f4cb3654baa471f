package org.glissade.spark.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
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
import org.glissade.spark.GlissadeClassificationModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainTest {
  private static final Path EXAMPLES = Path.of("..", "examples").toAbsolutePath().normalize();

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    Cluster.session();
  }

  private static double accuracy(Path model, ReadResult data) {
    ModelFile file = ModelFile.read(model);
    Predictions told = Predictor.of(file).predict(data.records(), note -> {});
    int[] classes = file.target().classesOf(data.records(), note -> {});
    int right = 0;
    for (int i = 0; i < classes.length; i++) {
      right += told.classOf(i) == classes[i] ? 1 : 0;
    }
    return (double) right / classes.length;
  }

  /** Words for a target, columns of numbers and words: the file is one of the command line. */
  @Test
  void aTableWithATargetOfWordsGivesAModelAsGoodAsThatOfOneMachine() {
    Path data = EXAMPLES.resolve("adult.csv.gz");
    Path model = folder.resolve("adult.glissade");
    int status =
        Train.run(data.toString(), "-o", model.toString(), "--epochs", "5", "--partitions", "4");
    assertThat(status).isZero();
    ReadResult read = DataReader.read(Source.file(data), ReadOptions.defaults());
    Path own = folder.resolve("own.glissade");
    Pipeline.of(read, TrainingSettings.defaults(), note -> {})
        .train(sgd -> sgd.epochs(5))
        .model()
        .write(own);
    assertThat(ModelFile.read(model).target().classes())
        .isEqualTo(ModelFile.read(own).target().classes());
    assertThat(accuracy(model, read)).isGreaterThan(accuracy(own, read) - 0.003);
  }

  /** The other way round: a model that was trained on one machine predicts on the cluster. */
  @Test
  void aModelOfOneMachinePredictsTheSameOnTheCluster() {
    Path data = EXAMPLES.resolve("adult.csv.gz");
    ReadResult read = DataReader.read(Source.file(data), ReadOptions.defaults());
    Path own = folder.resolve("own.glissade");
    Pipeline.of(read, TrainingSettings.defaults(), note -> {})
        .train(sgd -> sgd.epochs(1))
        .model()
        .write(own);
    Predictions told = Predictor.of(ModelFile.read(own)).predict(read.records(), note -> {});
    Dataset<Row> rows = SubmittedData.read(Cluster.session(), data.toString(), "csv", true, null);
    List<Row> predicted =
        GlissadeClassificationModel.ofModelFile(own.toString())
            .transform(rows)
            .select("prediction")
            .collectAsList();
    assertThat(predicted).hasSize(told.rows());
    for (int i = 0; i < told.rows(); i++) {
      assertThat(predicted.get(i).getDouble(0)).isEqualTo(told.classOf(i));
    }
  }

  @Test
  void libsvmFilesAreLearntToo() {
    Path data = EXAMPLES.resolve("mushrooms.libsvm.gz");
    Path model = folder.resolve("mushrooms.glissade");
    int status =
        Train.run(
            data.toString(),
            "--format",
            "libsvm",
            "-o",
            model.toString(),
            "--epochs",
            "3",
            "--test",
            data.toString());
    assertThat(status).isZero();
    ReadResult read = DataReader.read(Source.file(data), ReadOptions.defaults());
    assertThat(accuracy(model, read)).isGreaterThan(0.99);
  }

  @Test
  void numbersAreLearntFromATable() {
    Path data = EXAMPLES.resolve("airfoil.csv");
    Path model = folder.resolve("airfoil.glissade");
    assertThat(Train.run(data.toString(), "-o", model.toString(), "--loss", "huber(3)")).isZero();
    ModelFile file = ModelFile.read(model);
    assertThat(file.about().loss()).isEqualTo("huber(3)");
    assertThat(file.target().column()).isEqualTo("sound_pressure");
    assertThat(file.target().targets().getFirst().offset()).isBetween(120.0, 130.0);
  }

  @Test
  void aTruthInParquetIsATargetOfClasses() {
    Path data = folder.resolve("clicks.parquet");
    Cluster.session()
        .range(1000)
        .selectExpr("id % 7 as hour", "id % 7 < 3 as clicked")
        .write()
        .parquet(data.toString());
    Path model = folder.resolve("clicks.glissade");
    assertThat(
            Train.run(
                data.toString(),
                "--target",
                "clicked",
                "-o",
                model.toString(),
                "--test",
                data.toString()))
        .isZero();
    assertThat(ModelFile.read(model).target().classes()).containsExactly("false", "true");
  }

  @Test
  void wrongCommandLinesAndDataAreSaid() {
    Path model = folder.resolve("model.glissade");
    String data = EXAMPLES.resolve("iris.csv").toString();
    assertThat(Train.run(data)).isEqualTo(2);
    assertThat(Train.run(data, "-o", model.toString(), "--epochs", "0")).isEqualTo(1);
    assertThat(Train.run(data, "-o", model.toString(), "--target", "colour")).isEqualTo(1);
    assertThat(Train.run("nothing.unknown", "-o", model.toString())).isEqualTo(1);
    assertThat(Files.exists(model)).isFalse();
  }
}
