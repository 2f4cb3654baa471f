package org.glissade.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegressorTest {
  @TempDir private Path folder;

  /** A penalty or a rate in wrong units would show: the target has a deviation of 2. */
  @ParameterizedTest
  @ValueSource(strings = {"squared", "huber(0.5)", "absolute"})
  void findsTheLineInTheUnitsOfTheLabel(String loss) {
    Dataset<Row> rows = Rows.of(Rows.numbers(4000, 1), 2);
    GlissadeRegressionModel model = new GlissadeRegressor().setLoss(loss).setEpochs(10).fit(rows);
    assertThat(model.predict(Vectors.dense(0, 0))).isCloseTo(3, within(0.02));
    assertThat(model.predict(Vectors.dense(1, 0))).isCloseTo(5, within(0.03));
    assertThat(model.predict(Vectors.dense(0, 0.01))).isCloseTo(2.5, within(0.03));
    double rmse = new RegressionEvaluator().setMetricName("rmse").evaluate(model.transform(rows));
    assertThat(rmse).isBetween(0.09, 0.11);
  }

  /** Ridge regression: for whitened features every weight shrinks to w·1/(1+λ). */
  @Test
  void thePenaltyIsInTheUnitsOfTheLabelAndOfScaledFeatures() {
    Dataset<Row> rows = Rows.of(Rows.numbers(4000, 1), 2);
    GlissadeRegressionModel model = new GlissadeRegressor().setL2(1).setEpochs(20).fit(rows);
    double slope = model.predict(Vectors.dense(1, 0)) - model.predict(Vectors.dense(0, 0));
    assertThat(slope).isCloseTo(1, within(0.05));
  }

  @Test
  void aModelThatWasSavedPredictsTheSame() throws Exception {
    Dataset<Row> rows = Rows.of(Rows.numbers(500, 1), 2);
    GlissadeRegressionModel model = new GlissadeRegressor().setEpochs(2).fit(rows);
    model.write().save(folder.resolve("saved").toString());
    GlissadeRegressionModel read = GlissadeRegressionModel.load(folder.resolve("saved").toString());
    assertThat(read.transform(rows).collectAsList())
        .isEqualTo(model.transform(rows).collectAsList());
    assertThat(read.uid()).isEqualTo(model.uid());
    String file = folder.resolve("numbers.glissade").toString();
    model.saveModelFile(file);
    assertThat(GlissadeRegressionModel.ofModelFile(file).modelFile()).isEqualTo(model.modelFile());
    assertThatThrownBy(() -> GlissadeClassificationModel.ofModelFile(file))
        .hasMessageContaining("predicts numbers");
  }

  /** Only one of two workers sees it: the other must not wait for ever. */
  @Test
  void aRowThatALossCannotTakeIsSaid() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      rows.add(Rows.row(i == 5 ? -1 : i % 4, Vectors.dense(i % 4, 1 + i % 3)));
    }
    for (String rate : List.of("auto", "0.1")) {
      assertThatThrownBy(
              () ->
                  new GlissadeRegressor()
                      .setLoss("poisson")
                      .setLearningRate(rate)
                      .setMixing("never")
                      .fit(Rows.of(rows, 2)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("-1");
    }
  }
}
