package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Optimisers by name: what they are made of, what goes beside them, and what is refused. */
class OptimizerCommandTest {
  @TempDir private Path folder;
  private Path table;
  private Path model;

  @BeforeEach
  void writeData() {
    table = SampleData.write(folder.resolve("flats.csv"), SampleData.prices(200));
    model = folder.resolve("m.glissade");
  }

  private CommandRun train(Object... options) {
    List<Object> args = new ArrayList<>(List.of("train", table, "-o", model));
    args.addAll(Arrays.asList(options));
    return CommandRun.of(args.toArray());
  }

  /** Behind the first link is the rate, searched or not, and what follows it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "adagrad|chain(adagrad(epsilon=1.0e-10, initial=0), learning-rate(restarts(linear(",
        "rmsprop|chain(rmsprop(decay=0.9, epsilon=1.0e-8), learning-rate(restarts(linear(",
        "adadelta|chain(adadelta(decay=0.9, epsilon=1.0e-6), learning-rate(restarts(linear(",
        "adam|chain(adam(beta1=0.9, beta2=0.999, epsilon=1.0e-8), learning-rate(restarts(linear(",
        "adamw|chain(adam(beta1=0.9, beta2=0.999, epsilon=1.0e-8), weight-decay(0.01), learning-rate(",
        "nadam|chain(nadam(beta1=0.9, beta2=0.999, epsilon=1.0e-8, psi=0.004), learning-rate(",
        "lion|chain(lion(beta1=0.9, beta2=0.99), learning-rate(restarts(linear(",
        "ftrl|ftrl(alpha=0.1, beta=1, l1=0, l2=0)",
        "saga|saga",
        "svrg(every=1)|svrg(every=1)",
        "dowg|chain(dowg(distance=1.0e-4), learning-rate(restarts(linear(1), ",
        "prodigy|distance=1.0e-6), learning-rate(restarts(linear(1), ",
        "schedule-free|chain(learning-rate(",
        "schedule-free|), schedule-free(0.9))",
        "schedule-free-adamw|chain(adam(beta1=0, beta2=0.999, epsilon=1.0e-8), weight-decay(0.01),",
        "lookahead|), lookahead(steps=5, alpha=0.5))",
        "accumulate(4)|chain(accumulate(4), learning-rate(restarts(linear(",
      })
  void aNameTrainsWithNothingElseSetAndSaysWhatItIs(String name, String parts) {
    CommandRun run = train("--optimizer", name, "--json").ok();
    assertThat(run.json().get("optimizer").toString()).contains(parts);
    assertThat(run.err()).doesNotContain("diverged");
  }

  @Test
  void whatIsSetBesideANameGoesToItsPlaceInTheChain() {
    CommandRun run =
        train(
                "--optimizer",
                "lookahead",
                "--momentum",
                0.9,
                "--clip-norm",
                1,
                "-r",
                0.1,
                "--weight-decay",
                0.01,
                "--epochs",
                2,
                "--json")
            .ok();
    assertThat(run.json())
        .containsEntry(
            "optimizer",
            "chain(clip-norm(1), momentum(0.9), weight-decay(0.01), learning-rate(0.1),"
                + " lookahead(steps=5, alpha=0.5))");
    assertThat(
            train("--optimizer", "dowg", "-r", "cosine(0.5)", "--epochs", 2, "--json").ok().json())
        .containsEntry(
            "optimizer", "chain(dowg(distance=1.0e-4), learning-rate(cosine(0.5, length=6)))");
  }

  @ParameterizedTest
  @ValueSource(strings = {"adamw", "schedule-free", "prodigy", "chain(accumulate(3), lookahead)"})
  void aRunIsResumedToTheSameBytes(String name) throws Exception {
    Object[] options = {"--optimizer", name, "-r", 0.1, "-b", 16, "--early-stopping", 20};
    train(with(options, "--epochs", 6)).ok();
    byte[] whole = Files.readAllBytes(model);
    Path checkpoint = folder.resolve("checkpoint");
    train(with(options, "--epochs", 3, "--checkpoint", checkpoint)).ok();
    assertThat(Files.readAllBytes(model)).isNotEqualTo(whole);
    train(with(options, "--epochs", 6, "--checkpoint", checkpoint, "--resume")).ok();
    assertThat(Files.readAllBytes(model)).isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(strings = {"saga", "svrg"})
  void anExactRunIsResumedToTheSameBytes(String name) throws Exception {
    Object[] options = {"--optimizer", name, "--l1", 0.01};
    train(with(options, "--epochs", 6)).ok();
    byte[] whole = Files.readAllBytes(model);
    Path checkpoint = folder.resolve("checkpoint");
    train(with(options, "--epochs", 3, "--checkpoint", checkpoint)).ok();
    assertThat(Files.readAllBytes(model)).isNotEqualTo(whole);
    train(with(options, "--epochs", 6, "--checkpoint", checkpoint, "--resume")).ok();
    assertThat(Files.readAllBytes(model)).isEqualTo(whole);
  }

  @Test
  void anExactRunEndsAtTheOptimumAndTellsTheNormOfItsGradient() {
    CommandRun run = train("--optimizer", "saga", "--json").ok();
    assertThat(run.json()).containsEntry("stop_reason", "converged").containsEntry("batch_size", 1);
    // scores are in float, of a target in units of its deviation
    double variance = run.number("train", "loss") / (1 - run.number("train", "r2"));
    assertThat(run.number("gradient_norm")).isBetween(0.0, 1e-6 * variance);
    assertThat(run.number("distance_to_optimum")).isBetween(0.0, 1e-10 * variance);
    assertThat(train("--optimizer", "saga").ok().out()).contains("the norm of its gradient is ");
    assertThat(train("--epochs", 2, "--json").ok().json()).doesNotContainKey("gradient_norm");
  }

  private static Object[] with(Object[] options, Object... more) {
    List<Object> all = new ArrayList<>(Arrays.asList(options));
    all.addAll(Arrays.asList(more));
    return all.toArray();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--optimizer adm|there is no transform named adm; did you mean adam? Known: momentum,",
        "--optimizer nothing|Known: momentum, nesterov, weight-decay",
        "--optimizer adam(1)|beta1 must be at least 0 and below 1, but is 1.0",
        "--optimizer adam -r -1|a rate must be a finite number, at least 0, but is -1.0",
        "--optimizer adam(rate=1)|adam has no argument rate; it takes adam(beta1, beta2, epsilon",
        "--optimizer schedule-free(1)|beta must be above 0 and below 1, but is 1.0",
        "--optimizer accumulate|accumulate lacks steps",
        "--optimizer adam --l1 0.1|L1 does not go together with adam(",
        "--optimizer schedule-free --average polyak|averaging polyak does not go together with",
        "--optimizer dowg --parallel average|dowg(distance=1.0e-4) does not go together with",
        "--optimizer saga --model mlp:8|exact solver for linear models",
        "--optimizer saga --loss absolute|huber for absolute",
        "--optimizer svrg --order balanced|svrg does not go together with the order balanced",
        "--optimizer saga --parallel average|saga does not go together with average",
        "--optimizer saga --parallel hogwild|saga takes its steps one by one",
        "--optimizer saga -r 0.1|set it in --optimizer, as in \"saga(0.1)\"",
        "--optimizer svrg --momentum 0.9|takes its steps from the examples themselves",
        "--optimizer saga(-1)|rate must be",
        "--optimizer svrg(every=0)|expected a whole number of at least 1",
        "--optimizer chain(clip-norm(1),saga)|cannot stand in a chain",
        "--optimizer ftrl -r 0.1|--learning-rate does not go with ftrl(alpha=0.1, beta=1",
      })
  void whatCannotBeIsAMistakeOfUsage(String options, String words) {
    CommandRun run = train((Object[]) options.split(" ")).endsWith(ExitCode.USAGE);
    assertThat(run.err()).startsWith("glissade: ").contains(words);
    assertThat(model).doesNotExist();
  }

  @Test
  void aGrowingBatchSaysWhatItDid() {
    Object[] options = {"--batch-size", "auto", "--learning-rate", "linear(0.3)", "--epochs", "20"};
    CommandRun shown = train(options).ok();
    assertThat(shown.out()).contains("noise scale at the end");
    Object[] asJson = Arrays.copyOf(options, options.length + 1);
    asJson[options.length] = "--json";
    CommandRun json = train(asJson).ok();
    assertThat((List<?>) json.json().get("batch_sizes")).hasSize(20);
    assertThat(json.json()).containsKey("gradient_noise_scale");
    assertThat(train("--batch-size", "64", "--epochs", "2", "--json").ok().json())
        .doesNotContainKey("batch_sizes");
  }

  @Test
  void aGrowingBatchWantsEpochsAndNotSteps() {
    CommandRun run = train("--batch-size", "auto", "--steps", "100").endsWith(ExitCode.USAGE);
    assertThat(run.err()).contains("--epochs");
    assertThat(model).doesNotExist();
  }
}
