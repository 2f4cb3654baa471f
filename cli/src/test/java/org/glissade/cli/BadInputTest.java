package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong is told in one message: what, where and what to do; nothing is left behind. */
class BadInputTest {
  @TempDir private Path folder;
  private Path data;
  private Path model;

  @BeforeEach
  void writeData() {
    data = SampleData.write(folder.resolve("flats.csv"), SampleData.prices(60));
    model = folder.resolve("m.glissade");
  }

  /** Runs, and checks what holds for every refusal. */
  private CommandRun refused(int status, Object... args) {
    List<String> before = SampleData.files(folder);
    CommandRun run = CommandRun.of(args).endsWith(status);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("glissade: ")
        .doesNotContain("at org.glissade", "Exception", "fault of Glissade");
    assertThat(SampleData.files(folder)).as("files").isEqualTo(before);
    return run;
  }

  private CommandRun refusedData(String name, String content, Object... options) {
    Path file = SampleData.write(folder.resolve(name), content);
    List<Object> args = new ArrayList<>(List.of("train", file, "-o", model));
    args.addAll(Arrays.asList(options));
    CommandRun run = refused(ExitCode.FAILED, args.toArray());
    assertThat(run.err()).contains(name);
    return run;
  }

  // --- data ------------------------------------------------------------------------------------

  private static String rows(int count, String at3) {
    StringBuilder text = new StringBuilder("x,y\n");
    for (int row = 0; row < count; row++) {
      text.append(row == 3 ? at3 : row + "," + row * 2 + ".5").append('\n');
    }
    return text.toString();
  }

  static Stream<Arguments> badTables() {
    return Stream.of(
        Arguments.of("", "is empty"),
        Arguments.of("x,y\n", "no rows"),
        Arguments.of(rows(50, "1"), "a.csv:5: 1 cell"),
        Arguments.of(rows(50, "1,2,3"), "a.csv:5: 3 cells where 2 were expected"),
        Arguments.of(rows(150, "1.x,2"), "a.csv:5:x: \"1.x\" is not a number"),
        Arguments.of(rows(150, "1,abc"), "a.csv:5:y: \"abc\" is not a number"),
        Arguments.of(rows(50, "inf,2"), "a.csv:5:x: \"inf\" is infinite"),
        Arguments.of(rows(50, "1,-Infinity"), "a.csv:5:y: \"-Infinity\" is infinite"),
        Arguments.of(rows(50, "1e39,2"), "a.csv:5:x"),
        Arguments.of(rows(50, "1,"), "the target y is missing in row 4"),
        Arguments.of("x,y\n" + "1,yes\n2,yes\n".repeat(20), "yes in every row"),
        Arguments.of("x,y\n" + "1,2.5\n2,2.5\n".repeat(20), "--task regression"),
        Arguments.of(
            "x,y\n" + "1,\n2,\n".repeat(20), "is missing in row 1, 2, 3, 4, 5 and 35 more"),
        Arguments.of("x,y\n" + "1,2.5\n1,3.5\n".repeat(20), "no column to learn from"),
        Arguments.of("x,y\n1,2.5\n", "in every row"),
        Arguments.of("y\n1.5\n2.5\n", "a.csv"));
  }

  @ParameterizedTest
  @MethodSource("badTables")
  void aBadTableIsRefusedWithItsPlace(String content, String said) {
    assertThat(refusedData("a.csv", content).err()).contains(said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 0:3        | :1:3: \"0:3\" has index 0",
        "1 3:3 2:1    | :1:7: \"2:1\" comes after index 3",
        "1 2:3 2:1    | :1:7:",
        "1 1000000000:3 | :1:3: \"1000000000:3\" has an index above",
        "1 1:x        | :1:",
        "1 1          | :1:",
        "one two      | :1"
      })
  void aBadSparseFileIsRefusedWithItsPlace(String line, String said) {
    assertThat(refusedData("a.libsvm", line + "\n-1 1:2\n").err()).contains(said);
  }

  @Test
  void missingFilesAndFoldersAreNamed() {
    assertThat(refused(1, "train", folder.resolve("none.csv"), "-o", model).err())
        .contains("none.csv: no such file");
    assertThat(refused(1, "train", folder, "-o", model).err()).contains("is a folder");
    assertThat(refused(1, "predict", folder.resolve("none.glissade"), data).err())
        .contains("none.glissade");
    assertThat(refused(1, "inspect", folder.resolve("none")).err()).contains("none");
    assertThat(refused(1, "inspect", folder).err()).contains("is a folder");
    assertThat(
            refused(1, "train", data, "-o", model, "--warm-start", folder.resolve("w.glissade"))
                .err())
        .contains("w.glissade");
    assertThat(refused(1, "train", data, "-o", model, "--validation", "held.csv").err())
        .contains("held.csv");
  }

