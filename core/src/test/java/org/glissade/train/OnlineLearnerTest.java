package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.Orders;
import org.glissade.data.SparseExamples;
import org.glissade.model.LinearModel;
import org.glissade.model.Logistic;
import org.glissade.model.Loss;
import org.glissade.model.Model;
import org.glissade.model.Network;
import org.glissade.model.Softmax;
import org.glissade.model.Squared;
import org.glissade.optim.Averaging;
import org.glissade.optim.GradientTransform;
import org.glissade.optim.Schedules;
import org.glissade.optim.Transforms;
import org.glissade.spec.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnlineLearnerTest {
  private static final int ROWS = 211;
  private static final int COLUMNS = 9;
  private static final int CLASSES = 3;

  private final Random random = new Random(17);
  private final float[][] rows = new float[ROWS][COLUMNS];
  private final float[] weights = new float[ROWS];
  private final float[] numbers = new float[ROWS];
  private final float[] signs = new float[ROWS];
  private final float[] classes = new float[ROWS];

  OnlineLearnerTest() {
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < COLUMNS; j++) {
        rows[i][j] = random.nextInt(3) == 0 ? 0 : (float) random.nextGaussian();
      }
      numbers[i] = rows[i][0] - 2 * rows[i][3] + (float) random.nextGaussian();
      signs[i] = numbers[i] > 0 ? 1 : -1;
      classes[i] = numbers[i] > 1 ? 2 : numbers[i] > -1 ? 1 : 0;
      weights[i] = i % 7 == 3 ? 0 : 0.5f + random.nextFloat();
    }
  }

  private DenseExamples dense(float[] targets) {
    float[] values = new float[ROWS * COLUMNS];
    for (int i = 0; i < ROWS; i++) {
      System.arraycopy(rows[i], 0, values, i * COLUMNS, COLUMNS);
    }
    return DenseExamples.of(
        org.glissade.math.Floats.of(values), COLUMNS, targets, 1, weights.clone());
  }

  private SparseExamples sparse(float[] targets) {
    long[] starts = new long[ROWS + 1];
    int[] indices = new int[ROWS * COLUMNS];
    float[] values = new float[ROWS * COLUMNS];
    int at = 0;
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < COLUMNS; j++) {
        if (rows[i][j] != 0) {
          indices[at] = j;
          values[at++] = rows[i][j];
        }
      }
      starts[i + 1] = at;
    }
    return SparseExamples.of(starts, indices, values, COLUMNS, targets, 1, weights.clone());
  }

  private static Sgd with(Sgd sgd, Model model, Loss loss, GradientTransform links) {
    return sgd.model(model).loss(loss).transform(links).seed(5);
  }

  private static float[] epoch(Model model, Loss loss, GradientTransform links, Examples examples) {
    return with(Sgd.regressor(), model, loss, links)
        .order(Orders.sequential())
        .batchSize(1)
        .epochs(1)
        .fit(examples)
        .params();
  }

  /** One by one, by the methods that take arrays. */
  private void learn(OnlineLearner learner, boolean sparse, float[] targets, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!sparse) {
        learner.learn(rows[i], targets[i], weights[i]);
        continue;
      }
      int count = 0;
      int[] indices = new int[COLUMNS];
      float[] values = new float[COLUMNS];
      for (int j = 0; j < COLUMNS; j++) {
        if (rows[i][j] != 0) {
          indices[count] = j;
          values[count++] = rows[i][j];
        }
      }
      learner.learn(
          java.util.Arrays.copyOf(indices, count),
          java.util.Arrays.copyOf(values, count),
          targets[i],
          weights[i]);
    }
  }

  private void assertSameBits(Model model, Loss loss, GradientTransform links, float[] targets) {
    for (boolean sparse : new boolean[] {false, true}) {
      Examples examples = sparse ? sparse(targets) : dense(targets);
      float[] expected = epoch(model, loss, links, examples);
      OnlineLearner single = with(Sgd.regressor(), model, loss, links).online();
      learn(single, sparse, targets, 0, ROWS);
      assertThat(single.model().params()).as("%s, sparse %s", links, sparse).isEqualTo(expected);
      OnlineLearner fitted = with(Sgd.regressor(), model, loss, links).online();
      fitted.partialFit(examples);
      assertThat(fitted.model().params()).as("partialFit, %s", links).isEqualTo(expected);
      assertThat(fitted.progress().average()).isEqualTo(single.progress().average());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "learning-rate(0.05)",
        "learning-rate(inverse-scaling(0.1, 0.5))",
        "chain(momentum(0.9), learning-rate(0.02))",
        "chain(adagrad, learning-rate(0.1))",
        "chain(adam, learning-rate(0.01))",
        "chain(learning-rate(0.1), schedule-free)",
        "chain(dowg, learning-rate(1))",
        "chain(accumulate(4), learning-rate(0.1))",
        "ftrl(alpha=0.1)",
      })
  void oneByOneIsAnEpochOfSingleExamplesToTheBit(String links) {
    GradientTransform transform = Transforms.parse(links);
    assertSameBits(new LinearModel(COLUMNS, 1, true), new Squared(), transform, numbers);
    assertSameBits(new LinearModel(COLUMNS, 1, false), new Logistic(), transform, signs);
    assertSameBits(new LinearModel(COLUMNS, CLASSES, true), new Softmax(), transform, classes);
    assertSameBits(
        Network.parse("mlp:6,4").model(COLUMNS, CLASSES, true), new Softmax(), transform, classes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vw", "vw(invariant=false)", "vw(power-t=0)"})
  void stepsThatNeedTheExampleAreTheSameToo(String links) {
    GradientTransform transform = Transforms.parse(links);
    assertSameBits(new LinearModel(COLUMNS, 1, true), new Squared(), transform, numbers);
    assertSameBits(new LinearModel(COLUMNS, 1, true), new Logistic(), transform, signs);
  }

  @Test
  void dropoutAndPenaltiesAndAveragesAreThoseOfAnEpoch() {
    Model network = Network.parse("mlp(6, dropout=0.3)").model(COLUMNS, CLASSES, true);
    assertSameBits(network, new Softmax(), Transforms.parse("learning-rate(0.05)"), classes);
    for (String average : new String[] {"polyak", "ema(0.9)"}) {
      Sgd sgd =
          with(
                  Sgd.regressor(),
                  new LinearModel(COLUMNS, 1, true),
                  new Squared(),
                  Transforms.parse("learning-rate(0.05)"))
              .l2(0.01)
              .l1(0.001)
              .averaging(Averaging.parse(average));
      OnlineLearner learner = sgd.online();
      learner.partialFit(sparse(numbers));
      Fit fit = sgd.order(Orders.sequential()).batchSize(1).epochs(1).fit(sparse(numbers));
      assertThat(learner.model().params()).as(average).isEqualTo(fit.params());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vw",
        "learning-rate(0.05)",
        "chain(adagrad, learning-rate(0.1))",
        "ftrl(alpha=0.1)",
        "chain(adam, learning-rate(0.01))"
      })
  void aModelThatGrewIsTheOneThatWasWideFromTheStart(String links) {
    GradientTransform transform = Transforms.parse(links);
    for (int outputs : new int[] {1, CLASSES}) {
      if (outputs > 1 && transform.needsExamples()) {
        continue;
      }
      Loss loss = outputs == 1 ? new Squared() : new Softmax();
      float[] targets = outputs == 1 ? numbers : classes;
      for (int i = 0; i < ROWS; i++) {
        for (int j = 1 + i / 20; j < COLUMNS; j++) {
          rows[i][j] = 0; // features come in turns
        }
      }
      OnlineLearner wide =
          with(Sgd.regressor(), new LinearModel(COLUMNS, outputs, true), loss, transform).online();
      OnlineLearner growing =
          with(Sgd.regressor(), new LinearModel(1, outputs, true), loss, transform).online();
      learn(wide, true, targets, 0, ROWS);
      learn(growing, true, targets, 0, ROWS);
      assertThat(growing.width()).isEqualTo(COLUMNS);
      assertThat(growing.model().model()).isEqualTo(new LinearModel(COLUMNS, outputs, true));
      assertThat(growing.model().params()).isEqualTo(wide.model().params());
    }
  }

  @Test
  void anExampleWithoutWeightIsPredictedAndCountedAndChangesNothing() {
    OnlineLearner learner = Sgd.regressor().online();
    learn(learner, true, numbers, 0, 50);
    float[] before = learner.model().params();
    double average = learner.progress().average();
    long counted = learner.progress().examples();
    int[] indices = {0, 3};
    float[] values = {1, 2};
    double loss = learner.learn(indices, values, 7, 0);
    float score = before[0] + 2 * before[3] + before[COLUMNS];
    assertThat(learner.scores()[0]).isCloseTo(score, org.assertj.core.api.Assertions.within(1e-5f));
    assertThat(loss)
        .isCloseTo(0.5 * (score - 7) * (score - 7), org.assertj.core.api.Assertions.within(1e-3));
    assertThat(learner.progress().examples()).isEqualTo(counted + 1);
    assertThat(learner.progress().average()).isEqualTo(average);
    assertThat(learner.model().params()).isEqualTo(before);
  }

  @Test
  void theFirstExampleMayHaveNoWeight() {
    OnlineLearner learner = Sgd.regressor().model(new LinearModel(COLUMNS, 1, true)).online();
    assertThat(learner.learn(rows[0], 3, 0)).isEqualTo(4.5);
    assertThat(learner.learn(rows[1], 3, 1)).isEqualTo(4.5);
  }

  @Test
  void aModelThatWasTakenStaysAsItIs() {
    OnlineLearner learner = Sgd.regressor().online();
    learn(learner, false, numbers, 0, 20);
    LearntModel taken = learner.model();
    float[] params = taken.params();
    params[0] = 99;
    float[] scores = taken.scores(dense(numbers));
    learn(learner, false, numbers, 20, ROWS);
    assertThat(taken.scores(dense(numbers))).isEqualTo(scores);
    assertThat(learner.model().scores(dense(numbers))).isNotEqualTo(scores);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vw", "chain(adam, learning-rate(0.01))", "learning-rate(0.05)"})
  void aStateThatWasWrittenGoesOnToTheSameBits(String links) throws IOException {
    Sgd sgd = Sgd.regressor().transform(Transforms.parse(links));
    OnlineLearner whole = sgd.online();
    learn(whole, true, numbers, 0, ROWS);
    OnlineLearner part = sgd.online();
    learn(part, true, numbers, 0, 80);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    part.state().writeTo(bytes);
    TrainingState read = TrainingState.readFrom(new ByteArrayInputStream(bytes.toByteArray()));
    OnlineLearner rest =
        sgd.model(new LinearModel(part.width(), 1, true)).resumeFrom(read).online();
    learn(rest, true, numbers, 80, ROWS);
    assertThat(rest.model().params()).isEqualTo(whole.model().params());
    assertThat(rest.progress().average()).isEqualTo(whole.progress().average());
    assertThat(rest.progress().examples()).isEqualTo(ROWS);
  }

  @Test
  void aWarmStartBeginsWithTheGivenParameters() {
    float[] params = {1, 2, 3};
    OnlineLearner learner =
        Sgd.regressor()
            .model(new LinearModel(2, 1, true))
            .startFrom(params)
            .learningRate(0.1)
            .online();
    assertThat(learner.learn(new float[] {1, 1}, 4)).isEqualTo(0.5 * 4);
    // s = 6, g = 2: every weight moves by −0.1·2·1
    assertThat(learner.model().params()).containsExactly(0.8f, 1.8f, 2.8f);
    // feature 3 is new: its weight was 0
    assertThat(learner.learn(new int[] {2}, new float[] {1}, 2.8f)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vw",
        "learning-rate(0.05)",
        "chain(adagrad, learning-rate(0.1))",
        "chain(adam, learning-rate(0.01))",
        "ftrl(alpha=0.1)"
      })
  void learningAllocatesNothingOnceWarm(String links) {
    int[] indices = {0, 4, 7};
    float[] values = {1, -1, 2};
    for (boolean sparse : new boolean[] {true, false}) {
      OnlineLearner learner =
          with(
                  Sgd.classifier(),
                  new LinearModel(COLUMNS, 1, true),
                  new Logistic(),
                  Transforms.parse(links))
              .online();
      for (int i = 0; i < 2000; i++) {
        one(learner, sparse, indices, values, i);
      }
      long begin = Allocation.bytes();
      for (int i = 0; i < 1000; i++) {
        one(learner, sparse, indices, values, i);
      }
      assertThat(Allocation.bytes() - begin).as("sparse %s", sparse).isLessThan(1000);
    }
  }

  private void one(OnlineLearner learner, boolean sparse, int[] indices, float[] values, int i) {
    if (sparse) {
      learner.learn(indices, values, i % 2);
    } else {
      learner.learn(rows[i % 50], i % 2);
    }
  }

  @Test
  void whatNeedsTheLengthOfTheRunIsRefused() {
    for (String schedule :
        new String[] {"cosine(0.1)", "linear(0.1)", "one-cycle(0.1)", "step(0.1, 2ep, 0.5)"}) {
      assertThatThrownBy(() -> Sgd.regressor().learningRate(Schedules.parse(schedule)).online())
          .as(schedule)
          .isInstanceOf(SpecException.class)
          .hasMessageContaining("how long the run is")
          .hasMessageContaining("constant");
    }
    assertThatThrownBy(
            () -> Sgd.regressor().learningRate(0.1).averaging(Averaging.tail(0.5)).online())
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("ema");
    assertThatThrownBy(() -> Sgd.regressor().momentum(0.9).online())
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("set one, such as 0.01");
    assertThatThrownBy(() -> Sgd.regressor().batchSize(64).online())
        .isInstanceOf(SpecException.class);
    assertThatThrownBy(() -> Sgd.regressor().validation(0.2).online())
        .isInstanceOf(SpecException.class);
    assertThatThrownBy(() -> Sgd.regressor().epochs(3).online()).isInstanceOf(SpecException.class);
    // lengths in steps are known
    Sgd.regressor().learningRate(Schedules.parse("step(0.1, 1000, 0.5)")).online();
  }

  @Test
  void aRateThatIsNotGivenIsConstant() {
    Sgd network =
        Sgd.classifier().loss(new Softmax()).model(Network.parse("mlp:4").model(9, 3, true));
    GradientTransform links = network.online().recipe().transform();
    assertThat(links.rate(0)).isEqualTo(links.rate(1_000_000)).isEqualTo(0.01 / 8);
    assertThat(Sgd.regressor().online().recipe().transform()).isEqualTo(Transforms.parse("vw"));
  }

  @Test
  void anExampleThatDoesNotFitIsRefusedAndNothingHappens() {
    OnlineLearner learner =
        Sgd.classifier()
            .model(Network.parse("mlp:4").model(2, 2, true))
            .loss(new Softmax())
            .online();
    learner.learn(new float[] {1, 2}, 1);
    float[] before = learner.model().params();
    for (Runnable wrong :
        new Runnable[] {
          () -> learner.learn(new float[] {1, 2, 3}, 1),
          () -> learner.learn(new float[] {1}, 1),
          () -> learner.learn(new float[] {1, Float.NaN}, 1),
          () -> learner.learn(new float[] {1, 2}, 2),
          () -> learner.learn(new float[] {1, 2}, 0.5f),
          () -> learner.learn(new float[] {1, 2}, 1, -1),
          () -> learner.learn(new int[] {1, 0}, new float[] {1, 2}, 1),
          () -> learner.learn(new int[] {5}, new float[] {1}, 1),
        }) {
      assertThatThrownBy(wrong::run).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(learner.progress().examples()).isEqualTo(1);
    assertThat(learner.model().params()).isEqualTo(before);
  }

  @Test
  void aRunThatDivergesKeepsGoodParametersAndTakesNoMore() {
    OnlineLearner learner =
        Sgd.regressor().model(new LinearModel(1, 1, false)).learningRate(10).online();
    float[] one = {10};
    for (int i = 0; i < 100 && !learner.diverged(); i++) {
      learner.learn(one, 1);
    }
    assertThat(learner.diverged()).isTrue();
    assertThat(learner.model().params()[0]).isFinite();
    assertThatThrownBy(() -> learner.learn(one, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("diverged");
  }
}
