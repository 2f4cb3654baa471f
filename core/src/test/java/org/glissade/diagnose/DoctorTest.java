package org.glissade.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.SparseExamples;
import org.glissade.math.RandomStream;
import org.glissade.model.LinearModel;
import org.glissade.model.Logistic;
import org.glissade.model.Loss;
import org.glissade.model.Model;
import org.glissade.model.Network;
import org.glissade.model.Poisson;
import org.glissade.model.Squared;
import org.glissade.optim.Schedule;
import org.glissade.optim.Schedules;
import org.glissade.optim.Transforms;
import org.glissade.train.EmpiricalRisk;
import org.glissade.train.Fit;
import org.glissade.train.Penalty;
import org.glissade.train.Sgd;
import org.glissade.train.StopReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Broken set-ups: of each, what is broken is named first, and the cure cures. */
class DoctorTest {
  private static final int COLUMNS = 4;

  /** Rows of independent standard normal features, and what can be broken in them. */
  private static final class Rows {
    final float[] x;
    final float[] y;

    Rows(int rows, long seed) {
      RandomStream random = RandomStream.of(seed, "rows");
      x = new float[rows * COLUMNS];
      y = new float[rows];
      for (int i = 0; i < rows; i++) {
        double sum = 0.3 * random.nextGaussian();
        for (int j = 0; j < COLUMNS; j++) {
          x[i * COLUMNS + j] = (float) random.nextGaussian();
          sum += (j - 1.5) * x[i * COLUMNS + j];
        }
        y[i] = (float) sum;
      }
    }

    Rows column(int column, double offset, double scale) {
      for (int i = 0; i < y.length; i++) {
        x[i * COLUMNS + column] = (float) (offset + scale * x[i * COLUMNS + column]);
      }
      return this;
    }

    Rows cell(int row, int column, double value) {
      x[row * COLUMNS + column] = (float) value;
      return this;
    }

    Rows label(int row, double value) {
      y[row] = (float) value;
      return this;
    }

    Rows signs() {
      for (int i = 0; i < y.length; i++) {
        y[i] = y[i] > 0 ? 1 : -1;
      }
      return this;
    }

    /** Counts of mean exp(y/4). */
    Rows counts() {
      for (int i = 0; i < y.length; i++) {
        y[i] = (float) Math.rint(Math.exp(0.25 * y[i]) * 2);
      }
      return this;
    }

    DenseExamples examples() {
      return DenseExamples.of(x, COLUMNS, y);
    }
  }

  private static Model linear() {
    return new LinearModel(COLUMNS, 1, true);
  }

  /**
   * Trains, checks that the run diverged, and examines it. Where some of a first finding's remedies
   * are options, the short runs must have held with the cure.
   */
  private static Diagnosis examined(Model model, Loss loss, Examples examples, Sgd sgd) {
    Fit fit = sgd.model(model).loss(loss).fit(examples);
    assertThat(fit.outcome().reason()).isEqualTo(StopReason.DIVERGED);
    Diagnosis diagnosis = Doctor.examine(model, loss, examples, fit.outcome(), null);
    assertThat(diagnosis.reproduced()).isTrue();
    assertThat(diagnosis.cure()).isNotEmpty();
    return diagnosis;
  }

  private static Diagnosis linear(Rows rows, Sgd sgd) {
    return examined(linear(), new Squared(), rows.examples(), sgd);
  }

  /** Causes that contribute, in their order. */
  private static List<Cause> causes(Diagnosis diagnosis) {
    return diagnosis.findings().stream().filter(Finding::contributes).map(Finding::cause).toList();
  }

  private static double limit(Examples examples) {
    EmpiricalRisk risk = new EmpiricalRisk(linear(), new Squared(), examples);
    return Curvature.of(risk, Penalty.NONE, new float[COLUMNS + 1]).stableRate();
  }

  private static <E extends Evidence> E evidence(Diagnosis diagnosis, Class<E> type) {
    return diagnosis.findings().stream()
        .map(Finding::evidence)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow();
  }

  private static boolean endsWell(Sgd sgd, Model model, Loss loss, Examples examples) {
    return sgd.model(model).loss(loss).fit(examples).outcome().reason() != StopReason.DIVERGED;
  }

  // --- the rate --------------------------------------------------------------------------------

