package org.glissade.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.glissade.math.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LinksTest {
  @Test
  void logisticGivesTheProbabilityOfThePositiveClass() {
    float[] scores = {-1e4f, -50, -1, 0, 1, 50, 1e4f, 99};
    Links.apply(Loss.Link.LOGISTIC, scores, 7, 1);
    double[] expected = {0, Math.exp(-50), Math.exp(-1) / (1 + Math.exp(-1)), 0.5, 0, 1, 1};
    expected[4] = 1 - expected[2];
    for (int i = 0; i < 7; i++) {
      assertThat((double) scores[i]).isCloseTo(expected[i], within(1e-7 * expected[i]));
    }
    assertThat(scores[7]).as("beyond the rows").isEqualTo(99);
  }

  @Test
  void softmaxGivesTheProbabilityOfEachClass() {
    float[] scores = LossCase.gaussians(RandomStream.of(5, "softmax"), 50 * 7, 4);
    float[] shares = scores.clone();
    Links.apply(Loss.Link.SOFTMAX, shares, 50, 7);
    for (int row = 0; row < 50; row++) {
      double sum = 0;
      for (int k = 0; k < 7; k++) {
        sum += Math.exp(scores[row * 7 + k]);
      }
      for (int k = 0; k < 7; k++) {
        double expected = Math.exp(scores[row * 7 + k]) / sum;
        assertThat((double) shares[row * 7 + k]).isCloseTo(expected, within(2e-7 * expected));
      }
    }
  }

  @Test
  void oneVsRestGivesTheNormalisedProbabilitiesOfTheClassesByThemselves() {
    float[] scores = LossCase.gaussians(RandomStream.of(5, "one-vs-rest"), 50 * 7, 4);
    float[] shares = scores.clone();
    Links.apply(Loss.Link.ONE_VS_REST, shares, 50, 7);
    for (int row = 0; row < 50; row++) {
      double sum = 0;
      for (int k = 0; k < 7; k++) {
        sum += 1 / (1 + Math.exp(-scores[row * 7 + k]));
      }
      for (int k = 0; k < 7; k++) {
        double expected = 1 / (1 + Math.exp(-scores[row * 7 + k])) / sum;
        // log σ in float: a relative error of 2⁻²⁴ · |log σ|, which is at most about 16 here
        assertThat((double) shares[row * 7 + k]).isCloseTo(expected, within(2e-6 * expected));
      }
    }
    float[] far = {-1e4f, -1e4f, -2e4f, 1e4f, 1e4f, -1e4f};
    Links.apply(Loss.Link.ONE_VS_REST, far, 2, 3);
    assertThat(far).containsExactly(0.5f, 0.5f, 0, 0.5f, 0.5f, 0);
  }

  @Test
  void softmaxOfFarScoresIsCertain() {
    float[] scores = {1e4f, -1e4f, 0, -1e4f, -1e4f, -1e4f};
    Links.apply(Loss.Link.SOFTMAX, scores, 2, 3);
    assertThat(scores).containsExactly(1, 0, 0, 1 / 3f, 1 / 3f, 1 / 3f);
  }

  @Test
  void exponentialGivesRatesThatStayFinite() {
    float[] scores = {0, 1, -1e4f, 1e4f};
    Links.apply(Loss.Link.EXP, scores, 2, 2);
    assertThat(scores).containsExactly(1, (float) Math.E, 0, Float.MAX_VALUE);
  }

  @ParameterizedTest
  @EnumSource(names = {"IDENTITY", "SIGN"})
  void otherLinksLeaveScoresAsTheyAre(Loss.Link link) {
    float[] scores = {-3, 0, 1e4f};
    Links.apply(link, scores, 3, 1);
    assertThat(scores).containsExactly(-3, 0, 1e4f);
  }

  @ParameterizedTest
  @EnumSource
  void noRowsAreNothingToDo(Loss.Link link) {
    float[] scores = {-3, 0};
    Links.apply(link, scores, 0, 2);
    assertThat(scores).containsExactly(-3, 0);
  }

  @Test
  void probabilityOfTheDerivativeIsTheProbabilityOfTheLink() {
    // logistic: ∂ℓ/∂s = p − [y = 1]; softmax: p_k − [k = y].
    float[] scores = LossCase.gaussians(RandomStream.of(6, "link"), 30, 3);
    float[] p = scores.clone();
    Links.apply(Loss.Link.LOGISTIC, p, 30, 1);
    float[] targets = new float[30];
    Arrays.fill(targets, -1);
    float[] dScores = new float[30];
    new Logistic().evaluate(scores, targets, null, dScores, 30, 1);
    assertThat(dScores).containsExactly(p, within(1e-7f));
    p = scores.clone();
    Links.apply(Loss.Link.SOFTMAX, p, 10, 3);
    new Softmax().evaluate(scores, new float[10], null, dScores, 10, 3);
    for (int i = 0; i < 30; i++) {
      assertThat(dScores[i]).isCloseTo(p[i] - (i % 3 == 0 ? 1 : 0), within(1e-7f));
    }
  }

  @Test
  void largestIsTheFirstOfEquals() {
    assertThat(Links.largest(new float[] {9, 1, 3, 3, 2}, 1, 4)).isEqualTo(1);
    assertThat(Links.largest(new float[] {-2}, 0, 1)).isZero();
  }
}
