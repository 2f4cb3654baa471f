package org.glissade.lab.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.glissade.train.StopReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunsFolderTest {
  private static final long NOBODY = 0;

  @TempDir private Path folder;

  private RunsFolder watched() {
    return new RunsFolder(folder, InstantSource.system());
  }

  private static WatchedRun run(RunsFolder runs, String name) {
    return Objects.requireNonNull(runs.find(name));
  }

  private static double loss(WatchedRun run) {
    return (double) Objects.requireNonNull(run.entry().get("training_loss"));
  }

  @Test
  void aRunIsFoundAndFollowed() {
    RunsFolder runs = watched();
    assertThat(runs.look().any()).isFalse();
    try (RecordedRun recorded = new RecordedRun(folder, "flats.csv")) {
      assertThat(runs.look().changed()).hasSize(1);
      WatchedRun run = run(runs, recorded.name());
      assertThat(run.status()).isEqualTo(RunStatus.LIVE);
      for (int epoch = 1; epoch <= 3; epoch++) {
        recorded.epoch(1.0 / epoch, 2.0 / epoch);
        assertThat(runs.look().changed()).containsExactly(run);
        assertThat(loss(run)).isEqualTo(1.0 / epoch);
        assertThat(runs.look().any()).as("nothing new").isFalse();
      }
      recorded.stop(StopReason.EPOCHS);
      assertThat(runs.look().changed()).containsExactly(run);
      assertThat(run.status()).isEqualTo(RunStatus.FINISHED);
    }
  }

  @Test
  void halfALineIsLeftForLater() throws IOException {
    RunsFolder runs = watched();
    RecordedRun recorded = new RecordedRun(folder, "flats.csv");
    recorded.epoch(0.5, 0.75);
    recorded.close();
    runs.look();
    Path log = folder.resolve(recorded.name()).resolve("events.jsonl");
    String line =
        "{\"time\":\"2026-01-02T12:00:00.250Z\",\"event\":\"epoch\",\"epoch\":2,\"step\":20,"
            + "\"training_loss\":0.25,\"validation_loss\":null,\"learning_rate\":0.1,\"seconds\":2}\n";
    Files.writeString(log, line.substring(0, 60), StandardOpenOption.APPEND);
    runs.look();
    WatchedRun run = run(runs, recorded.name());
    assertThat(loss(run)).isEqualTo(0.5);
    Files.writeString(log, line.substring(60), StandardOpenOption.APPEND);
    runs.look();
    assertThat(loss(run)).isEqualTo(0.25);
    assertThat(run.status()).isNotEqualTo(RunStatus.DAMAGED);
  }

  @ParameterizedTest
  @CsvSource({
    "EPOCHS, FINISHED",
    "CONVERGED, FINISHED",
    "EARLY_STOPPING, FINISHED",
    "DIVERGED, DIVERGED",
    "INTERRUPTED, INTERRUPTED"
  })
  void aRunStandsAsItsLastEventSays(StopReason reason, RunStatus status) {
    RecordedRun recorded = new RecordedRun(folder, "flats.csv");
    recorded.epoch(1, 1);
    recorded.stop(reason);
    RunsFolder runs = watched();
    runs.look();
    assertThat(run(runs, recorded.name()).status()).isEqualTo(status);
  }

  @Test
  void aRunWhoseProcessIsGoneBrokeOffOnceItIsSilent() {
    RecordedRun recorded = new RecordedRun(folder, "flats.csv", Instant.now(), NOBODY, 0.1);
    recorded.epoch(1, 1);
    recorded.close();
    RunsFolder now = watched();
    now.look();
    assertThat(run(now, recorded.name()).status()).isEqualTo(RunStatus.LIVE);
    RunsFolder later = new RunsFolder(folder, () -> Instant.now().plus(Duration.ofMinutes(2)));
    later.look();
    assertThat(run(later, recorded.name()).status()).isEqualTo(RunStatus.BROKE_OFF);
  }

  /** A number is given again; the process of the run would have been there before the run. */
  @Test
  void aLaterProcessOfTheSameNumberIsNotThatOfTheRun() {
    long ours = ProcessHandle.current().pid();
    Instant before = Instant.parse("2020-01-01T00:00:00Z");
    RecordedRun recorded = new RecordedRun(folder, "flats.csv", before, ours, 0.1);
    recorded.close();
    RunsFolder later = new RunsFolder(folder, () -> Instant.now().plus(Duration.ofMinutes(2)));
    later.look();
    assertThat(run(later, recorded.name()).status()).isEqualTo(RunStatus.BROKE_OFF);
  }

  @Test
  void damagedRecordsAreListedWithTheReasonAndOthersGoOn() throws IOException {
    Files.createDirectory(folder.resolve("no-run"));
    Path torn = Files.createDirectory(folder.resolve("torn"));
    Files.writeString(torn.resolve("recipe.json"), "{\"format\":");
    RecordedRun bad = new RecordedRun(folder, "bad.csv");
    bad.close();
    Files.writeString(
        folder.resolve(bad.name()).resolve("events.jsonl"),
        "no event\n",
        StandardOpenOption.APPEND);
    RecordedRun good = new RecordedRun(folder, "good.csv");
    good.epoch(1, 1);
    good.stop(StopReason.EPOCHS);
    RunsFolder runs = watched();
    runs.look();
    assertThat(runs.find("no-run")).isNull();
    assertThat(run(runs, "torn").entry())
        .containsEntry("status", "damaged")
        .hasEntrySatisfying("fault", fault -> assertThat(fault + "").contains("recipe.json"));
    assertThat(run(runs, bad.name()).entry())
        .containsEntry("status", "damaged")
        .hasEntrySatisfying("fault", fault -> assertThat(fault + "").contains("events.jsonl:2"));
    assertThat(run(runs, good.name()).status()).isEqualTo(RunStatus.FINISHED);
  }

  @Test
  void aSecondStartReplacesTheCurvesOfTheFirst() throws IOException {
    RecordedRun recorded = new RecordedRun(folder, "flats.csv");
    recorded.epoch(9, 9);
    recorded.close();
    Path log = folder.resolve(recorded.name()).resolve("events.jsonl");
    Files.writeString(log, Files.readAllLines(log).getFirst() + "\n", StandardOpenOption.APPEND);
    RunsFolder runs = watched();
    runs.look();
    assertThat(loss(run(runs, recorded.name()))).isNaN();
  }

  @Test
  void aFolderThatIsNotThereYetIsWatched() {
    Path later = folder.resolve("later");
    RunsFolder runs = new RunsFolder(later, InstantSource.system());
    assertThat(runs.look().any()).isFalse();
    new RecordedRun(later, "flats.csv").close();
    assertThat(runs.look().changed()).hasSize(1);
  }

  @Test
  void whatIsDeletedIsGone() throws IOException {
    RecordedRun recorded = new RecordedRun(folder, "flats.csv");
    recorded.close();
    RunsFolder runs = watched();
    runs.look();
    Path record = folder.resolve(recorded.name());
    Files.delete(record.resolve("events.jsonl"));
    Files.delete(record.resolve("recipe.json"));
    Files.delete(record);
    assertThat(runs.look().gone()).containsExactly(recorded.name());
    assertThat(runs.find(recorded.name())).isNull();
  }
}