  @Test
  void aRateFarTooHighIsTheRateAndItsLimitIsTwoByTheLargestEigenvalue() {
    Examples examples = new Rows(800, 1).examples();
    Diagnosis diagnosis = linear(new Rows(800, 1), Sgd.regressor().learningRate(10).epochs(5));
    assertThat(causes(diagnosis)).containsExactly(Cause.RATE_TOO_HIGH);
    RateLimit limit = evidence(diagnosis, Evidence.Rate.class).limit();
    assertThat(limit.rate()).isEqualTo(10);
    assertThat(limit.stable()).isCloseTo(limit(examples), within(1e-3 * limit.stable()));
    assertThat(diagnosis.cure()).singleElement().isInstanceOf(Remedy.LowerRate.class);
    double rate = ((Remedy.LowerRate) diagnosis.cure().getFirst()).rate();
    assertThat(rate).isLessThan(limit.stable()).isGreaterThan(0.1 * limit.stable());
    assertThat(
            endsWell(
                Sgd.regressor().learningRate(rate).epochs(50), linear(), new Squared(), examples))
        .isTrue();
  }

  /** Full batch, 10% above the limit: each step multiplies one direction by 1.2. */
  @Test
  void aRateALittleAboveTheLimitIsTheRate() {
    double limit = limit(new Rows(800, 1).examples());
    Diagnosis diagnosis =
        linear(
            new Rows(800, 1),
            Sgd.regressor().learningRate(1.1 * limit).batchSize(Sgd.FULL_BATCH).epochs(500));
    assertThat(causes(diagnosis)).containsExactly(Cause.RATE_TOO_HIGH);
    assertThat(diagnosis.limit().excess()).isCloseTo(1.1, within(1e-3));
    assertThat(diagnosis.limit().held()).isLessThan(limit);
  }

  @Test
  void momentumRaisesTheLimitByOnePlusBeta() {
    double limit = limit(new Rows(800, 1).examples());
    Diagnosis diagnosis =
        linear(
            new Rows(800, 1),
            Sgd.regressor()
                .learningRate(1.2 * 1.9 * limit)
                .momentum(0.9)
                .batchSize(Sgd.FULL_BATCH)
                .epochs(500));
    assertThat(causes(diagnosis)).containsExactly(Cause.RATE_TOO_HIGH);
    assertThat(diagnosis.limit().excess()).isCloseTo(1.2, within(1e-3));
    assertThat(diagnosis.limit().held()).isBetween(0.4 * 1.9 * limit, 1.9 * limit);
  }

  @Test
  void aRateTooHighForAdamIsTheRateAndTheUsualOneIsAdvised() {
    Diagnosis diagnosis =
        linear(
            new Rows(800, 1), Sgd.regressor().link(Transforms.adam()).learningRate(100).epochs(5));
    assertThat(causes(diagnosis)).containsExactly(Cause.RATE_TOO_HIGH);
    assertThat(diagnosis.limit().stable()).isNaN();
    assertThat(diagnosis.cure())
        .singleElement()
        .isEqualTo(
            new Remedy.LowerRate(
                Transforms.adam().rateAdvice().rate() / 100,
                Transforms.adam().rateAdvice().rate()));
  }

  // --- features --------------------------------------------------------------------------------

  @Test
  void aColumnInTheMillionsIsNotScaledAndIsNamed() {
    Diagnosis diagnosis =
        linear(new Rows(800, 1).column(2, 3e6, 1e6), Sgd.regressor().learningRate(0.05).epochs(5));
    assertThat(causes(diagnosis)).containsExactly(Cause.UNSCALED_FEATURES);
    Evidence.Scales scales = evidence(diagnosis, Evidence.Scales.class);
    assertThat(scales.largest()).singleElement().returns(2, Evidence.Scale::column);
    assertThat(scales.largest().getFirst().magnitude()).isBetween(3e6, 6e6);
    assertThat(scales.usual()).isCloseTo(1, within(0.1));
    assertThat(scales.limit().stable()).isLessThan(1e-12);
    assertThat(scales.scaled().stable()).isBetween(1.0, 2.0);
    assertThat(diagnosis.cure()).containsExactly(new Remedy.ScaleFeatures());
  }

  @Test
  void featuresThatAreAllLargeAreNotScaled() {
    Rows rows = new Rows(800, 2).signs();
    for (int j = 0; j < COLUMNS; j++) {
      rows.column(j, 128, 50);
    }
    Diagnosis diagnosis =
        examined(
            linear(),
            new Logistic(),
            rows.examples(),
            Sgd.classifier().learningRate(0.5).epochs(5));
    assertThat(causes(diagnosis)).containsExactly(Cause.UNSCALED_FEATURES);
    assertThat(evidence(diagnosis, Evidence.Scales.class).count()).isEqualTo(COLUMNS);
  }