  @Test
  void aCompressedFileCutShortIsRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(SampleData.prices(2000).getBytes(StandardCharsets.UTF_8));
    }
    byte[] whole = bytes.toByteArray();
    for (int length : new int[] {1, 5, 30, whole.length / 2, whole.length - 3}) {
      Path file = Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(whole, length));
      assertThat(refused(1, "train", file, "-o", model).err()).contains("cut.csv.gz");
    }
  }

  @Test
  void anUnknownColumnNamesTheNearest() {
    assertThat(refused(1, "train", data, "--target", "prise", "-o", model).err())
        .contains("flats.csv has no column prise; did you mean price?");
    assertThat(refused(1, "train", data, "--weight-column", "agge", "-o", model).err())
        .contains("agge")
        .contains("did you mean age?");
    assertThat(refused(1, "train", data, "--drop", "siez", "-o", model).err())
        .contains("did you mean size?");
  }

  @Test
  void whatLooksOddButIsLearnableIsLearnt() {
    CommandRun.of(
            "train",
            SampleData.write(folder.resolve("two.csv"), "x,y\n1,2.5\n2,3.5\n"),
            "-o",
            model,
            "--quiet")
        .ok();
    Path constant = SampleData.write(folder.resolve("c.csv"), "x,y\n" + "1,2.5\n2,2.5\n".repeat(9));
    CommandRun run =
        CommandRun.of("train", constant, "-o", model, "--task", "regression", "--json").ok();
    assertThat(run.number("train", "rmse")).isLessThan(0.01);
  }

  @Test
  void hugeNumbersAreScaledAndLearnt() {
    StringBuilder text = new StringBuilder("x,y\n");
    for (int row = 0; row < 60; row++) {
      text.append(row * 7 % 60).append("e30,").append(3 * (row * 7 % 60) + 1).append(".5\n");
    }
    Path file = SampleData.write(folder.resolve("huge.csv"), text.toString());
    CommandRun run = CommandRun.of("train", file, "-o", model, "--json").ok();
    assertThat(run.number("train", "r2")).isGreaterThan(0.99);
    assertThat(CommandRun.of("evaluate", model, file, "--json").ok().number("r2"))
        .isGreaterThan(0.99);
  }

  // --- models ----------------------------------------------------------------------------------

  @Test
  void aDamagedModelIsRefusedWherever() throws IOException {
    CommandRun.of("train", data, "-o", model, "--quiet", "--epochs", 2).ok();
    byte[] whole = SampleData.bytes(model);
    Path damaged = folder.resolve("damaged.glissade");
    for (int length : new int[] {0, 1, 7, 8, 9, 100, whole.length / 2, whole.length - 1}) {
      Files.write(damaged, Arrays.copyOf(whole, length));
      assertThat(refused(1, "predict", damaged, data).err()).contains("damaged.glissade");
    }
    Files.write(damaged, Arrays.copyOf(whole, whole.length + 1));
    assertThat(refused(1, "evaluate", damaged, data).err()).contains("damaged.glissade");
    assertThat(refused(1, "predict", data, data).err()).contains("flats.csv");
  }

  @Test
  void aFlippedByteNeverEndsInAStackTrace() throws IOException {
    CommandRun.of("train", data, "-o", model, "--quiet", "--epochs", 2).ok();
    byte[] whole = SampleData.bytes(model);
    Path damaged = folder.resolve("damaged.glissade");
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = whole.clone();
      int at = random.nextInt(i < 20 ? 16 : bytes.length);
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(damaged, bytes);
      CommandRun run = CommandRun.of("inspect", damaged);
      assertThat(run.status()).as("byte %d: %s", at, run.err()).isIn(0, 1);
      assertThat(run.err()).as("byte %d", at).doesNotContain("Exception", "at org.glissade");
      if (run.status() == 1) {
        assertThat(run.err()).as("byte %d", at).contains("damaged.glissade");
      }
    }
  }

  // --- options ---------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--validation 1.5",
        "--validation -0.1",
        "--validation NaN",
        "--batch-size 0",
        "--batch-size ful",
        "--momentum 1",
        "--momentum -0.1",
        "--momentum NaN",
        "--nesterov --momentum 2",
        "--learning-rate -1",
        "--learning-rate fast",
        "--learning-rate cosine(0.1",
        "--learning-rate NaN",
        "--l2 -1",
        "--l2 much",
        "--l1 -1",
        "--l1 NaN",
        "--model mlp:0",
        "--model forest",
        "--resume",
        "--epochs 0",
        "--epochs -1",
        "--epochs many",
        "--steps 0",
        "--time-limit soon",
        "--time-limit 0s",
        "--tolerance 0",
        "--order bloks",
        "--average tial",
        "--average tail(2)",
        "--optimizer adm",
        "--clip-norm 0",
        "--clip-value -1",
        "--weight-decay -1",
        "--scale min",
        "--task clasification",
        "--early-stopping -3",
        "--early-stopping 3 --validation 0",
        "--format xls",
        "--max-index 0",
        "--header --no-header",
        "--seed x",
        "--loss sqared",
        "--loss huber(-1)",
        "--loss quantile(1)",
        "--epocs 3"
      })
  void aWrongOptionIsAUsageErrorBeforeTheDataAreRead(String options) {
    List<Object> args = new ArrayList<>(List.of("train", folder.resolve("none.csv"), "-o", model));
    args.addAll(List.of(options.split(" ")));
    refused(ExitCode.USAGE, args.toArray());
  }

  @ParameterizedTest
  @CsvSource({
    "--learning-rate, cosin(0.1), cosine",
    "--loss, sqared, squared",
    "--average, tial, tail",
    "--optimizer, momentun(0.9), momentum",
    "--order, shufle, shuffle",
    "--task, binry, binary",
    "--scale, standart, standard",
    "--format, cvs, csv",
    "--epocs, 3, --epochs"
  })
  void aMistypedNameNamesTheNearest(String option, String value, String nearest) {
    assertThat(refused(2, "train", data, "-o", model, option, value).err())
        .contains("did you mean " + nearest + "?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mlp:0 | from 1 to 1048576",
        "mlp:8,x | activation",
        "mlp | mlp:256,128",
        "mlq:8 | did you mean mlp?",
        "mlp(8, activation=rely) | did you mean relu?",
        "mlp(8, dropout=1) | below 1",
        "mlp(8, init=hi) | did you mean he?",
        "mlp(8, drpout=0.1) | did you mean dropout?"
      })
  void aNetworkThatIsNoneIsAUsageError(String network, String told) {
    assertThat(refused(2, "train", data, "-o", model, "--model", network).err()).contains(told);
  }

  @ParameterizedTest
  @CsvSource({
    "one-vs-rest(softmax), takes a loss of two classes",
    "one-vs-rest(squared), takes a loss of two classes",
    "hinge, possible: one-vs-rest(hinge) or softmax",
    "squared, one-vs-rest(LOSS)",
  })
  void aLossThatDoesNotFitSeveralClassesIsAUsageErrorThatNamesWhatDoes(String loss, String said) {
    assertThat(refused(2, "train", data, "-o", model, "--task", "multiclass", "--loss", loss).err())
        .contains(said);
  }

  @Test
  void aHingeOnANetworkOfSeveralOutputsNamesOneVsRest() {
    Path kinds = SampleData.write(folder.resolve("kinds.csv"), SampleData.kinds(60));
    assertThat(refused(1, "train", kinds, "-o", model, "--model", "mlp:4", "--loss", "hinge").err())
        .contains("target kind")
        .contains("possible: one-vs-rest(hinge) or softmax");
  }

  @ParameterizedTest
  @CsvSource({
    "--loss, hinge, possible: squared",
    "--loss, softmax, possible: squared",
    "--task, binary, --task multiclass",
    "--class-weight, balanced, class weights need classes",
    "--checkpoint, flats.csv, there is a file of that name",
    "--checkpoint, flats.csv/x, cannot make the folder",
    "--numeric, colour, colour"
  })
  void whatDoesNotFitTheDataIsAFailure(String option, String value, String said) {
    Object given = option.equals("--checkpoint") ? folder.resolve(value) : value;
    List<Object> args =
        new ArrayList<>(List.of("train", data, "-o", model, "--quiet", "--epochs", 2));
    args.addAll(List.of(option, given));
    assertThat(refused(ExitCode.FAILED, args.toArray()).err()).contains(said);
  }

  @Test
  void resumingNeedsACheckpointThatIsWhole() throws IOException {
    Path run = folder.resolve("run");
    Object[] resume = {"train", data, "-o", model, "--checkpoint", run, "--resume", "--quiet"};
    assertThat(refused(1, resume).err()).contains("no checkpoint").contains(run.toString());
    CommandRun.of("train", data, "-o", model, "--checkpoint", run, "--quiet", "--steps", 5).ok();
    Path file = run.resolve(SampleData.files(run).getFirst());
    byte[] whole = SampleData.bytes(file);
    for (int length : new int[] {0, 3, whole.length / 2, whole.length - 1}) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(refused(1, resume).err()).contains("cannot resume");
    }
    byte[] flipped = whole.clone();
    flipped[whole.length / 2] ^= 4;
    Files.write(file, flipped);
    assertThat(refused(1, resume).err()).contains("cannot resume");
  }
}
