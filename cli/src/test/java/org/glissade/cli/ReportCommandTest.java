package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train --report FILE}. */
class ReportCommandTest {
  private static final Pattern TAG =
      Pattern.compile("<(/?)([a-z][a-z0-9]*)((?:\"[^\"]*\"|[^>\"])*)>");

  @TempDir private Path folder;
  private Path data;
  private Path model;
  private Path page;

  @BeforeEach
  void writeData() {
    data = SampleData.write(folder.resolve("flats.csv"), SampleData.prices(200));
    model = folder.resolve("m.glissade");
    page = folder.resolve("run.html");
  }

  private CommandRun train(Path file, Object... more) {
    List<Object> args = new ArrayList<>(List.of("train", file, "-o", model, "--report", page));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray());
  }

  /** The page, once it is well formed, small, and asks for nothing from elsewhere. */
  private String page() {
    String html;
    try {
      html = Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(html).hasSizeLessThan(1_000_000).startsWith("<!DOCTYPE html>");
    assertThat(html.toLowerCase(Locale.ROOT))
        .doesNotContain("<script", "url(", "@import", "http:", "https:");
    assertThat(html).contains("prefers-color-scheme:dark", "@media print", "width=device-width");
    Deque<String> open = new ArrayDeque<>();
    Matcher tags = TAG.matcher(html.substring(html.indexOf("</style>")));
    open.push("html");
    open.push("head");
    open.push("style");
    while (tags.find()) {
      String name = tags.group(2);
      assertThat(tags.group(3).replaceAll("\"[^\"]*\"", ""))
          .as("attributes of %s", name)
          .doesNotContainPattern("(?i)\\b(src|href|on[a-z]+)\\s*=");
      if (tags.group(1).equals("/")) {
        assertThat(open.pop()).as("closed before %s", tags.start()).isEqualTo(name);
      } else if (!tags.group(3).endsWith("/") && !Set.of("meta").contains(name)) {
        open.push(name);
      }
    }
    assertThat(open).isEmpty();
    return html;
  }

  private static long count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1L;
  }

  @Test
  void everyPictureHasItsWordsAndItsTable() {
    CommandRun run = train(data, "--epochs", 5).ok();
    assertThat(run.out()).contains("Report written to " + page);
    String html = page();
    assertThat(html)
        .contains("Loss by updates", "Loss by epochs", "Loss by seconds", "Learning rate")
        .contains("Predicted against observed", "Residuals", "40 rows held out")
        .contains("glissade train " + data, "--epochs 5", "flats.csv → price")
        .contains("validation rmse", "training");
    long pictures = count(html, "role=\"img\"");
    assertThat(pictures).isGreaterThanOrEqualTo(6);
    assertThat(count(html, "role=\"img\" viewBox=\"0 0 360 226\" aria-label=\""))
        .isEqualTo(pictures);
    assertThat(count(html, "<summary>Show as table</summary>")).isEqualTo(pictures);
    assertThat(html).contains("training goes from ");
  }

  @Test
  void itDoesNotChangeTheModel() {
    train(data, "--epochs", 5).ok();
    byte[] with = SampleData.bytes(model);
    CommandRun.of("train", data, "-o", model, "--epochs", 5).ok();
    assertThat(SampleData.bytes(model)).isEqualTo(with);
  }

  @Test
  void whatTheDataHoldIsNeverMarkup() {
    StringBuilder table = new StringBuilder("<script>alert(1)</script>,\"a\"\"b'&\",<b>y</b>\n");
    for (int row = 0; row < 60; row++) {
      table.append(row % 7).append(',').append(row % 3).append(',');
      table.append(row % 7 > 3 ? "<img src=x onerror=alert(2)>" : "</td>").append('\n');
    }
    Path hostile = SampleData.write(folder.resolve("h'&.csv"), table.toString());
    train(hostile, "--epochs", 3).ok();
    String html = page();
    assertThat(html)
        .doesNotContain("<img", "<b>y", "</td></td>")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .contains("ROC curve", "Precision and recall", "Calibration", "Confusion matrix");
  }

  @Test
  void aRunThatDivergedHasItsDiagnosis() {
    train(data, "--learning-rate", "1e6", "--epochs", 20).endsWith(ExitCode.DIVERGED);
    assertThat(page()).contains("Why it diverged", "Diverged after", "--learning-rate ");
  }

  @Test
  void aSecondRunIsSaidToBeOne() {
    train(data, "--learning-rate", "1e6", "--epochs", 20, "--retry").ok();
    assertThat(page()).contains("this is the second (--retry)", "Finished (");
  }

  @Test
  void withoutRowsHeldOutPicturesAreOfTheTrainingRows() {
    train(data, "--epochs", 3, "--validation", 0).ok();
    assertThat(page()).contains("200 rows that were learnt from", "they flatter the model");
  }

  @Test
  void rowsThatWereForgottenAreSaidToBe() {
    Path rows = SampleData.write(folder.resolve("rows.csv"), numbers());
    train(
            rows,
            "--optimizer",
            "adagrad",
            "--learning-rate",
            0.1,
            "--epochs",
            1,
            "--order",
            "sequential",
            "--scale",
            "none",
            "--validation",
            0,
            "--l2",
            0)
        .ok();
    assertThat(page())
        .contains("learnt from as they were read, and forgotten", "progressive rmse")
        .doesNotContain("Predicted against observed");
  }

  private static String numbers() {
    StringBuilder table = new StringBuilder("a,b,y\n");
    for (int row = 0; row < 300; row++) {
      table.append(row % 5 * 0.1).append(',').append(row % 7 * 0.1).append(',');
      table.append(row % 5 * 0.3 - row % 7 * 0.2 + 0.05).append('\n');
    }
    return table.toString();
  }

  @Test
  void targetsAreDrawnOneByOne() {
    train(data, "--target", "age,price", "--model", "mlp:4", "--epochs", 3).ok();
    assertThat(page())
        .contains("Target by target", "observed age", "observed price")
        .contains("a network has no weight of a feature alone");
  }

  @Test
  void thousandsOfFeaturesFitOnAPage() {
    StringBuilder rows = new StringBuilder();
    for (int row = 0; row < 200; row++) {
      rows.append(row % 3 + 1).append(' ').append(row % 3 + 1).append(":1 ");
      rows.append(10 + row * 40).append(":0.5\n");
    }
    Path sparse = SampleData.write(folder.resolve("s.libsvm"), rows.toString());
    train(sparse, "--task", "multiclass", "--epochs", 3).ok();
    assertThat(page()).contains("Class by class", "Score of 3", "weights, by size");
  }

  @Test
  void theSummarySaysWhereItIsAndAQuietRunHasAllFigures() {
    CommandRun run = train(data, "--epochs", 2, "--json", "--quiet").ok();
    assertThat(run.json()).containsEntry("report", page.toString());
    assertThat(page()).contains("validation rmse");
  }

  @Test
  void aPlaceWhereNothingCanBeWrittenIsRefusedBeforeTheDataAreRead() {
    page = folder.resolve("none").resolve("run.html");
    CommandRun run = train(folder.resolve("missing.csv"));
    assertThat(run.status()).isNotEqualTo(ExitCode.DONE);
    assertThat(run.err()).contains("there is no folder", "none");
    page = folder;
    assertThat(train(data).err()).contains("there is a folder of that name");
    page = data;
    assertThat(train(data).err()).contains("--report", "would overwrite");
    page = model;
    assertThat(train(data).err()).contains("is where the model goes");
    assertThat(model).doesNotExist();
  }

  @Test
  void rowsAsTheyComeHaveNoPage() {
    CommandRun run =
        CommandRun.withInput(
            "", "train", "-", "--online", "--task", "regression", "--report", page, "-o", model);
    assertThat(run.status()).isNotEqualTo(ExitCode.DONE);
    assertThat(run.err()).contains("--report does not go with --online");
  }

  @Test
  void rowsAsTheyComeAreNotRecordedAndThatIsSaid() {
    for (String option : List.of("--runs", "--tensorboard")) {
      Path runs = folder.resolve("runs");
      CommandRun run =
          CommandRun.withInput(
              "", "train", "-", "--online", "--task", "regression", option, runs, "-o", model);
      assertThat(run.status()).isEqualTo(ExitCode.USAGE);
      assertThat(run.err()).contains(option, "--online keeps none");
      assertThat(runs).doesNotExist();
    }
  }

  @Test
  void aFigureThatTheRowsHeldOutDoNotHaveIsADash() throws IOException {
    StringBuilder rows = new StringBuilder("a,c\n");
    for (int i = 0; i < 60; i++) {
      rows.append(i).append(i == 3 ? ",x\n" : ",y\n");
    }
    Path data = SampleData.write(folder.resolve("rare.csv"), rows.toString());
    CommandRun.of("train", data, "--task", "binary", "--report", page, "-o", model).ok();
    assertThat(Files.readString(page)).contains("validation auc").doesNotContain("NaN");
  }
}
