package org.glissade.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.glissade.io.encode.SparseEncoder;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.spark.fitted.FittedModel;
import org.glissade.spark.measure.SparseRows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** So many features, with a scale each, that a model comes to the driver in several results. */
class ManyFeaturesTest {
  private static final int FEATURES = 1_200_000;

  @TempDir private Path folder;

  @Test
  void aModelOfManyScalesIsLearntSavedAndPredictsAlikeEverywhere() {
    SparseRows generated = new SparseRows(FEATURES, 40, 5);
    Dataset<Row> rows = generated.rows(Cluster.session(), 0, 20_000, 2);
    GlissadeClassificationModel model =
        new GlissadeClassifier().setEpochs(1).setLearningRate("0.1").fit(rows);
    SparseEncoder encoder = (SparseEncoder) model.modelFile().features();
    assertThat(encoder.inputs()).isEqualTo(FEATURES);
    assertThat(encoder.width()).isBetween(400_000, 800_000); // those that occur
    for (int k = 0; k < encoder.width(); k++) {
      if (!(encoder.features().scale(k) > 0 && encoder.features().scale(k) <= 5)) {
        throw new AssertionError("scale " + encoder.features().scale(k));
      }
    }
    List<Row> told = model.transform(rows.limit(100)).collectAsList();
    for (Row row : told) {
      Vector raw = row.getAs("rawPrediction");
      assertThat(raw).isEqualTo(model.predictRaw(row.getAs("features")));
    }
    String file = folder.resolve("many.glissade").toString();
    model.saveModelFile(file);
    assertThat(ModelFile.read(Path.of(file))).isEqualTo(model.modelFile());
    assertThat(
            GlissadeClassificationModel.ofModelFile(file)
                .transform(rows.limit(100))
                .select("rawPrediction", "probability", "prediction")
                .collectAsList())
        .isEqualTo(
            model
                .transform(rows.limit(100))
                .select("rawPrediction", "probability", "prediction")
                .collectAsList());
  }

  /** Its weights came apart: to take what is left for the model would be wrong in silence. */
  @Test
  void aTaskHasNoFileOfASharedModel() {
    var context = Cluster.session().sparkContext();
    FittedModel few = new FittedModel(LargeModels.linear(1000));
    assertThat(few.shared(context)).isSameAs(few);
    FittedModel many = new FittedModel(LargeModels.linear(FEATURES));
    FittedModel shared = many.shared(context);
    assertThat(many.shared(context)).as("sent once").isSameAs(shared).isNotSameAs(many);
    assertThat(shared.file()).isSameAs(many.file());
    assertThatThrownBy(
            () ->
                JavaSparkContext.fromSparkContext(context)
                    .parallelize(List.of(1))
                    .map(_ -> shared.file().params().length)
                    .collect())
        .hasStackTraceContaining("the model file is at the driver");
    assertThat(
            JavaSparkContext.fromSparkContext(context)
                .parallelize(List.of(1))
                .map(_ -> many.file().params().length)
                .collect())
        .containsExactly(FEATURES + 1);
  }
}