  @Test
  void sparseFeaturesOfDifferentScalesAreNotScaled() {
    RandomStream random = RandomStream.of(3, "sparse");
    int rows = 500;
    long[] starts = new long[rows + 1];
    int[] indices = new int[2 * rows];
    float[] values = new float[2 * rows];
    float[] y = new float[rows];
    for (int i = 0; i < rows; i++) {
      starts[i + 1] = 2L * i + 2;
      indices[2 * i] = random.nextInt(50);
      indices[2 * i + 1] = 50 + random.nextInt(2);
      values[2 * i] = (float) random.nextGaussian();
      values[2 * i + 1] = (float) ((indices[2 * i + 1] == 51 ? 5000 : 1) * random.nextGaussian());
      y[i] = (float) random.nextGaussian();
    }
    Diagnosis diagnosis =
        examined(
            new LinearModel(52, 1, true),
            new Squared(),
            SparseExamples.of(starts, indices, values, 52, y, 1, null),
            Sgd.regressor().learningRate(0.1).epochs(5));
    assertThat(causes(diagnosis)).containsExactly(Cause.UNSCALED_FEATURES);
    assertThat(evidence(diagnosis, Evidence.Scales.class).largest())
        .singleElement()
        .returns(51, Evidence.Scale::column);
  }

  // --- rows and labels -------------------------------------------------------------------------

  @Test
  void anOutlierRowIsNamedWithItsColumn() {
    Rows rows = new Rows(2000, 4).cell(1234, 1, 5000);
    Diagnosis diagnosis = linear(rows, Sgd.regressor().learningRate(0.1).epochs(5));
    assertThat(causes(diagnosis)).containsExactly(Cause.OUTLIER_ROW);
    assertThat(diagnosis.findings().getFirst().enough()).isTrue();
    Evidence.FarRow far = evidence(diagnosis, Evidence.FarRow.class);
    assertThat(far.row()).isEqualTo(1234);
    assertThat(far.rows()).containsExactly(1234);
    assertThat(far.column()).isEqualTo(1);
    assertThat(far.value()).isEqualTo(5000);
    // At the start the score is 0, so that the gradient of a row is y·(x, 1).
    double squares = 1;
    for (int j = 0; j < COLUMNS; j++) {
      squares += (double) rows.x[1234 * COLUMNS + j] * rows.x[1234 * COLUMNS + j];
    }
    double gradient = Math.abs(rows.y[1234]) * Math.sqrt(squares);
    assertThat(far.gradient()).isCloseTo(gradient, within(1e-5 * gradient));
  }

  @Test
  void aRowAmongManyIsFoundThoughOnlySomeAreLookedAt() {
    Diagnosis diagnosis =
        linear(
            new Rows(20_000, 4).cell(12_345, 3, -5000),
            Sgd.regressor().learningRate(0.1).epochs(3));
    assertThat(diagnosis.rows()).isLessThan(20_000);
    assertThat(causes(diagnosis)).first().isEqualTo(Cause.OUTLIER_ROW);
    assertThat(evidence(diagnosis, Evidence.FarRow.class).row()).isEqualTo(12_345);
  }

  @Test
  void aCountOfAMillionIsABadLabel() {
    Diagnosis diagnosis =
        examined(
            linear(),
            new Poisson(),
            new Rows(1000, 5).counts().label(417, 1e6).examples(),
            Sgd.regressor().learningRate(0.05).epochs(5));
    assertThat(causes(diagnosis)).containsExactly(Cause.BAD_LABEL);
    Evidence.FarLabel far = evidence(diagnosis, Evidence.FarLabel.class);
    assertThat(far.row()).isEqualTo(417);
    assertThat(far.value()).isEqualTo(1e6);
    assertThat(far.gradient()).isGreaterThan(1e5 * far.medianGradient());
    assertThat(diagnosis.cure()).singleElement().isInstanceOf(Remedy.ClipNorm.class);
  }

  @Test
  void aLabelOfABillionIsABadLabelForANetwork() {
    Diagnosis diagnosis =
        examined(
            Network.of(16).model(COLUMNS, 1, true),
            new Squared(),
            new Rows(1000, 6).label(417, 1e9).examples(),
            Sgd.regressor().learningRate(0.05).epochs(5));
    assertThat(causes(diagnosis)).containsExactly(Cause.BAD_LABEL);
    assertThat(evidence(diagnosis, Evidence.FarLabel.class).row()).isEqualTo(417);
    assertThat(diagnosis.cure()).singleElement().isInstanceOf(Remedy.HuberLoss.class);
  }

  // --- networks --------------------------------------------------------------------------------

  @Test
  void largeWeightsAreAnExplodingLayer() {
    Diagnosis diagnosis =
        examined(
            Network.parse("mlp(64, 64, 64, init=normal(1))").model(COLUMNS, 1, true),
            new Squared(),
            new Rows(1000, 7).examples(),
            Sgd.regressor().learningRate(0.01).epochs(5));
    assertThat(causes(diagnosis)).containsExactly(Cause.EXPLODING_LAYER);
    Evidence.LargeWeights large = evidence(diagnosis, Evidence.LargeWeights.class);
    // He's deviation is √(2/64), so that 1 is √32 times as large.
    assertThat(large.times()).isCloseTo(Math.sqrt(32), within(0.2));
    assertThat(large.layer()).isBetween(2, 3);
    assertThat(diagnosis.cure()).singleElement().isInstanceOf(Remedy.Initialise.class);
  }

