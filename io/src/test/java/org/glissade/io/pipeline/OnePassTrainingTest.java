package org.glissade.io.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import org.glissade.data.Orders;
import org.glissade.io.DataException;
import org.glissade.io.encode.Scaling;
import org.glissade.io.encode.Task;
import org.glissade.io.formats.DataReader;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.Source;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.optim.AdaGrad;
import org.glissade.optim.Ftrl;
import org.glissade.train.Sgd;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnePassTrainingTest {
  /** Several chunks: the first has 256 KiB. */
  private static final int ROWS = 9000;

  @TempDir private Path folder;

  private static TrainingSettings settings(@Nullable Task task) {
    return new TrainingSettings(task, null, 0, 0.0, true, Scaling.NONE, null, 0, true, 0);
  }

  private static Consumer<Sgd> recipe(int batch) {
    return sgd -> sgd.order(Orders.sequential()).epochs(1).batchSize(batch).learningRate(0.01);
  }

  private Path libsvm() throws IOException {
    Random random = new Random(3);
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < ROWS; row++) {
      text.append(random.nextBoolean() ? "1" : "0");
      int index = 0;
      for (int i = 0; i < 10; i++) {
        index += 1 + random.nextInt(3000);
        text.append(' ').append(index).append(':').append(random.nextInt(1000) / 100.0);
      }
      text.append('\n');
    }
    return Files.writeString(folder.resolve("rows.libsvm"), text);
  }

  private StringBuilder numbers() {
    Random random = new Random(4);
    StringBuilder text = new StringBuilder("a,y,b,c\n");
    for (int row = 0; row < ROWS; row++) {
      for (int j = 0; j < 4; j++) {
        double number = random.nextGaussian();
        text.append(String.format(Locale.ROOT, "%.12f", number)).append(j < 3 ? "," : "\n");
      }
    }
    return text;
  }

  private Path csv(String text) throws IOException {
    return Files.writeString(folder.resolve("rows.csv"), text);
  }

  private static @Nullable Trained asItComes(
      Path file, ReadOptions options, TrainingSettings settings, int batch, boolean scored) {
    return OnePassTraining.train(
        Source.file(file), options, settings, recipe(batch), scored, "", note -> {});
  }

  private static Trained inMemory(
      Path file, ReadOptions options, TrainingSettings settings, int batch) {
    return Pipeline.of(DataReader.read(Source.file(file), options), settings, note -> {})
        .train(recipe(batch));
  }

  @Test
  void sparseRowsGiveTheModelThatTheyGiveInMemory() throws IOException {
    Path file = libsvm();
    for (int batch : new int[] {1, 64}) {
      ModelFile expected =
          inMemory(file, ReadOptions.defaults(), settings(Task.BINARY), batch).model();
      for (int threads : new int[] {1, 2, 3}) {
        ReadOptions options = ReadOptions.defaults().threads(threads);
        Trained trained =
            Objects.requireNonNull(
                asItComes(file, options, settings(Task.BINARY), batch, threads == 2));
        assertThat(trained.model().params()).containsExactly(expected.params());
        assertThat(trained.model().features()).isEqualTo(expected.features());
        assertThat(trained.model().target()).isEqualTo(expected.target());
        assertThat(trained.model().about()).isEqualTo(expected.about());
        assertThat(trained.progressive()).isTrue();
        assertThat(trained.distanceToOptimum()).isNull();
      }
    }
  }

  @Test
  void recipesWithARateForEachCoordinateGiveTheModelThatTheyGiveInMemory() throws IOException {
    Path file = libsvm();
    TrainingSettings settings = adaptive();
    for (Consumer<Sgd> recipe : List.of(ftrl(1), ftrl(64), adaGrad(1), adaGrad(64))) {
      ReadOptions options = ReadOptions.defaults();
      Pipeline pipeline =
          Pipeline.of(DataReader.read(Source.file(file), options), settings, note -> {});
      ModelFile expected = pipeline.train(recipe).model();
      for (int threads : new int[] {1, 2, 3}) {
        Trained trained =
            Objects.requireNonNull(
                OnePassTraining.train(
                    Source.file(file),
                    options.threads(threads),
                    settings,
                    recipe,
                    threads == 2,
                    "",
                    note -> {}));
        assertThat(trained.model().params()).containsExactly(expected.params());
        assertThat(trained.model().about()).isEqualTo(expected.about());
        assertThat(trained.outcome().engine()).isEqualTo("sparse-linear");
      }
    }
  }

  @Test
  void withoutL2ByDefaultAreSparseRowsOnly() throws IOException {
    StringBuilder text = new StringBuilder("a,b,y\n");
    for (int row = 0; row < 100; row++) {
      text.append(row % 7).append(".5,").append(row % 5).append(',').append(row % 2).append('\n');
    }
    Path table = csv(text.toString());
    ReadOptions options = ReadOptions.defaults();
    assertThat(
            OnePassTraining.train(
                Source.file(table), options, adaptive(), ftrl(1), false, "", note -> {}))
        .isNull();
    assertThat(asItComes(table, options, settings(Task.BINARY), 1, false)).isNotNull();
  }

  private static TrainingSettings adaptive() {
    return new TrainingSettings(
        Task.BINARY, null, 0, null, true, Scaling.NONE, null, 0, true, 0, true, null, null);
  }

  private static Consumer<Sgd> ftrl(int batch) {
    return sgd ->
        sgd.order(Orders.sequential()).epochs(1).batchSize(batch).transform(new Ftrl(0.1, 1, 0, 0));
  }

  private static Consumer<Sgd> adaGrad(int batch) {
    return recipe(batch).andThen(sgd -> sgd.link(new AdaGrad(1e-10, 0)));
  }

  @Test
  void rowsOfATableGiveTheModelThatTheyGiveInMemory() throws IOException {
    Path file = csv(numbers().toString());
    ReadOptions options = ReadOptions.defaults().target("y");
    ModelFile expected = inMemory(file, options, settings(null), 64).model();
    for (int threads : new int[] {1, 2}) {
      Trained trained =
          Objects.requireNonNull(
              asItComes(file, options.threads(threads), settings(null), 64, true));
      assertThat(trained.model().params()).containsExactly(expected.params());
      assertThat(trained.model().features().featureNames())
          .isEqualTo(expected.features().featureNames());
      assertThat(trained.model().target()).isEqualTo(expected.target());
      assertThat(trained.training().rows()).isEqualTo(ROWS);
      double rmse = Objects.requireNonNull(trained.training().metrics().get("rmse"));
      assertThat(0.5 * rmse * rmse).isCloseTo(trained.training().loss(), within(1e-6));
    }
  }

  @Test
  void progressiveFiguresAreOfRowsNotYetLearntFrom() throws IOException {
    Trained trained =
        Objects.requireNonNull(
            asItComes(libsvm(), ReadOptions.defaults(), settings(Task.BINARY), 1, true));
    // labels are coin flips: what is told of rows before they are seen is no better than chance
    assertThat(trained.training().metrics().get("accuracy")).isCloseTo(0.5, within(0.03));
    assertThat(trained.training().loss()).isGreaterThan(Math.log(2));
    double loss = Objects.requireNonNull(trained.training().metrics().get("log_loss"));
    assertThat(loss).isCloseTo(trained.training().loss(), within(1e-5));
  }

  @Test
  void whatHasToBeSeenAsAWholeIsLeftToTheOrdinaryWay() throws IOException {
    ReadOptions options = ReadOptions.defaults();
    Path sparse = libsvm();
    assertThat(asItComes(sparse, options, settings(null), 1, false)).isNull();
    assertThat(asItComes(sparse, options, settings(Task.MULTICLASS), 1, false)).isNull();
    Path oneClass = folder.resolve("one.libsvm");
    Files.writeString(oneClass, "1 20000:1\n1 20001:1\n");
    assertThat(asItComes(oneClass, options, settings(Task.BINARY), 1, false)).isNull();
    Path narrow = folder.resolve("narrow.libsvm");
    Files.writeString(narrow, "1 1:1\n0 2:1\n");
    assertThat(asItComes(narrow, options, settings(Task.BINARY), 1, false)).isNull();
    Path words = csv("a,b,y\n1,red,0.5\n2,blue,0.25\n");
    assertThat(asItComes(words, options, settings(null), 1, false)).isNull();
    Path missing = csv(numbers().append("1,2,,4\n").toString());
    assertThat(asItComes(missing, options, settings(null), 1, false)).isNull();
    assertThat(
            OnePassTraining.train(
                Source.stream(
                    "standard input",
                    new ByteArrayInputStream("a,y\n1,0.5\n".getBytes(StandardCharsets.UTF_8))),
                options,
                settings(null),
                recipe(1),
                false,
                "",
                note -> {}))
        .isNull();
    TrainingSettings scaled =
        new TrainingSettings(
            Task.REGRESSION, null, 0, 0.0, true, Scaling.STANDARD, null, 0, true, 0);
    assertThat(asItComes(csv(numbers().toString()), options, scaled, 1, false)).isNull();
  }

  @Test
  void aWrongLineIsToldWithItsPlaceWhicheverThreadMetIt() throws IOException {
    String rows = Files.readString(libsvm());
    Path file = folder.resolve("bad.libsvm");
    Files.writeString(file, rows + "1 5:1 x:2\n" + rows);
    for (int threads : new int[] {1, 2}) {
      ReadOptions options = ReadOptions.defaults().threads(threads);
      assertThatThrownBy(() -> asItComes(file, options, settings(Task.BINARY), 1, false))
          .isInstanceOf(DataException.class)
          .hasMessageContaining(file + ":" + (ROWS + 1) + ":7: \"x:2\"");
    }
    Path ragged = csv(numbers().append("1,2,3\n").toString());
    assertThatThrownBy(() -> asItComes(ragged, ReadOptions.defaults(), settings(null), 1, false))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(ragged + ":" + (ROWS + 2) + ": 3 cells where 4 were expected");
  }

  @Test
  void aThirdClassIsRefusedWhereItComes() throws IOException {
    Path file = folder.resolve("third.libsvm");
    Files.writeString(file, Files.readString(libsvm()) + "7 5:1\n");
    assertThatThrownBy(
            () -> asItComes(file, ReadOptions.defaults(), settings(Task.BINARY), 1, false))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("row " + (ROWS + 1))
        .hasMessageContaining("a third class beside 0 and 1");
  }
}
