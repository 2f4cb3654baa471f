package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.Orders;
import org.glissade.model.LinearModel;
import org.glissade.model.Softmax;
import org.glissade.optim.Averaging;
import org.glissade.optim.Schedules;
import org.glissade.optim.Transforms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checkpoints: the same bits, or a clear refusal. */
class TrainingStateTest {
  private static final DenseExamples WINE = Data.wine().standardised().examples();

  private static byte[] bytes(TrainingState state) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      state.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static TrainingState read(byte[] bytes) throws IOException {
    return TrainingState.readFrom(new ByteArrayInputStream(bytes));
  }

  private static TrainingState trained() {
    return Sgd.classifier()
        .momentum(0.9)
        .learningRate(0.1)
        .averaging(Averaging.polyak())
        .epochs(2)
        .fit(WINE)
        .outcome()
        .state();
  }

  @Test
  void whatWasWrittenIsReadBackToTheSameBits() throws IOException {
    TrainingState state = trained();
    byte[] written = bytes(state);
    TrainingState back = read(written);
    assertThat(bytes(back)).isEqualTo(written);
    assertThat(back.params()).isEqualTo(state.params());
    assertThat(back.step()).isEqualTo(state.step()).isPositive();
    assertThat(back.epoch()).isEqualTo(2);
    assertThat(back.position()).isZero();
  }

  /** Longer than the pieces in which numbers are written. */
  @Test
  void longParametersAreReadBackToTheSameBits() throws IOException {
    for (int length : new int[] {4095, 4096, 4097, 8192, 30_001}) {
      float[] params = new float[length];
      Arrays.setAll(new int[length], i -> Float.floatToRawIntBits(params[i] = 1f / (i + 1)));
      TrainingState state = new TrainingState(params);
      Arrays.fill(state.floats("a", length), -0f);
      Arrays.fill(state.doubles("b", length), Math.PI);
      TrainingState back = read(bytes(state));
      assertThat(back.params()).isEqualTo(params);
      assertThat(back.doubles("b", length)).containsOnly(Math.PI).hasSize(length);
      assertThat(Float.floatToRawIntBits(back.floats("a", length)[length - 1]))
          .isEqualTo(Float.floatToRawIntBits(-0f));
    }
  }

  private static Stream<Arguments> recipes() {
    RandomProblem problem = RandomProblem.of("logistic", 200, 12, 1, 4).weighted();
    Examples sparse = problem.sparse();
    return Stream.of(
        recipe("plain", WINE, () -> wine().learningRate(0.1)),
        recipe("momentum", WINE, () -> wine().momentum(0.9).learningRate(0.05)),
        recipe(
            "nesterov, cosine",
            WINE,
            () -> wine().nesterov(0.9).learningRate(Schedules.cosine(0.05))),
        recipe("polyak", WINE, () -> wine().averaging(Averaging.polyak()).learningRate(0.1)),
        recipe("tail", WINE, () -> wine().averaging(Averaging.tail(0.5)).learningRate(0.1)),
        recipe("ema", WINE, () -> wine().averaging(Averaging.ema(0.9)).learningRate(0.1)),
        recipe(
            "early stopping",
            WINE,
            () -> wine().validation(0.3).earlyStopping(2).learningRate(0.3)),
        recipe("replacement", WINE, () -> wine().order(Orders.replacement()).learningRate(0.1)),
        recipe("sparse", sparse, () -> wine().l1(1e-3).l2(1e-2).batchSize(3).learningRate(0.2)),
        recipe(
            "sparse adagrad",
            sparse,
            () -> wine().link(Transforms.adaGrad()).batchSize(3).learningRate(0.2)),
        recipe(
            "sparse ftrl",
            sparse,
            () -> wine().transform(Transforms.ftrl(0.2, 1, 1e-2, 0)).batchSize(1)),
        recipe("sparse adagrad, searched", sparse, () -> wine().link(Transforms.adaGrad())),
        recipe("rate of its own", WINE, () -> wine().l2(1e-2)),
        recipe("sparse, rate of its own", sparse, () -> wine().l1(1e-3).l2(1e-2)),
        recipe("everything of its own", WINE, () -> Sgd.classifier().validation(0.3).l2(1e-2)));
  }

  private static Arguments recipe(String name, Examples examples, Supplier<Sgd> sgd) {
    return Arguments.of(name, examples, sgd);
  }

