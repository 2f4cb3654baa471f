package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.glissade.io.DataException;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.pipeline.Trained;
import org.glissade.io.runs.RunRecord;
import org.glissade.math.RandomStream;
import org.glissade.train.Surroundings;
import org.glissade.train.TrainingEvent;
import org.glissade.train.TrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A recorded {@code train}, done again while its way is watched. */
class RecordedCommandTest {
  private static final int APART = 7;

  @TempDir private Path folder;

  private RunRecord recorded(Path data, String options) throws IOException {
    List<String> args = new ArrayList<>(List.of("train", data.toString(), "--quiet"));
    args.addAll(List.of("-o", folder.resolve("m.glissade").toString()));
    args.addAll(List.of("--runs", folder.resolve("runs").toString()));
    args.addAll(List.of(options.split(" ")));
    CommandRun.of(args.toArray()).ok();
    try (var runs = Files.list(folder.resolve("runs"))) {
      return RunRecord.withoutEvents(runs.toList().getFirst());
    }
  }

  private static Trained again(RunRecord record, List<TrainingEvent.PlaceReached> places) {
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void on(TrainingEvent event) {
            if (event instanceof TrainingEvent.PlaceReached place) {
              places.add(place);
            }
          }

          @Override
          public long nextPlace(long step) {
            return Math.ceilDiv(step, APART) * APART;
          }
        };
    return new RecordedCommand()
        .train(
            record.setup().arguments(), pipeline -> {}, Surroundings.none().withListener(listener));
  }

  private static void isTheSameToTheBit(RunRecord record) {
    List<TrainingEvent.PlaceReached> places = new ArrayList<>();
    Trained trained = again(record, places);
    float[] recorded = ModelFile.read(Objects.requireNonNull(record.model())).params();
    assertThat(trained.model().params()).isEqualTo(recorded);
    assertThat(places.getFirst().step()).isZero();
    assertThat(places).hasSize((int) (trained.outcome().state().step() / APART) + 1);
    assertThat(places.getFirst().params()).containsOnly(0);
    assertThat(places.getLast().params()).isNotEqualTo(places.getFirst().params());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--optimizer sgd --epochs 6 -b 8 --learning-rate 0.05",
        "--momentum 0.9 --epochs 6 -b 16 --learning-rate 0.01",
        "--optimizer adam --epochs 6 -b 16 --learning-rate 0.01",
        "--epochs 5",
        "--loss huber --average tail --epochs 7 -b 4 --learning-rate 0.05"
      })
  void denseRowsLeadToTheSameWeights(String options) throws IOException {
    isTheSameToTheBit(
        recorded(SampleData.write(folder.resolve("flats.csv"), SampleData.prices(200)), options));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--optimizer sgd --epochs 6 -b 8 --learning-rate 0.5",
        "--optimizer sgd --epochs 6 -b 1 --learning-rate 0.1 --l2 0.01",
        "--optimizer sgd --epochs 4 -b 8 --learning-rate 0.5 --l1 0.001 --l2 0.001",
        "--momentum 0.9 --epochs 6 -b 16 --learning-rate 0.1",
        "--optimizer adam --epochs 6 -b 16 --learning-rate 0.01",
        "--optimizer adagrad --epochs 6 -b 16 --learning-rate 0.1",
        "--optimizer ftrl --epochs 6 -b 16"
      })
  void sparseRowsLeadToTheSameWeights(String options) throws IOException {
    isTheSameToTheBit(recorded(sparse(), options));
  }

  @Test
  void severalClassesLeadToTheSameWeights() throws IOException {
    Path kinds = SampleData.write(folder.resolve("kinds.csv"), SampleData.kinds(200));
    isTheSameToTheBit(recorded(kinds, "--epochs 6 -b 8"));
  }

  @Test
  void otherDataLeadToOtherWeights() throws IOException {
    Path data = SampleData.write(folder.resolve("flats.csv"), SampleData.prices(200));
    RunRecord record = recorded(data, "--epochs 3 -b 8");
    String first = SampleData.prices(200).lines().skip(1).findFirst().orElseThrow();
    Files.writeString(data, SampleData.prices(200).replaceFirst(first, first + "1"));
    Trained trained = again(record, new ArrayList<>());
    assertThat(trained.model().params())
        .isNotEqualTo(ModelFile.read(Objects.requireNonNull(record.model())).params());
  }

  @Test
  void aRunOfAnotherCommandIsRefused() {
    assertThatThrownBy(
            () ->
                new RecordedCommand()
                    .train(List.of("lab", "data.csv"), pipeline -> {}, Surroundings.none()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("not started by glissade train");
  }

  private Path sparse() throws IOException {
    RandomStream random = RandomStream.of(3, "sparse");
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < 300; row++) {
      int kind = random.nextInt(2);
      text.append(2 * kind - 1);
      int column = 1;
      for (int k = 0; k < 5; k++) {
        column += 1 + random.nextInt(30);
        double value = random.nextGaussian() + (column % 2 == kind ? 1 : 0);
        text.append(String.format(Locale.ROOT, " %d:%.4f", column, value));
      }
      text.append('\n');
    }
    return Files.writeString(folder.resolve("rows.libsvm"), text);
  }
}
