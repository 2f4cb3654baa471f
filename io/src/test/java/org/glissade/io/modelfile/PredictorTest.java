package org.glissade.io.modelfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.glissade.io.encode.Tables.QUIET;
import static org.glissade.io.encode.Tables.numbers;
import static org.glissade.io.encode.Tables.table;

import java.util.List;
import org.glissade.data.Batch;
import org.glissade.io.DataException;
import org.glissade.io.encode.FeatureEncoder;
import org.glissade.io.encode.Tables;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.encode.Task;
import org.glissade.io.table.Table;
import org.glissade.math.Layout;
import org.glissade.model.Calibration;
import org.glissade.model.Loss;
import org.glissade.model.Model;
import org.glissade.model.Temperature;
import org.junit.jupiter.api.Test;

class PredictorTest {

  @Test
  void regressionIsPredictedFromTheRawColumnsByTheWeightsThatInspectionTells() {
    ModelFile model = Models.regression();
    ModelDescription.Output output = ModelDescription.of(model, 5).outputs().getFirst();
    ModelDescription.Weight area = output.strongest().getFirst();
    assertThat(area.feature()).isEqualTo("area");
    Predictions predictions = Predictor.of(model).predict(Models.FLATS, QUIET);
    double[] areas = {40, 60, 100, 30};
    for (int row = 0; row < 4; row++) {
      assertThat(predictions.value(row))
          .isCloseTo(area.perUnit() * areas[row] + output.bias(), within(1e-4));
    }
  }

  @Test
  void rowsAreScoredOneByOneAlikeHoweverManyThereAre() {
    ModelFile model = Models.regression();
    double[] areas = new double[2500];
    for (int i = 0; i < areas.length; i++) {
      areas[i] = i;
    }
    Predictions all = Predictor.of(model).predict(table(numbers("area", areas)), QUIET);
    assertThat(all.rows()).isEqualTo(2500);
    for (int row : new int[] {0, 1023, 1024, 2499}) {
      Table one = table(numbers("area", row));
      assertThat(Predictor.of(model).predict(one, QUIET).value(0)).isEqualTo(all.value(row));
    }
    assertThat(Predictor.of(model).predict(table(numbers("area")), QUIET).rows()).isZero();
  }

