package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.glissade.io.runs.LoggedEvent;
import org.glissade.io.runs.RunRecord;
import org.glissade.train.StopReason;
import org.glissade.train.TrainingEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train --runs DIR --tensorboard DIR}. */
class RunsCommandTest {
  @TempDir private Path folder;
  private Path data;
  private Path model;
  private Path runs;

  @BeforeEach
  void writeData() {
    data = SampleData.write(folder.resolve("flats.csv"), SampleData.prices(200));
    model = folder.resolve("m.glissade");
    runs = folder.resolve("runs");
  }

  private CommandRun train(Object... more) {
    List<Object> args = new ArrayList<>(List.of("train", data, "-o", model));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray());
  }

  private static List<Path> folders(Path place) {
    try (var paths = Files.list(place)) {
      return paths.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RunRecord record() {
    assertThat(folders(runs)).hasSize(1);
    return RunRecord.read(folders(runs).getFirst());
  }

  private static Map<String, @Nullable Object> summary(RunRecord record) {
    return Objects.requireNonNull(record.summary());
  }

  @Test
  void theRecordHoldsTheSummaryThatIsPrintedAndTheModelThatIsWritten() throws IOException {
    CommandRun run = train("--runs", runs, "--epochs", 5, "--seed", 3, "--json").ok();
    RunRecord record = record();
    assertThat(summary(record)).isEqualTo(JSON.std.mapFrom(run.out()));
    assertThat(run.json()).containsEntry("run", record.folder().toString());
    assertThat(Objects.requireNonNull(record.model())).hasSameBinaryContentAs(model);
    assertThat(record.setup().data().source()).isEqualTo(data.toString());
    assertThat(record.setup().data().targets()).containsExactly("price");
    assertThat(record.setup().data().rows()).isEqualTo(160);
    assertThat(record.setup().data().heldOut()).isEqualTo(40);
    assertThat(record.setup().learner().task()).isEqualTo("regression");
    assertThat(record.setup().arguments()).startsWith("train", data.toString()).contains("--seed");
    assertThat(record.recipe().seed()).isEqualTo(3);
    assertThat(record.stopReason()).isEqualTo(StopReason.EPOCHS);
    TrainingEvent.EpochEnded last =
        record.events().stream()
            .map(LoggedEvent::event)
            .filter(TrainingEvent.EpochEnded.class::isInstance)
            .map(TrainingEvent.EpochEnded.class::cast)
            .toList()
            .getLast();
    assertThat(last.epoch()).isEqualTo(5);
    double held = run.number("validation", "loss");
    assertThat(last.validationLoss()).isBetween(held * 0.9999, held * 1.0001);
  }

  @Test
  void peopleAreToldWhereItIs() {
    CommandRun run = train("--runs", runs, "--tensorboard", runs, "--epochs", 2).ok();
    assertThat(run.out()).contains("Run recorded in " + record().folder() + ", with curves");
    assertThat(SampleData.files(record().folder()))
        .hasSize(5)
        .anyMatch(name -> name.startsWith("events.out.tfevents."));
  }

  @Test
  void aQuietRunIsRecordedWithAllFigures() {
    CommandRun run = train("--runs", runs, "--epochs", 2, "--quiet").ok();
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEmpty();
    assertThat(summary(record()).get("validation"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsKey("rmse");
  }

  @Test
  void curvesAloneNeedNoRecord() {
    CommandRun run = train("--tensorboard", folder.resolve("tb"), "--epochs", 2).ok();
    assertThat(run.out()).contains("Curves written to " + folder.resolve("tb"));
    assertThat(SampleData.files(folder.resolve("tb"))).hasSize(1);
    assertThat(runs).doesNotExist();
  }

  @Test
  void aRunThatDivergedIsRecordedToItsEnd() {
    train("--runs", runs, "--learning-rate", "1e6", "--epochs", 20).endsWith(ExitCode.DIVERGED);
    RunRecord record = record();
    assertThat(record.stopReason()).isEqualTo(StopReason.DIVERGED);
    assertThat(summary(record)).containsEntry("stop_reason", "diverged");
    assertThat(record.model()).isNotNull();
  }

  @Test
  void rowsLearntFromAsTheyComeAreRecordedOnceWithWhatTheyTold() {
    train(
            "--runs",
            runs,
            "--drop",
            "colour",
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
            0)
        .ok();
    RunRecord record = record();
    assertThat(record.setup().data().rows()).isEqualTo(200);
    assertThat(record.setup().data().targets()).containsExactly("price");
    assertThat(record.setup().learner().loss()).isEqualTo("squared");
    assertThat(record.stopReason()).isEqualTo(StopReason.EPOCHS);
    assertThat(summary(record)).containsKey("train");
  }

  @Test
  void eachRunHasAFolderOfItsOwn() {
    for (int i = 0; i < 3; i++) {
      train("--runs", runs, "--epochs", 1).ok();
    }
    assertThat(folders(runs)).hasSize(3).allMatch(RunRecord::isIn);
  }

  @Test
  void aPlaceThatCannotBeOneIsRefusedBeforeTheDataAreRead() {
    Path file = SampleData.write(folder.resolve("file"), "mine");
    for (String option : List.of("--runs", "--tensorboard")) {
      for (Path place : List.of(file, file.resolve("deeper"))) {
        CommandRun run = train(option, place).endsWith(ExitCode.FAILED);
        assertThat(run.err()).startsWith("glissade: ").contains(file + " is a file", option);
        assertThat(run.out()).isEmpty();
        assertThat(model).doesNotExist();
      }
    }
  }

  @Test
  void dataThatCannotBeUsedLeaveNoRecord() {
    SampleData.write(data, "x,y\n1,2\n3\n");
    train("--runs", runs).endsWith(ExitCode.FAILED);
    assertThat(runs).doesNotExist();
  }

  /** A link to nowhere: no folder can be made there, which only shows when it is tried. */
  @Test
  void aModelIsTrainedThoughItsRecordCannotBeWrittenAndTheStatusTells() throws IOException {
    Files.createSymbolicLink(runs, folder.resolve("nowhere"));
    CommandRun run = train("--runs", runs, "--epochs", 2).endsWith(ExitCode.FAILED);
    assertThat(run.err())
        .startsWith("glissade: the record of this run in " + runs + " is not complete");
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.out()).contains("Model written to").doesNotContain("Run recorded");
    assertThat(model).exists();
  }

  // --- watched ---------------------------------------------------------------------------------

  @Test
  void whoWatchesIsToldWhereAndTheRunIsRecorded() {
    CommandRun run = train("--watch", "--runs", runs, "--epochs", 3, "--json").ok();
    assertThat(run.err())
        .containsPattern("http://127\\.0\\.0\\.1:\\d+/runs\\.html\\?token=[A-Za-z0-9_-]{32}\n");
    assertThat(run.json()).containsEntry("run", record().folder().toString());
  }

  @Test
  void rowsAsTheyComeAreNoRunToBeWatched() {
    CommandRun run =
        train("--watch", "--online", "--task", "regression", "--target", "price")
            .endsWith(ExitCode.USAGE);
    assertThat(run.err()).contains("--watch", "--online");
  }

  @Test
  void withoutAFolderRunsAreWhereTheSystemKeepsData() {
    assertThat(RunsPlace.usual(Map.of("XDG_DATA_HOME", "/srv/data")))
        .isEqualTo(Path.of("/srv/data/glissade/runs"));
    Path home = Path.of(System.getProperty("user.home"), ".local/share/glissade/runs");
    assertThat(RunsPlace.usual(Map.of())).isEqualTo(home);
    assertThat(RunsPlace.usual(Map.of("XDG_DATA_HOME", "relative"))).isEqualTo(home);
  }
}
