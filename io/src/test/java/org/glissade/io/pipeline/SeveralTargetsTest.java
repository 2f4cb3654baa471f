package org.glissade.io.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.glissade.io.DataException;
import org.glissade.io.cache.DataCache;
import org.glissade.io.encode.Scaling;
import org.glissade.io.encode.Task;
import org.glissade.io.formats.DataReader;
import org.glissade.io.formats.Format;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.ReadResult;
import org.glissade.io.formats.Source;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.modelfile.Predictions;
import org.glissade.io.modelfile.Predictor;
import org.glissade.io.npy.NpyWriter;
import org.glissade.io.table.Matrix;
import org.glissade.model.Loss;
import org.glissade.model.Losses;
import org.glissade.model.Network;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a file with several targets to a model, its file, its predictions and its figures. */
class SeveralTargetsTest {
  private static final int ROWS = 200;

  @TempDir private Path folder;

  /** Features a, b, c; targets near 1000 and of a hundredth, which depend on them. */
  private static float[] cells() {
    Random random = new Random(12);
    float[] cells = new float[ROWS * 5];
    for (int row = 0; row < ROWS; row++) {
      double a = random.nextGaussian();
      double b = 10 + 3 * random.nextGaussian();
      double c = random.nextInt(4);
      cells[5 * row] = (float) a;
      cells[5 * row + 1] = (float) b;
      cells[5 * row + 2] = (float) c;
      cells[5 * row + 3] = (float) (1000 + 200 * a - 30 * b + 50 * random.nextGaussian());
      cells[5 * row + 4] = (float) (0.01 * (c - a) + 0.005 * random.nextGaussian());
    }
    return cells;
  }

  private static String csv(String header) {
    StringBuilder text = new StringBuilder(header).append('\n');
    float[] cells = cells();
    for (int i = 0; i < cells.length; i++) {
      text.append(cells[i]).append(i % 5 == 4 ? '\n' : ',');
    }
    return text.toString();
  }

