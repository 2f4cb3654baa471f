package org.glissade.lab.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.glissade.io.DataException;
import org.glissade.io.modelfile.ModelFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayerTest {
  @TempDir private Path folder;
  private Path data;

  @BeforeEach
  void writeRows() throws IOException {
    data = RecordedTraining.rows(folder.resolve("rows.csv"), 400);
  }

  private static Replayer replayer(Path run) {
    return new Replayer(run, new RecordedTraining(), (phase, share) -> {}, () -> false);
  }

  @Test
  void theWayLeadsFromTheStartToTheModelOfTheRecord() {
    Path run = RecordedTraining.record(folder.resolve("runs"), data, false);
    Replay replay = replayer(run).run();
    ModelFile model = ModelFile.read(run.resolve("model.glissade"));
    assertThat(replay.places().getFirst().step()).isZero();
    assertThat(replay.places().getLast().step()).isEqualTo(240);
    assertThat(replay.places().getLast().epoch()).isEqualTo(12);
    assertThat(replay.places()).hasSize(241);
    int end = replay.places().size() - 1;
    assertThat(replay.plane().along()[end]).isZero();
    assertThat(replay.plane().off()[end]).isZero();
    double objective = RecordedTraining.objective(model);
    assertThat(replay.losses()[end]).isCloseTo(objective, within(1e-6 * objective));
    assertThat(replay.loss().at(0, 0)).isCloseTo(objective, within(1e-6 * objective));
    double away = 0;
    for (float weight : model.params()) {
      away += (double) weight * weight;
    }
    assertThat(
            Math.hypot(
                Math.hypot(replay.plane().along()[0], replay.plane().across()[0]),
                replay.plane().off()[0]))
        .as("a linear model starts at 0")
        .isCloseTo(Math.sqrt(away), within(1e-6));
    assertThat(replay.lowest()[2]).isLessThanOrEqualTo(replay.loss().at(0, 0));
  }

  @Test
  void aNumberThatWasChangedIsDetected() throws IOException {
    Path run = RecordedTraining.record(folder.resolve("runs"), data, false);
    String text = Files.readString(data);
    Files.writeString(data, text.replaceFirst("\n[^,]+,", "\n2.5,"));
    assertThatThrownBy(() -> replayer(run).run())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("weights came out as others")
        .hasMessageContaining(data + " has been changed since");
  }

  @Test
  void rowsThatWereAddedAreDetectedBeforeAnyTraining() throws IOException {
    Path run = RecordedTraining.record(folder.resolve("runs"), data, false);
    Files.writeString(data, Files.readString(data) + "1,2,3,4,5,6\n".repeat(10));
    assertThatThrownBy(() -> replayer(run).run())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("had 320 training rows, 80 held out and 5 features, and has 328");
  }

  @Test
  void dataThatAreGoneAreMissed() throws IOException {
    Path run = RecordedTraining.record(folder.resolve("runs"), data, false);
    Files.delete(data);
    assertThatThrownBy(() -> replayer(run).run())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no file " + data)
        .hasMessageContaining("where the run was started");
  }

  @Test
  void aNetworkIsRefused() {
    Path run = RecordedTraining.record(folder.resolve("runs"), data, true);
    assertThatThrownBy(() -> replayer(run).run())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("its model is a network");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"parallel\":\"minibatch\"; \"parallel\":\"hogwild\"; no two such runs are alike",
        "\"parallel\":\"minibatch\"; \"parallel\":\"average(every=8, replicas=2)\"; no one way",
        "\"source\":\"[^\"]*\"; \"source\":\"stdin\"; standard input",
        "\"arguments\":\\[[^]]*]; \"arguments\":[]; not started by glissade train"
      })
  void whatCannotBeRepeatedIsRefusedByItsRecord(String of, String by, String why)
      throws IOException {
    Path run = RecordedTraining.record(folder.resolve("runs"), data, false);
    Path recipe = run.resolve("recipe.json");
    String text = Files.readString(recipe);
    String changed = text.replaceFirst(of, by);
    assertThat(changed).isNotEqualTo(text);
    Files.writeString(recipe, changed);
    assertThatThrownBy(() -> replayer(run).run())
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("This run cannot be replayed")
        .hasMessageContaining(why);
  }

  @Test
  void aRecordWithoutAModelIsRefused() throws IOException {
    Path run = RecordedTraining.record(folder.resolve("runs"), data, false);
    Files.delete(run.resolve("model.glissade"));
    assertThatThrownBy(() -> replayer(run).run())
        .isInstanceOf(DataException.class)
        .hasMessageContaining("holds no model");
  }

  @Test
  void itCanBeCancelledWhileItTrains() {
    Path run = RecordedTraining.record(folder.resolve("runs"), data, false);
    AtomicBoolean cancelled = new AtomicBoolean();
    Replayer replayer =
        new Replayer(
            run,
            new RecordedTraining(),
            (phase, share) -> cancelled.set(phase.equals("training again") && share > 0.1),
            cancelled::get);
    assertThatThrownBy(replayer::run).isInstanceOf(Replayer.Cancelled.class);
  }
}