  /** The curvature falls as rates rise slowly (Lewkowycz et al. 2020, arXiv 2003.02218). */
  @ParameterizedTest
  @CsvSource({"mlp(64), 0.3", "mlp(64), 0.5", "'mlp(64, 64)', 0.3", "'mlp(64, 64)', 0.5"})
  void aRateThatIsTooHighOnlyAtFirstLacksWarmUp(String shape, double rate) {
    Model model = Network.parse(shape).model(COLUMNS, 1, true);
    Examples examples = new Rows(1000, 8).examples();
    Diagnosis diagnosis =
        examined(model, new Squared(), examples, Sgd.regressor().learningRate(rate).epochs(20));
    assertThat(causes(diagnosis)).containsExactly(Cause.NO_WARM_UP);
    Evidence.Beginning beginning = evidence(diagnosis, Evidence.Beginning.class);
    assertThat(beginning.atStart().excess()).isGreaterThan(2);
    assertThat(beginning.later().curvature()).isLessThan(0.6 * beginning.atStart().curvature());
    assertThat(diagnosis.cure()).containsExactly(new Remedy.WarmUp(16, Remedy.WarmUp.USUAL));
    Schedule warm = Schedules.constant(rate).warmedUp(Remedy.WarmUp.USUAL);
    assertThat(
            endsWell(Sgd.regressor().learningRate(warm).epochs(20), model, new Squared(), examples))
        .isTrue();
  }

  @Test
  void aRateThatNoWarmUpMakesStableIsTheRate() {
    Diagnosis diagnosis =
        examined(
            Network.of(64).model(COLUMNS, 1, true),
            new Squared(),
            new Rows(1000, 8).examples(),
            Sgd.regressor().learningRate(10).epochs(20));
    assertThat(causes(diagnosis)).containsExactly(Cause.RATE_TOO_HIGH);
  }

  // --- combined --------------------------------------------------------------------------------

  @Test
  void ofAColumnInTheMillionsAndAHighRateTheColumnWeighsMore() {
    Diagnosis diagnosis =
        linear(new Rows(800, 1).column(2, 3e6, 1e6), Sgd.regressor().learningRate(10).epochs(5));
    assertThat(causes(diagnosis)).containsExactly(Cause.UNSCALED_FEATURES, Cause.RATE_TOO_HIGH);
    assertThat(diagnosis.findings().getFirst().enough()).isFalse();
    assertThat(diagnosis.cure()).hasSize(2).first().isEqualTo(new Remedy.ScaleFeatures());
  }

  /** A linear model with squared loss is as stable with any label. */
  @Test
  void aBadLabelBesideThemIsToldThoughItDoesNotMatterForStability() {
    Diagnosis diagnosis =
        linear(
            new Rows(800, 1).column(2, 3e6, 1e6).label(416, 1e9),
            Sgd.regressor().learningRate(10).epochs(5));
    assertThat(diagnosis.findings().stream().map(Finding::cause))
        .containsExactly(Cause.UNSCALED_FEATURES, Cause.RATE_TOO_HIGH, Cause.BAD_LABEL);
    assertThat(diagnosis.findings().getLast().contributes()).isFalse();
    assertThat(evidence(diagnosis, Evidence.FarLabel.class).row()).isEqualTo(416);
  }

  @Test
  void anOutlierRowInAnotherColumnThanTheLargeOneIsFoundToo() {
    Diagnosis diagnosis =
        linear(
            new Rows(2000, 4).column(2, 3e3, 1e3).cell(1234, 1, 1e6),
            Sgd.regressor().learningRate(0.1).epochs(5));
    assertThat(causes(diagnosis)).containsExactly(Cause.UNSCALED_FEATURES, Cause.OUTLIER_ROW);
  }

  @Test
  void ofAnOutlierRowAndAHighRateTheRowWeighsMore() {
    Diagnosis diagnosis =
        linear(new Rows(2000, 4).cell(1234, 1, 5000), Sgd.regressor().learningRate(10).epochs(5));
    assertThat(causes(diagnosis)).containsExactly(Cause.OUTLIER_ROW, Cause.RATE_TOO_HIGH);
  }

  @Test
  void theSameRunHasTheSameDiagnosis() {
    Sgd sgd = Sgd.regressor().learningRate(10).epochs(5);
    assertThat(linear(new Rows(800, 1), sgd)).isEqualTo(linear(new Rows(800, 1), sgd));
  }
}