  private static ReadResult read(String text, ReadOptions options) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return DataReader.read(
        Source.stream("data.csv", new ByteArrayInputStream(bytes)), options.format(Format.CSV));
  }

  private static ReadResult read(String target) {
    return read(csv("a,b,c,large,small"), ReadOptions.defaults().target(target));
  }

  private static Trained train(ReadResult data, @Nullable Loss loss, double l1, double l2) {
    TrainingSettings settings =
        new TrainingSettings(null, loss, l1, l2, true, Scaling.STANDARD, null, 0, true, 0);
    return Pipeline.of(data, settings, note -> {})
        .train(sgd -> sgd.epochs(10).batchSize(20).learningRate(0.1));
  }

  // --- which columns ---------------------------------------------------------------------------

  private static List<String> chosen(String header, String target) {
    return read(csv(header), ReadOptions.defaults().target(target)).targets();
  }

  @Test
  void targetsAreNamedOrNumberedInTheOrderAskedFor() {
    assertThat(chosen("a,b,c,large,small", "large,small")).containsExactly("large", "small");
    assertThat(chosen("a,b,c,large,small", "small, large")).containsExactly("small", "large");
    assertThat(chosen("a,b,c,large,small", "5,large")).containsExactly("small", "large");
    assertThat(chosen("a,b,c,large,small", "3-5")).containsExactly("c", "large", "small");
    assertThat(chosen("a,b,c,large,small", "1,4-5")).containsExactly("a", "large", "small");
    assertThat(chosen("a,b,c,large,small", "large")).containsExactly("large");
  }

  /** A column is found by its name first, whatever that looks like. */
  @Test
  void aNameWithACommaOrADashIsOneColumn() {
    assertThat(chosen("a,b,c,\"x,y\",small", "x,y")).containsExactly("x,y");
    assertThat(chosen("a,b,c,\"x,y\",small", "small,x,y")).containsExactly("small", "x,y");
    assertThat(chosen("a,b,x,\"x,a\",small", "x,a,small")).containsExactly("x,a", "small");
    assertThat(chosen("a,b,c,1-2,small", "1-2")).containsExactly("1-2");
  }

  @Test
  void whatCannotBeTheTargetsIsRefused() {
    assertThatThrownBy(() -> read("large,small,large"))
        .isInstanceOf(SpecException.class)
        .hasMessage("the target large is named twice: --target large,small,large");
    assertThatThrownBy(() -> read("large,4")).hasMessageContaining("large is named twice");
    assertThatThrownBy(() -> read("large,"))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("names nothing beside a comma");
    assertThatThrownBy(() -> read("large,smal"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no column smal; did you mean small?");
    assertThatThrownBy(() -> read("4-6")).hasMessageContaining("no column 4-6");
    ReadOptions dropped = ReadOptions.defaults().target("large,small").drop(List.of("small"));
    assertThatThrownBy(() -> read(csv("a,b,c,large,small"), dropped))
        .hasMessageContaining("column small cannot be both the target and dropped");
  }

  @Test
  void aMissingTargetIsRefusedWithItsRow() {
    String text = "a,y,z\n1,2,3\n2,3,\n3,4,5\n";
    ReadResult data = read(text, ReadOptions.defaults().target("y,z"));
    assertThatThrownBy(() -> train(data, null, 0, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the target z is missing in row 2");
  }

  @Test
  void classesAreLearntOneTargetAtATime() {
    ReadResult numbers = read("large,small");
    TrainingSettings binary =
        new TrainingSettings(Task.BINARY, null, 0, 0.0, true, Scaling.NONE, null, 0, true, 0);
    assertThatThrownBy(() -> Pipeline.of(numbers, binary, note -> {}))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("one target at a time");
    for (String loss : List.of("logistic", "softmax", "one-vs-rest(hinge)")) {
      assertThatThrownBy(() -> train(numbers, Losses.parse(loss), 0, 0))
          .isInstanceOf(SpecException.class)
          .hasMessageContaining("possible: squared");
    }
    ReadResult words =
        read("a,y,z\n1,2,red\n2,3,blue\n3,4,red\n", ReadOptions.defaults().target("y,z"));
    assertThatThrownBy(() -> train(words, null, 0, 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("\"red\" is not a number")
        .hasMessageContaining("--target z alone learns classes");
    List<String> notes = new ArrayList<>();
    ReadResult bits = read("a,y,z\n1,2.5,0\n2,3,1\n3,4,0\n", ReadOptions.defaults().target("y,z"));
    TrainingSettings usual =
        new TrainingSettings(null, null, 0, null, true, Scaling.STANDARD, null, 0, true, 0);
    Pipeline pipeline = Pipeline.of(bits, usual, notes::add);
    assertThat(pipeline.target().task()).isEqualTo(Task.REGRESSION);
    assertThat(notes).anyMatch(note -> note.contains("these look like classes: z"));
  }

  // --- learning --------------------------------------------------------------------------------

  private static double[] predictions(ModelFile model, ReadResult rows, int k) {
    Predictions all = Predictor.of(model).predict(rows.records(), note -> {});
    double[] values = new double[all.rows()];
    for (int row = 0; row < values.length; row++) {
      values[row] = all.value(row, k);
    }
    return values;
  }

  /**
   * In units of the deviation the steps of a linear model are those of a run for each target, so
   * that its predictions differ by rounding only, whatever the units of the other. The L1 penalty
   * is stated in these units for several targets, and in those of the file for one: λ₁ for the
   * several is λ₁·σ for the one.
   */
  @ParameterizedTest
  @ValueSource(strings = {"squared", "quantile(0.7)"})
  void eachTargetIsPredictedAsByAModelOfItsOwn(String text) {
    Loss loss = Losses.parse(text);
    boolean squared = text.equals("squared");
    double l1 = squared ? 0.05 : 0;
    double l2 = squared ? 0.1 : 0;
    Trained joint = train(read("large,small"), loss, l1, l2);
    for (int k = 0; k < 2; k++) {
      String name = k == 0 ? "large" : "small";
      double deviation = joint.model().target().targets().get(k).scale();
      ReadOptions alone =
          ReadOptions.defaults().target(name).drop(List.of(k == 0 ? "small" : "large"));
      ReadResult data = read(csv("a,b,c,large,small"), alone);
      Trained single = train(data, loss, l1 * deviation, l2);
      assertThat(single.model().target().targets().getFirst())
          .isEqualTo(joint.model().target().targets().get(k));
      double[] expected = predictions(single.model(), data, 0);
      double[] found = predictions(joint.model(), read("large,small"), k);
      for (int row = 0; row < ROWS; row++) {
        assertThat(found[row]).isCloseTo(expected[row], within(1e-4 * deviation));
      }
      // ½(s − y)² goes with σ², a quantile loss with σ
      double unit = squared ? deviation * deviation : deviation;
      Scorecard.OfTarget figures = joint.training().targets().get(k);
      assertThat(figures.column()).isEqualTo(name);
      assertThat(figures.loss() * unit)
          .isCloseTo(single.training().loss(), within(1e-4 * single.training().loss()));
      single
          .training()
          .metrics()
          .forEach(
              (metric, value) ->
                  assertThat(figures.metrics().get(metric))
                      .as(metric)
                      .isCloseTo(value, within(1e-4 * Math.abs(value))));
    }
  }

  /** Once more, from predictions and targets alone. */
  @Test
  void figuresAreThoseOfThePredictions() {
    ReadResult data = read("large,small");
    Trained trained = train(data, Losses.parse("huber(0.5)"), 0, 0);
    Scorecard scores = Scorecard.of(trained.model(), data.records(), null, note -> {});
    float[] cells = cells();
    double meanRmse = 0;
    double meanMae = 0;
    double loss = 0;
    for (int k = 0; k < 2; k++) {
      double[] predicted = predictions(trained.model(), data, k);
      double deviation = trained.model().target().targets().get(k).scale();
      double squares = 0;
      double magnitudes = 0;
      for (int row = 0; row < ROWS; row++) {
        double residual = predicted[row] - cells[5 * row + 3 + k];
        squares += residual * residual / ROWS;
        magnitudes += Math.abs(residual) / ROWS;
        double scaled = Math.abs(residual / deviation);
        loss += (scaled <= 0.5 ? scaled * scaled / 2 : 0.5 * (scaled - 0.25)) / ROWS;
      }
      assertThat(scores.targets().get(k).metrics().get("rmse"))
          .isCloseTo(Math.sqrt(squares), within(1e-5 * Math.sqrt(squares)));
      meanRmse += Math.sqrt(squares) / 2;
      meanMae += magnitudes / 2;
    }
    assertThat(scores.metrics().get("rmse")).isCloseTo(meanRmse, within(1e-5 * meanRmse));
    assertThat(scores.metrics().get("mae")).isCloseTo(meanMae, within(1e-5 * meanMae));
    assertThat(scores.loss()).isCloseTo(loss, within(1e-5 * loss));
    assertThat(trained.objective()).isCloseTo(loss, within(1e-5 * loss));
    assertThat(scores.metrics().get("r2"))
        .isEqualTo(
            (scores.targets().get(0).metrics().getOrDefault("r2", 0.0)
                    + scores.targets().get(1).metrics().getOrDefault("r2", 0.0))
                / 2);
  }

  // --- files -----------------------------------------------------------------------------------

  @Test
  void theModelComesBackFromItsFileAndGoesOnFromThere() {
    ReadResult data = read("large,small");
    for (ModelFile model : List.of(train(data, null, 0, 0).model(), network(data))) {
      Path file = folder.resolve("m.glissade");
      model.write(file);
      ModelFile back = ModelFile.read(file);
      assertThat(back).isEqualTo(model);
      assertThat(predictions(back, data, 1)).isEqualTo(predictions(model, data, 1));
      ReadResult bare =
          read(
              "c,b,a\n1,10,0.5\n",
              ReadOptions.defaults().targetsIfPresent(model.target().columns()));
      assertThat(predictions(back, bare, 1)).hasSize(1);
    }
  }

  private static ModelFile network(ReadResult data) {
    Network five = Network.of(5);
    TrainingSettings settings =
        new TrainingSettings(
            null, null, 0, 0.0, true, Scaling.STANDARD, null, 0.2, false, 0, false, five, null);
    return Pipeline.of(data, settings, note -> {})
        .train(sgd -> sgd.epochs(3).learningRate(0.05))
        .model();
  }

  private Path write(String name, int columns, float[] values) {
    Path path = folder.resolve(name);
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      NpyWriter writer = new NpyWriter(channel, "<f4", columns);
      writer.floats(values, 0, values.length);
      writer.finish();
      return path;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static float[] part(int from, int to) {
    float[] cells = cells();
    float[] part = new float[ROWS * (to - from)];
    for (int row = 0; row < ROWS; row++) {
      System.arraycopy(cells, 5 * row + from, part, row * (to - from), to - from);
    }
    return part;
  }

  private static ReadResult read(Path path, ReadOptions options) {
    return DataReader.read(Source.file(path), options);
  }

  @Test
  void arraysTablesAndCachesGiveTheSameParameters() throws IOException {
    float[] expected = train(read("large,small"), null, 0, 0).model().params();
    ReadOptions both = ReadOptions.defaults().target("4,5");
    ReadResult array = read(write("all.npy", 5, cells()), both);
    assertThat(array.records()).isInstanceOf(Matrix.class);
    assertThat(array.targets()).containsExactly("c4", "c5");
    assertThat(train(array, null, 0, 0).model().params()).isEqualTo(expected);

    Path features = write("x.npy", 3, part(0, 3));
    ReadOptions apart = ReadOptions.defaults().targetFile(write("y.npy", 2, part(3, 5)));
    ReadResult beside = read(features, apart);
    assertThat(beside.targets()).containsExactly("y1", "y2");
    assertThat(train(beside, null, 0, 0).model().params()).isEqualTo(expected);
    assertThat(read(features, apart.target("u,v")).targets()).containsExactly("u", "v");
    assertThatThrownBy(() -> read(features, apart.target("u,v,w")))
        .hasMessageContaining("holds 2 targets a row, not the 3 named u, v, w");

    Path text = Files.writeString(folder.resolve("a.csv"), csv("a,b,c,large,small"));
    ReadOptions named = ReadOptions.defaults().target("large,small");
    for (int time = 0; time < 2; time++) { // made, then found
      ReadResult cached = DataCache.beside().read(Source.file(text), named);
      assertThat(cached.targets()).containsExactly("large", "small");
      assertThat(train(cached, null, 0, 0).model().params()).isEqualTo(expected);
    }
    ReadResult other =
        DataCache.beside().read(Source.file(text), ReadOptions.defaults().target("small,large"));
    assertThat(other.targets()).containsExactly("small", "large");
  }

  @Test
  void anArrayWithoutTheColumnsOfTheTargetsIsPredictedAlike() {
    for (String target : List.of("4,5", "1,3", "2,5")) {
      ReadResult all = read(write("all.npy", 5, cells()), ReadOptions.defaults().target(target));
      ModelFile model = train(all, null, 0, 0).model();
      List<Integer> numbers = List.of(target.charAt(0) - '1', target.charAt(2) - '1');
      float[] bare = new float[ROWS * 3];
      int at = 0;
      for (int i = 0; i < ROWS * 5; i++) {
        if (!numbers.contains(i % 5)) {
          bare[at++] = cells()[i];
        }
      }
      ReadOptions options =
          ReadOptions.defaults()
              .targetsIfPresent(model.target().columns())
              .expected(model.features().featureNames(), List.of());
      ReadResult without = read(write("bare.npy", 3, bare), options);
      assertThat(predictions(model, without, 1)).isEqualTo(predictions(model, all, 1));
    }
  }

  @Test
  void rowsOfOneLabelCannotHaveSeveralTargets() {
    String libsvm = "1 1:2\n2 2:1\n";
    Source source =
        Source.stream("x.svm", new ByteArrayInputStream(libsvm.getBytes(StandardCharsets.UTF_8)));
    ReadOptions options = ReadOptions.defaults().format(Format.LIBSVM).target("a,b");
    assertThatThrownBy(() -> DataReader.read(source, options))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("have one label each")
        .hasMessageContaining("--target-file");
  }
}