  private static Sgd wine() {
    return Sgd.classifier().batchSize(16).epochs(7).seed(3);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("recipes")
  void resumedAfterAnyEpochIsUninterrupted(String name, Examples examples, Supplier<Sgd> sgd)
      throws IOException {
    List<byte[]> checkpoints = new ArrayList<>();
    Surroundings keeping =
        Surroundings.none().withCheckpoint(state -> checkpoints.add(bytes(state)));
    Outcome whole = sgd.get().surroundings(keeping).fit(examples).outcome();
    assertThat(checkpoints).hasSize(whole.history().size());
    for (int epoch = 1; epoch < checkpoints.size(); epoch += 1 + epoch / 8) {
      Outcome rest = sgd.get().resumeFrom(read(checkpoints.get(epoch - 1))).fit(examples).outcome();
      assertThat(rest.params()).as("after epoch %d", epoch).isEqualTo(whole.params());
      assertThat(bytes(rest.state())).isEqualTo(bytes(whole.state()));
      assertThat(rest.reason()).isEqualTo(whole.reason());
      assertThat(rest.history()).isEqualTo(whole.history().subList(epoch, whole.history().size()));
    }
  }

  @Test
  void resumedWithinAnEpochIsUninterrupted() throws IOException {
    Supplier<Sgd> sgd = () -> Sgd.classifier().batchSize(16).momentum(0.9).learningRate(0.05);
    Fit whole = sgd.get().epochs(4).fit(WINE);
    int[] asked = {0};
    Outcome part =
        sgd.get()
            .epochs(4)
            .surroundings(
                Surroundings.none()
                    .withListener(TrainingListener.ofEveryStep(event -> {}))
                    .withInterrupted(() -> ++asked[0] > 17))
            .fit(WINE)
            .outcome();
    assertThat(part.state().position()).isPositive();
    Fit rest = sgd.get().epochs(4).resumeFrom(read(bytes(part.state()))).fit(WINE);
    assertThat(rest.params()).isEqualTo(whole.params());
  }

  /** A rate that proves too high is divided, also if the run was resumed before that showed. */
  @Test
  void aCheckpointOfARunThatThenDivergesEndsAsTheUninterruptedRunDoes() throws IOException {
    TrainingState state = Trainer.initialState(risk(), 0);
    state.doubles("auto.rate", 2)[0] = 1e4;
    state.doubles("auto.rate", 2)[1] = 1;
    Sgd sgd = Sgd.classifier().l2(1e-2);
    Outcome outcome = sgd.resumeFrom(read(bytes(state))).fit(WINE).outcome();
    assertThat(outcome.reason()).isEqualTo(StopReason.CONVERGED);
  }

  private static Objective risk() {
    return new EmpiricalRisk(new LinearModel(13, 3, true), new Softmax(), WINE);
  }

  @Test
  void aCheckpointOfAnotherRecipeIsRefused() throws IOException {
    byte[] checkpoint = bytes(trained());
    List<Sgd> others =
        List.of(
            Sgd.classifier().momentum(0.9).learningRate(0.2).averaging(Averaging.polyak()),
            Sgd.classifier().momentum(0.8).learningRate(0.1).averaging(Averaging.polyak()),
            Sgd.classifier().momentum(0.9).learningRate(0.1),
            Sgd.classifier().momentum(0.9).learningRate(0.1).averaging(Averaging.polyak()).seed(1),
            Sgd.classifier().momentum(0.9).learningRate(0.1).averaging(Averaging.polyak()).l2(1),
            Sgd.classifier()
                .momentum(0.9)
                .learningRate(0.1)
                .averaging(Averaging.polyak())
                .batchSize(8));
    for (Sgd other : others) {
      TrainingState state = read(checkpoint);
      assertThatIllegalStateException()
          .isThrownBy(() -> other.epochs(3).resumeFrom(state).fit(WINE))
          .withMessageContaining("belongs to another run")
          .withMessageContaining("batch size 64");
    }
    TrainingState state = read(checkpoint);
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                Sgd.classifier()
                    .momentum(0.9)
                    .learningRate(0.1)
                    .averaging(Averaging.polyak())
                    .epochs(3)
                    .resumeFrom(state)
                    .fit(Data.iris().standardised().examples()));
  }

  /** A checkpoint of another model's size, in a run that has not been told of any recipe. */
  @Test
  void parametersOfAnotherSizeAreRefused() {
    TrainingState state = new TrainingState(new float[3]);
    assertThatIllegalStateException()
        .isThrownBy(() -> wine().learningRate(0.1).resumeFrom(state).fit(WINE))
        .withMessageContaining("3");
  }

  @Test
  void aCheckpointCutOffAnywhereIsRefused() {
    byte[] whole = bytes(trained());
    for (int length = 0; length < whole.length; length++) {
      assertRefused(Arrays.copyOf(whole, length), "cut off at " + length);
    }
  }

  @Test
  void aCheckpointWithAnyByteDamagedIsRefusedWithoutAskingForMemory() {
    byte[] whole = bytes(trained());
    for (int at = 0; at < whole.length; at++) {
      for (int mask : new int[] {0x01, 0x40, 0x80, 0xFF}) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) mask;
        assertRefused(damaged, "byte " + at + " xor " + mask);
      }
    }
  }

  private static void assertRefused(byte[] bytes, String how) {
    long before = Allocation.bytes();
    try {
      read(bytes);
      fail("read in spite of being " + how);
    } catch (IOException e) {
      assertThat(Allocation.bytes() - before).as(how).isLessThan(1_000_000);
    } catch (RuntimeException | OutOfMemoryError e) {
      throw new AssertionError(how, e);
    }
  }

  @Test
  void somethingElseIsNotACheckpoint() {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> read("sepal length,sepal width".getBytes(StandardCharsets.US_ASCII)))
        .withMessageContaining("not a checkpoint");
  }
}
