package org.glissade.io.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.glissade.io.DataException;
import org.glissade.io.formats.DataReader;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.Source;
import org.glissade.io.json.Fields;
import org.glissade.io.json.Json;
import org.glissade.io.pipeline.Pipeline;
import org.glissade.io.pipeline.Trained;
import org.glissade.io.pipeline.TrainingSettings;
import org.glissade.train.Recipe;
import org.glissade.train.StopReason;
import org.glissade.train.TrainingEvent;
import org.glissade.train.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordTest {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.250Z");
  private static final String NAME = "20260102-120000-flats";
  private static final Environment MACHINE =
      new Environment("0.1", "25", "VM 25+1", "Linux 6 amd64", 2, 1L << 40, true, 4711);

  @TempDir private Path folder;
  private final List<String> troubles = new ArrayList<>();
  private Pipeline pipeline;

  /** Prices in the thousands: the loss in units of the target is far from that of the training. */
  @BeforeEach
  void prepare() throws IOException {
    StringBuilder rows = new StringBuilder("area,price\n");
    for (int i = 0; i < 60; i++) {
      int area = i * 37 % 101;
      rows.append(area).append(',').append(area * 3000 + i * 7 % 11 * 900 + 0.5).append('\n');
    }
    Path file = Files.writeString(folder.resolve("flats.csv"), rows);
    pipeline =
        Pipeline.of(
            DataReader.read(Source.file(file), ReadOptions.defaults()),
            TrainingSettings.defaults(),
            note -> {});
  }

  private RunSetup setup() {
    return new RunSetup(
        NOON,
        List.of("train", "data/flats.csv", "--epochs", "4"),
        new RunSetup.Data("data/flats.csv", List.of("price"), 48, 12, 1),
        new RunSetup.Learner("regression", "linear", "squared", pipeline.lossFactor(), "standard"),
        MACHINE);
  }

  private RunRecorder recorder(@Nullable Path runs, @Nullable Path curves) {
    return new RunRecorder(
        new RunRecorder.Places(runs, curves), setup(), InstantSource.fixed(NOON), troubles::add);
  }

  private Trained train(TrainingListener listener) {
    return pipeline.train(sgd -> sgd.learningRate(0.1).epochs(4).listener(listener));
  }

  @Test
  void aRecordTellsWhatWasLearntHowAndHowItWent() {
    Path runs = folder.resolve("deep/runs");
    RunRecorder recorder = recorder(runs, null);
    assertThat(runs).as("before training starts").doesNotExist();
    Trained trained = train(recorder);
    recorder.finish(trained.model(), "{\"loss\": 2}");
    RunRecord record = RunRecord.read(runs.resolve(NAME));
    assertThat(record.setup()).isEqualTo(setup());
    assertThat(record.recipe()).isEqualTo(trained.outcome().recipe());
    assertThat(record.engine()).isEqualTo(trained.outcome().engine());
    assertThat(record.stopReason()).isEqualTo(StopReason.EPOCHS);
    assertThat(record.summary()).isEqualTo(Map.of("loss", 2));
    assertThat(record.model()).isEqualTo(runs.resolve(NAME).resolve("model.glissade"));
    assertThat(record.events())
        .allSatisfy(event -> assertThat(event.time()).isEqualTo(NOON))
        .first()
        .satisfies(event -> assertThat(event.event()).isInstanceOf(TrainingEvent.Started.class));
    assertThat(troubles).isEmpty();
    assertThat(recorder.hasFailed()).isFalse();
  }

  @Test
  void lossesAreInTheUnitsOfTheTarget() {
    RunRecorder recorder = recorder(folder.resolve("runs"), null);
    Trained trained = train(recorder);
    recorder.finish(trained.model(), "{}");
    assertThat(trained.lossFactor()).isGreaterThan(1e6);
    List<Double> held =
        RunRecord.read(folder.resolve("runs").resolve(NAME)).events().stream()
            .map(LoggedEvent::event)
            .filter(TrainingEvent.EpochEnded.class::isInstance)
            .map(event -> ((TrainingEvent.EpochEnded) event).validationLoss())
            .toList();
    assertThat(held).hasSize(4);
    double last = Objects.requireNonNull(trained.validation()).loss();
    assertThat(held.getLast()).isCloseTo(last, offset(1e-5 * last));
  }

  @Test
  void aRunNeverTakesTheFolderOfAnother() {
    Path runs = folder.resolve("runs");
    for (int i = 0; i < 3; i++) {
      try (RunRecorder recorder = recorder(runs, null)) {
        Events.run(1).forEach(recorder::on);
      }
    }
    try (RunRecorder recorder = recorder(runs, folder.resolve("curves"))) {
      Events.run(1).forEach(recorder::on);
      assertThat(recorder.curvesFolder()).isEqualTo(folder.resolve("curves").resolve(NAME + "-4"));
    }
    assertThat(runs.toFile().list())
        .containsExactlyInAnyOrder(NAME, NAME + "-2", NAME + "-3", NAME + "-4");
  }

  @Test
  void oneFolderHoldsBothWhereBothGoToOnePlace() throws IOException {
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("runs"));
    Files.createDirectory(folder.resolve("runs"));
    try (RunRecorder recorder = recorder(folder.resolve("runs"), folder.resolve("link"))) {
      Events.run(1).forEach(recorder::on);
    }
    assertThat(folder.resolve("runs").toFile().list()).containsExactly(NAME);
    assertThat(folder.resolve("runs").resolve(NAME).toFile().list())
        .containsExactlyInAnyOrder(
            "recipe.json", "events.jsonl", "events.out.tfevents.1767355200.glissade");
  }

  @Test
  void aRunThatGoesOnOrBrokeOffCanBeReadAtAnyTime() {
    Path runs = folder.resolve("runs");
    List<TrainingEvent> run = Events.run(2);
    try (RunRecorder recorder = recorder(runs, null)) {
      for (int i = 0; i < run.size() - 1; i++) {
        recorder.on(run.get(i));
        RunRecord record = RunRecord.read(runs.resolve(NAME));
        assertThat(record.events()).hasSize(i + 1);
        assertThat(record.stopReason()).isNull();
        assertThat(record.summary()).isNull();
        assertThat(record.model()).isNull();
      }
    }
  }

  @Test
  void theLastStartCountsWhereARateProvedTooHigh() {
    Path runs = folder.resolve("runs");
    List<TrainingEvent> second = Events.run(1);
    try (RunRecorder recorder = recorder(runs, null)) {
      recorder.on(second.getFirst());
      recorder.on(new TrainingEvent.Stopped(StopReason.DIVERGED, 3, 0));
      second.forEach(recorder::on);
    }
    RunRecord record = RunRecord.read(runs.resolve(NAME));
    assertThat(record.events()).hasSize(second.size() + 2);
    assertThat(record.lastStart()).hasSize(second.size());
    assertThat(record.stopReason()).isEqualTo(StopReason.EPOCHS);
  }

  /** An interrupt of the thread closes its files, at a moment that the test can choose. */
  @Test
  void whenTheRecordBreaksOffThatIsToldOnceAndTheTrainingGoesOn() {
    Path runs = folder.resolve("runs");
    RunRecorder recorder = recorder(runs, null);
    Trained trained =
        train(
            event -> {
              if (event instanceof TrainingEvent.EpochEnded epoch && epoch.epoch() == 2) {
                Thread.currentThread().interrupt();
              }
              recorder.on(event);
              Thread.interrupted();
            });
    recorder.finish(trained.model(), "{}");
    assertThat(trained.outcome().reason()).isEqualTo(StopReason.EPOCHS);
    assertThat(trained.outcome().state().epoch()).isEqualTo(4);
    assertThat(recorder.hasFailed()).isTrue();
    assertThat(troubles).singleElement().asString().contains(NAME, "not complete");
    RunRecord record = RunRecord.read(runs.resolve(NAME));
    assertThat(record.stopReason()).isNull();
    assertThat(record.summary()).isNull();
    assertThat(record.events().getLast().event()).isInstanceOf(TrainingEvent.EpochEnded.class);
  }

  @Test
  void aPlaceThatIsNoneIsToldOnceAndTheTrainingGoesOn() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "mine");
    RunRecorder recorder = recorder(file, null);
    Trained trained = train(recorder);
    recorder.finish(trained.model(), "{}");
    assertThat(trained.outcome().reason()).isEqualTo(StopReason.EPOCHS);
    assertThat(troubles).singleElement().asString().contains(file.toString());
    assertThat(file).hasContent("mine");
  }

  @Test
  void whatIsNoRecordIsToldSo() throws IOException {
    assertThatThrownBy(() -> RunRecord.read(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(folder.toString(), "recipe.json");
    try (RunRecorder recorder = recorder(folder.resolve("runs"), null)) {
      Events.run(1).forEach(recorder::on);
    }
    Path run = folder.resolve("runs").resolve(NAME);
    Path recipe = run.resolve("recipe.json");
    String good = Files.readString(recipe);
    for (Map.Entry<String, String> damage :
        Map.of(
                "\"format\":1", "\"format\":2",
                "learning-rate(0.1)", "wishful(0.1)",
                "\"batch_size\":64", "\"batch_size\":\"some\"",
                "\"seed\":7", "\"seed\":7.5")
            .entrySet()) {
      assertThat(good).contains(damage.getKey());
      Files.writeString(recipe, good.replace(damage.getKey(), damage.getValue()));
      assertThatThrownBy(() -> RunRecord.read(run))
          .as(damage.getValue())
          .isInstanceOf(DataException.class)
          .hasMessageContaining(recipe.toString());
    }
  }

  @Provide
  Arbitrary<Recipe> recipes() {
    return Events.recipes();
  }

  @Property(tries = 300)
  void everyRecipeComesBackFromItsText(@ForAll("recipes") Recipe recipe) {
    String text = Json.text(RecipeText.of(recipe));
    assertThat(RecipeText.parse(Fields.parse("recipe", text))).isEqualTo(recipe);
  }

  @Test
  void namesOfFoldersSortByTimeAndAreSafe() {
    assertThat(RunRecorder.name(NOON, "/a/b/adult.csv.gz")).isEqualTo("20260102-120000-adult");
    assertThat(RunRecorder.name(NOON, "C:\\x\\my data (1).csv"))
        .isEqualTo("20260102-120000-my-data-1-");
    assertThat(RunRecorder.name(NOON, "größe.csv")).isEqualTo("20260102-120000-größe");
    assertThat(RunRecorder.name(NOON, "x".repeat(500))).hasSize(16 + 60);
    assertThat(RunRecorder.name(NOON, "..")).doesNotContain(".", "/");
    assertThat(RunRecorder.name(NOON, ".hidden")).isEqualTo("20260102-120000--hidden");
  }
}
