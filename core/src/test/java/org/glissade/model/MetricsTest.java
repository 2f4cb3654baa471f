package org.glissade.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.glissade.math.RandomStream;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static float[] weights(RandomStream random, int rows) {
    float[] weights = new float[rows];
    for (int i = 0; i < rows; i++) {
      weights[i] = random.nextInt(4);
    }
    return weights;
  }

  /** The rows written out as often as their weight says. */
  private static float[] repeat(float[] values, float[] weights, int width) {
    float[] result = new float[0];
    for (int i = 0; i < weights.length; i++) {
      for (int copy = 0; copy < weights[i]; copy++) {
        result = Arrays.copyOf(result, result.length + width);
        System.arraycopy(values, i * width, result, result.length - width, width);
      }
    }
    return result;
  }

  @Test
  void handValuesOfRegression() {
    float[] predictions = {2.5f, 0, 2, 8};
    float[] targets = {3, -0.5f, 2, 7};
    assertThat(Metrics.rmse(predictions, targets, null, 1))
        .isCloseTo(Math.sqrt(0.375), within(1e-15));
    assertThat(Metrics.mae(predictions, targets, null, 1)).isEqualTo(0.5);
    // Σ(y − ȳ)² = 29.1875, Σ(y − s)² = 1.5.
    assertThat(Metrics.r2(predictions, targets, null, 1))
        .isCloseTo(1 - 1.5 / 29.1875, within(1e-15));
    assertThat(Metrics.r2(targets, targets, null, 1)).isEqualTo(1);
  }

  @Test
  void severalOutputsAreAveraged() {
    float[] predictions = {1, 0, 2, 0, 4, 0};
    float[] targets = {1, 5, 2, 5, 3, 5};
    assertThat(Metrics.rmse(predictions, targets, null, 2))
        .isCloseTo(Math.sqrt(76 / 6.0), within(1e-15));
    assertThat(Metrics.mae(predictions, targets, null, 2)).isCloseTo(16 / 6.0, within(1e-15));
    // The second output does not vary and is left out; the first: 1 − 1/2.
    assertThat(Metrics.r2(predictions, targets, null, 2)).isCloseTo(0.5, within(1e-15));
    targets[1] = 6;
    double first = 0.5;
    double second = 1 - (36 + 25 + 25) / (2 / 3.0);
    assertThat(Metrics.r2(predictions, targets, null, 2))
        .isCloseTo((first + second) / 2, within(1e-12));
  }

  @Test
  void r2OfAConstantTargetIsUndefined() {
    float[] targets = new float[7];
    Arrays.fill(targets, 0.1f);
    assertThat(Metrics.r2(new float[7], targets, null, 1)).isNaN();
    targets[0] = 3;
    float[] weights = {0, 1, 0.3f, 1, 0.7f, 1, 1};
    assertThat(Metrics.r2(new float[7], targets, weights, 1)).isNaN();
    assertThat(Metrics.r2(new float[7], targets, null, 1)).isFinite();
  }

  @Test
  void r2IsExactFarFromZero() {
    float[] targets = {1e7f, 1e7f + 1, 1e7f + 2};
    float[] predictions = {1e7f, 1e7f + 1, 1e7f + 1};
    assertThat(Metrics.r2(predictions, targets, null, 1)).isEqualTo(0.5);
  }

  @Test
  void meanPredictionHasR2OfZero() {
    float[] targets = {1, 2, 6};
    assertThat(Metrics.r2(new float[] {3, 3, 3}, targets, null, 1)).isZero();
  }

  @Test
  void handValuesOfBinary() {
    float[] targets = {-1, -1, 1, 1};
    float[] scores = {0.1f, 0.4f, 0.35f, 0.8f};
    assertThat(Metrics.auc(scores, targets, null)).isEqualTo(0.75);
    assertThat(Metrics.accuracy(new float[] {-1, 0, 0, 2}, targets, null)).isEqualTo(0.75);
    assertThat(Metrics.logLoss(new float[4], targets, null)).isCloseTo(Math.log(2), within(1e-15));
    assertThat(Metrics.logLoss(new float[] {2}, new float[] {-1}, null))
        .isCloseTo(-Math.log(1 - 1 / (1 + Math.exp(-2))), within(1e-14));
  }

  @Test
  void targetsOfZeroAndOneAreAsGoodAsSigns() {
    RandomStream random = RandomStream.of(4, "signs");
    float[] scores = LossCase.gaussians(random, 40, 1);
    float[] signs = new float[40];
    float[] labels = new float[40];
    for (int i = 0; i < 40; i++) {
      labels[i] = random.nextInt(2);
      signs[i] = 2 * labels[i] - 1;
    }
    assertThat(Metrics.auc(scores, labels, null)).isEqualTo(Metrics.auc(scores, signs, null));
    assertThat(Metrics.logLoss(scores, labels, null))
        .isEqualTo(Metrics.logLoss(scores, signs, null));
    assertThat(Metrics.accuracy(scores, labels, null))
        .isEqualTo(Metrics.accuracy(scores, signs, null));
  }

  @Property(tries = 300)
  void aucIsTheShareOfPairsInOrder(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int ties) {
    RandomStream random = RandomStream.of(seed, "auc");
    int rows = 1 + random.nextInt(60);
    float[] scores = new float[rows];
    float[] targets = new float[rows];
    for (int i = 0; i < rows; i++) {
      int level = random.nextInt(1 << ties) - (1 << (ties - 1));
      scores[i] = level == 0 && random.nextInt(2) == 0 ? -0f : level / 3f;
      targets[i] = 2 * random.nextInt(2) - 1;
    }
    float[] weights = weights(random, rows);
    double right = 0;
    double pairs = 0;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < rows; j++) {
        if (targets[i] > 0 && targets[j] < 0) {
          double weight = weights[i] * weights[j];
          pairs += weight;
          right += scores[i] > scores[j] ? weight : scores[i] == scores[j] ? weight / 2 : 0;
        }
      }
    }
    // Boxed: NaN, where one class is missing, equals NaN.
    assertThat(Metrics.auc(scores, targets, weights)).isEqualTo(Double.valueOf(right / pairs));
  }

  @Test
  void aucOfOneClassOrOfUndefinedScoresIsUndefined() {
    assertThat(Metrics.auc(new float[] {1, 2}, new float[] {1, 1}, null)).isNaN();
    assertThat(Metrics.auc(new float[] {1, 2}, new float[] {-1, -1}, null)).isNaN();
    assertThat(Metrics.auc(new float[] {1, Float.NaN}, new float[] {1, -1}, null)).isNaN();
    assertThat(Metrics.auc(new float[] {1, 2}, new float[] {1, -1}, new float[] {1, 0})).isNaN();
  }

  @Test
  void aucSeesInfiniteScoresInOrder() {
    float[] scores = {Float.NEGATIVE_INFINITY, -1e30f, 1e-40f, Float.POSITIVE_INFINITY};
    assertThat(Metrics.auc(scores, new float[] {-1, -1, 1, 1}, null)).isEqualTo(1);
    assertThat(Metrics.auc(scores, new float[] {1, 1, -1, -1}, null)).isZero();
  }

  @Test
  void handValuesOfMulticlass() {
    // True 0 1 2 0 1 2, predicted 0 2 1 0 0 1; class 3 is nowhere.
    float[] targets = {0, 1, 2, 0, 1, 2};
    int[] predicted = {0, 2, 1, 0, 0, 1};
    float[] scores = new float[24];
    for (int i = 0; i < 6; i++) {
      scores[i * 4 + predicted[i]] = 1;
    }
    assertThat(Metrics.accuracy(scores, targets, null, 4)).isCloseTo(2 / 6.0, within(1e-15));
    // F1 of 0: 2·2/(3 + 2) = 0.8; of 1 and 2: no hits.
    assertThat(Metrics.macroF1(scores, targets, null, 4)).isCloseTo(0.8 / 3, within(1e-15));
    assertThat(Metrics.logLoss(new float[24], targets, null, 4))
        .isCloseTo(Math.log(4), within(1e-15));
    double right = -Math.log(Math.E / (Math.E + 3));
    double wrong = -Math.log(1 / (Math.E + 3));
    assertThat(Metrics.logLoss(scores, targets, null, 4))
        .isCloseTo((2 * right + 4 * wrong) / 6, within(1e-14));
  }

  @Property(tries = 200)
  void macroF1IsTheMeanHarmonicMeanOfPrecisionAndRecall(@ForAll long seed) {
    RandomStream random = RandomStream.of(seed, "f1");
    int classes = 2 + random.nextInt(5);
    int rows = 1 + random.nextInt(25);
    float[] scores = LossCase.gaussians(random, rows * classes, 1);
    float[] targets = new float[rows];
    for (int i = 0; i < rows; i++) {
      targets[i] = random.nextInt(classes);
    }
    double sum = 0;
    int defined = 0;
    for (int k = 0; k < classes; k++) {
      double hits = 0;
      double predictions = 0;
      double truths = 0;
      for (int row = 0; row < rows; row++) {
        boolean predicted = true;
        for (int other = 0; other < classes; other++) {
          predicted &= scores[row * classes + k] >= scores[row * classes + other];
        }
        hits += predicted && targets[row] == k ? 1 : 0;
        predictions += predicted ? 1 : 0;
        truths += targets[row] == k ? 1 : 0;
      }
      if (predictions + truths > 0) {
        defined++;
        if (hits > 0) {
          double precision = hits / predictions;
          double recall = hits / truths;
          sum += 2 * precision * recall / (precision + recall);
        }
      }
    }
    assertThat(Metrics.macroF1(scores, targets, null, classes))
        .isCloseTo(sum / defined, within(1e-12));
  }

  @Property(tries = 100)
  void weightsAreRepetitions(@ForAll long seed) {
    RandomStream random = RandomStream.of(seed, "repetitions");
    int rows = 30;
    float[] weights = weights(random, rows);
    float[] scores = LossCase.gaussians(random, rows * 3, 1);
    float[] reals = LossCase.gaussians(random, rows * 3, 1);
    float[] classes = new float[rows];
    float[] signs = new float[rows];
    for (int i = 0; i < rows; i++) {
      classes[i] = random.nextInt(3);
      signs[i] = 2 * random.nextInt(2) - 1;
    }
    float[] manyScores = repeat(scores, weights, 3);
    float[] manyReals = repeat(reals, weights, 3);
    float[] manyClasses = repeat(classes, weights, 1);
    float[] manySigns = repeat(signs, weights, 1);
    float[] single = Arrays.copyOf(scores, rows);
    float[] manySingle = repeat(single, weights, 1);
    double[] weighted = {
      Metrics.rmse(scores, reals, weights, 3),
      Metrics.mae(scores, reals, weights, 3),
      Metrics.r2(scores, reals, weights, 3),
      Metrics.accuracy(single, signs, weights),
      Metrics.logLoss(single, signs, weights),
      Metrics.auc(single, signs, weights),
      Metrics.accuracy(scores, classes, weights, 3),
      Metrics.logLoss(scores, classes, weights, 3),
      Metrics.macroF1(scores, classes, weights, 3)
    };
    double[] repeated = {
      Metrics.rmse(manyScores, manyReals, null, 3),
      Metrics.mae(manyScores, manyReals, null, 3),
      Metrics.r2(manyScores, manyReals, null, 3),
      Metrics.accuracy(manySingle, manySigns, null),
      Metrics.logLoss(manySingle, manySigns, null),
      Metrics.auc(manySingle, manySigns, null),
      Metrics.accuracy(manyScores, manyClasses, null, 3),
      Metrics.logLoss(manyScores, manyClasses, null, 3),
      Metrics.macroF1(manyScores, manyClasses, null, 3)
    };
    assertThat(weighted).containsExactly(repeated, within(1e-12));
  }

  @Test
  void metricsOfNothingAreUndefined() {
    float[] none = {};
    assertThat(Metrics.rmse(none, none, null, 1)).isNaN();
    assertThat(Metrics.mae(none, none, null, 1)).isNaN();
    assertThat(Metrics.r2(none, none, null, 1)).isNaN();
    assertThat(Metrics.accuracy(none, none, null)).isNaN();
    assertThat(Metrics.logLoss(none, none, none)).isNaN();
    assertThat(Metrics.auc(none, none, none)).isNaN();
    assertThat(Metrics.accuracy(none, none, null, 3)).isNaN();
    assertThat(Metrics.logLoss(none, none, null, 3)).isNaN();
    assertThat(Metrics.macroF1(none, none, null, 3)).isNaN();
  }

  @Test
  void lengthsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> Metrics.rmse(new float[4], new float[2], null, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("4 scores, 2 a row, do not fit 2 targets");
    assertThatThrownBy(() -> Metrics.auc(new float[4], new float[4], new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("and 3 weights");
    assertThatThrownBy(() -> Metrics.macroF1(new float[7], new float[3], null, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