  @Test
  void binaryProbabilitiesAreTheLogisticFunctionOfTheScore() {
    Predictions predictions = Predictor.of(Models.binary()).predict(Models.PEOPLE, QUIET);
    for (int row = 0; row < predictions.rows(); row++) {
      double p = 1 / (1 + Math.exp(-(double) predictions.scores()[row]));
      assertThat(predictions.probability(row, 1)).isCloseTo(p, within(1e-12));
      assertThat(predictions.probability(row, 0)).isCloseTo(1 - p, within(1e-12));
      assertThat(predictions.label(row)).isEqualTo(p > 0.5 ? ">50K" : "<=50K");
    }
    TargetEncoder target = Models.binary().target();
    Predictions extreme =
        new Predictions(2, 1, new float[] {1e30f, -1e30f}, target, Loss.Link.LOGISTIC);
    assertThat(extreme.probability(0, 1)).isEqualTo(1);
    assertThat(extreme.probability(1, 1)).isEqualTo(0);
    Predictions margin = new Predictions(1, 1, new float[] {-0.5f}, target, Loss.Link.SIGN);
    assertThat(margin.label(0)).isEqualTo("<=50K");
    assertThat(margin.hasProbabilities()).isFalse();
    assertThatThrownBy(() -> margin.probability(0, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void calibrationTakesLogOddsOfEachClassFromSoftmaxAndOneScoreOfTwoClasses() {
    TargetEncoder three = Models.multiclass().target();
    float[] scores = {1, 2.5f, -3, 40, -40, 0, 0, 0, 0};
    Predictions softmax = new Predictions(3, 3, scores, three, Loss.Link.SOFTMAX);
    float[] odds = softmax.calibrationScores(Calibration.Method.PLATT);
    for (int i = 0; i < 9; i++) {
      double others = 0; // Σ of e^{s_j − s_i} over the other classes j
      for (int j = i / 3 * 3; j < i / 3 * 3 + 3; j++) {
        others += j == i ? 0 : Math.exp((double) scores[j] - scores[i]);
      }
      assertThat((double) odds[i]).isCloseTo(-Math.log(others), within(1e-5));
    }
    assertThat(softmax.calibrationScores(Calibration.Method.TEMPERATURE)).isEqualTo(scores);
    Predictions apart = new Predictions(3, 3, scores, three, Loss.Link.SIGN);
    assertThat(apart.calibrationScores(Calibration.Method.ISOTONIC)).isEqualTo(scores);
    TargetEncoder two = Models.binary().target();
    Predictions pair = new Predictions(1, 2, new float[] {1, 4}, two, Loss.Link.SOFTMAX);
    assertThat(pair.calibrationScores(Calibration.Method.PLATT)).containsExactly(3);
    Predictions told = pair.calibrated(new Temperature(2));
    assertThat(told.outputs()).isEqualTo(1);
    assertThat(told.probability(0, 1)).isCloseTo(1 / (1 + Math.exp(-1.5)), within(1e-7));
  }

  @Test
  void classProbabilitiesAddUpToOneAndTheLargestIsPredicted() {
    ModelFile model = Models.multiclass();
    Predictions predictions = Predictor.of(model).predict(Models.TEXTS, QUIET);
    assertThat(predictions.outputs()).isEqualTo(3);
    for (int row = 0; row < predictions.rows(); row++) {
      double sum = 0;
      double largest = 0;
      for (int k = 0; k < 3; k++) {
        sum += predictions.probability(row, k);
        largest = Math.max(largest, predictions.probability(row, k));
      }
      assertThat(sum).isCloseTo(1, within(1e-12));
      assertThat(predictions.probability(row, predictions.classOf(row))).isEqualTo(largest);
      assertThat(predictions.label(row)).isEqualTo(Integer.toString(predictions.classOf(row) + 1));
    }
    Predictions extreme =
        new Predictions(1, 3, new float[] {1e30f, -1e30f, 0}, model.target(), Loss.Link.SOFTMAX);
    assertThat(extreme.probability(0, 0)).isEqualTo(1);
  }

  @Test
  void multiclassScoresAreWeightsTimesFeaturesPlusBias() {
    ModelFile model = Models.multiclass();
    Predictions predictions = Predictor.of(model).predict(Models.TEXTS, QUIET);
    float[] encoded = Tables.rowMajor(model.features().encode(Models.TEXTS, QUIET));
    int width = model.features().width();
    for (int row = 0; row < 4; row++) {
      for (int k = 0; k < 3; k++) {
        double score = model.params()[3 * width + k];
        for (int j = 0; j < width; j++) {
          score += (double) model.params()[k * width + j] * encoded[row * width + j];
        }
        assertThat(predictions.scores()[row * 3 + k]).isCloseTo((float) score, within(1e-5f));
      }
    }
  }

  @Test
  void aRateIsTheExponentialOfTheScore() {
    TargetEncoder counts = TargetEncoder.fit(Models.FLATS, "area", Task.REGRESSION);
    Predictions predictions = new Predictions(1, 1, new float[] {2}, counts, Loss.Link.EXP);
    assertThat(predictions.value(0)).isEqualTo(Math.exp(2));
  }

  @Test
  void theStrongestWeightsComeFirstAndZerosAreCounted() {
    ModelFile model = Models.binary();
    float[] params = model.params().clone();
    params[1] = 0;
    params[2] = -9;
    ModelFile changed =
        new ModelFile(
            model.about(),
            model.features(),
            model.target(),
            model.training(),
            model.layout(),
            params);
    ModelDescription description = ModelDescription.of(changed, 2);
    ModelDescription.Output output = description.outputs().getFirst();
    FeatureEncoder features = model.features();
    assertThat(description.features()).isEqualTo(features.width());
    assertThat(output.name()).isEqualTo(">50K");
    assertThat(output.zeros()).isEqualTo(1);
    assertThat(output.strongest())
        .extracting(ModelDescription.Weight::feature)
        .containsExactly(features.featureNames().get(2), features.featureNames().get(0));
    assertThat(output.strongest().getLast().perUnit()).isEqualTo(params[0] / features.scales()[0]);
    assertThat(ModelDescription.of(Models.multiclass(), 1).outputs())
        .extracting(ModelDescription.Output::name)
        .containsExactly("1", "2", "3");
  }

  /** score = θ₀·x₀, whatever else there is. */
  private record First(int inputs) implements Model {
    @Override
    public Layout layout() {
      return Layout.builder().slot("w", 1, inputs, true).build();
    }

    @Override
    public int outputs() {
      return 1;
    }

    @Override
    public void forward(float[] params, Batch batch, float[] scores) {
      float[] unit = new float[inputs];
      unit[0] = params[0];
      for (int row = 0; row < batch.rows(); row++) {
        scores[row] = batch.dot(row, unit, 0);
      }
    }

    @Override
    public void backward(float[] params, Batch batch, float[] dScores, float[] gradient) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void anyModelCanBeAppliedIfItsParametersFit() {
    ModelFile linear = Models.regression();
    Layout layout = new First(1).layout();
    ModelFile other =
        new ModelFile(
            new ModelFile.About("0.1.0", "first", "loss", Loss.Link.IDENTITY, ""),
            linear.features(),
            linear.target(),
            linear.training(),
            layout,
            new float[] {0});
    Predictions predictions = Predictor.of(other, new First(1)).predict(Models.FLATS, QUIET);
    assertThat(predictions.value(0)).isEqualTo(linear.target().targets().getFirst().offset());
    assertThatThrownBy(() -> Predictor.of(other)).isInstanceOf(DataException.class);
    assertThatThrownBy(() -> Predictor.of(other, new First(2))).isInstanceOf(DataException.class);
    assertThat(ModelDescription.of(other, 3).outputs()).isEqualTo(List.of());
  }
}
