package org.glissade.io.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import org.glissade.data.DenseExamples;
import org.glissade.io.DataException;
import org.glissade.io.encode.Scaling;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.modelfile.Predictor;
import org.glissade.io.npy.NpyWriter;
import org.glissade.io.pipeline.Pipeline;
import org.glissade.io.pipeline.Scorecard;
import org.glissade.io.pipeline.TrainingSettings;
import org.glissade.io.table.Matrix;
import org.glissade.math.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Matrices in files: read, trained on, predicted. */
class ArrayReaderTest {
  private static final int ROWS = 1000;
  private static final int COLUMNS = 5;

  @TempDir Path folder;

  private static float[] numbers() {
    RandomStream random = RandomStream.of(4, "matrix");
    float[] numbers = new float[ROWS * COLUMNS];
    for (int row = 0; row < ROWS; row++) {
      float sum = 0;
      for (int j = 0; j < COLUMNS - 1; j++) {
        float x = (float) (j + (j + 1) * random.nextGaussian());
        numbers[row * COLUMNS + j] = x;
        sum += (j - 1.5f) * x;
      }
      numbers[row * COLUMNS + COLUMNS - 1] = sum + (float) random.nextGaussian();
    }
    return numbers;
  }

  private Path write(String name, int columns, float[] values) throws IOException {
    Path path = folder.resolve(name);
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      NpyWriter writer = new NpyWriter(channel, "<f4", columns);
      writer.floats(values, 0, values.length);
      writer.finish();
    }
    return path;
  }

  private Path csv(float[] values) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      String cell = Float.isNaN(values[i]) ? "" : Float.toString(values[i]);
      text.append(cell).append((i + 1) % COLUMNS == 0 ? '\n' : ',');
    }
    return Files.writeString(folder.resolve("a.csv"), text.toString());
  }

  private static float[] without(float[] values, int column) {
    float[] rest = new float[ROWS * (COLUMNS - 1)];
    int at = 0;
    for (int i = 0; i < values.length; i++) {
      if (i % COLUMNS != column) {
        rest[at++] = values[i];
      }
    }
    return rest;
  }

  private static ReadResult read(Path path, ReadOptions options) {
    return DataReader.read(Source.file(path), options);
  }

  private static ModelFile model(ReadResult data, double held) {
    TrainingSettings settings =
        new TrainingSettings(null, null, 0, null, true, Scaling.STANDARD, null, held, true, 0);
    return Pipeline.of(data, settings, note -> {})
        .train(sgd -> sgd.epochs(4).learningRate(0.1))
        .model();
  }

  @Test
  void aFileOfNumbersGivesTheModelOfTheSameText() throws IOException {
    float[] numbers = numbers();
    Path npy = write("a.npy", COLUMNS, numbers);
    Path csv = csv(numbers);
    for (String target : List.of("5", "1", "3")) {
      ReadOptions options = ReadOptions.defaults().target(target);
      assertThat(model(read(npy, options), 0)).isEqualTo(model(read(csv, options), 0));
    }
    ReadOptions some = ReadOptions.defaults().drop(List.of("2"));
    ModelFile fromArray = model(read(npy, some), 0);
    assertThat(fromArray.features().featureNames()).containsExactly("c1", "c3", "c4");
    assertThat(fromArray.params()).isEqualTo(model(read(csv, some), 0).params());
  }

  @Test
  void featuresStayInTheFile() throws IOException {
    ReadResult data = read(write("a.npy", COLUMNS, numbers()), ReadOptions.defaults());
    TrainingSettings settings = TrainingSettings.defaults();
    Pipeline pipeline = Pipeline.of(data, settings, note -> {});
    DenseExamples training = (DenseExamples) pipeline.training();
    assertThat(training.mappings()).hasSize(1);
    assertThat(training.layout().sideBySide()).isTrue();
    assertThat(training.layout().stride()).isEqualTo(COLUMNS);
    assertThat(Objects.requireNonNull(training.standardisation()).complete()).isTrue();
    assertThat(training.rows()).isEqualTo(800);
    assertThat(Objects.requireNonNull(pipeline.validation()).mappings()).hasSize(1);
    assertThat(data.notes()).anyMatch(note -> note.startsWith("the target is the last column, c5"));
  }

  @Test
  void statisticsAreThoseOfTheTrainingRowsAlone() throws IOException {
    ReadResult data = read(write("a.npy", COLUMNS, numbers()), ReadOptions.defaults());
    Pipeline pipeline = Pipeline.of(data, TrainingSettings.defaults(), note -> {});
    DenseExamples training = (DenseExamples) pipeline.training();
    for (int j = 0; j < COLUMNS - 1; j++) {
      double sum = 0;
      double squares = 0;
      for (int row = 0; row < training.rows(); row++) {
        double x = training.values().get(training.layout().start(row) + j);
        sum += x;
        squares += x * x;
      }
      double mean = sum / training.rows();
      double deviation = Math.sqrt(squares / training.rows() - mean * mean);
      assertThat(pipeline.features().offsets()[j]).isCloseTo(mean, within(1e-12));
      assertThat(pipeline.features().scales()[j]).isCloseTo(deviation, within(1e-12));
    }
  }

  @Test
  void missingNumbersCountAsTheMean() throws IOException {
    float[] numbers = numbers();
    double mean = 0;
    for (int row = 1; row < ROWS; row++) {
      mean += numbers[row * COLUMNS + 2];
    }
    float[] filled = numbers.clone();
    filled[2] = (float) (mean / (ROWS - 1));
    numbers[2] = Float.NaN;
    ModelFile model = model(read(write("a.npy", COLUMNS, numbers), ReadOptions.defaults()), 0);
    assertThat(model.features().notes())
        .contains("missing numbers count as the mean of their column: c3");
    var one =
        Predictor.of(model)
            .predict(
                read(write("b.npy", COLUMNS, numbers), ReadOptions.defaults()).records(),
                note -> {});
    var other =
        Predictor.of(model)
            .predict(
                read(write("c.npy", COLUMNS, filled), ReadOptions.defaults()).records(),
                note -> {});
    assertThat(one.value(0)).isCloseTo(other.value(0), within(1e-5));
  }

  @Test
  void theModelPredictsRowsWithTheirTargetAndWithout() throws IOException {
    float[] numbers = numbers();
    Path npy = write("a.npy", COLUMNS, numbers);
    for (int target = 0; target < COLUMNS; target++) {
      String name = "c" + (target + 1);
      ModelFile model = model(read(npy, ReadOptions.defaults().target(name)), 0.2);
      List<String> features = model.features().featureNames();
      ReadOptions options =
          ReadOptions.defaults().targetIfPresent(name).expected(features, List.of());
      float[] with = Predictor.of(model).predict(read(npy, options).records(), note -> {}).scores();
      Path bare = write("b.npy", COLUMNS - 1, without(numbers, target));
      ReadResult rows = read(bare, options);
      assertThat(rows.target()).isNull();
      assertThat(Predictor.of(model).predict(rows.records(), note -> {}).scores()).isEqualTo(with);
      Files.delete(bare);
      Scorecard scores =
          Scorecard.of(
              model, read(npy, ReadOptions.defaults().target(name)).records(), null, note -> {});
      assertThat(scores.rows()).isEqualTo(ROWS);
    }
  }

  @Test
  void targetsMayComeInAFileOfTheirOwn() throws IOException {
    float[] numbers = numbers();
    float[] targets = new float[ROWS];
    for (int row = 0; row < ROWS; row++) {
      targets[row] = numbers[row * COLUMNS + COLUMNS - 1];
    }
    Path x = write("x.npy", COLUMNS - 1, without(numbers, COLUMNS - 1));
    Path y = write("y.npy", 0, targets);
    ModelFile apart = model(read(x, ReadOptions.defaults().targetFile(y)), 0);
    ModelFile together = model(read(write("a.npy", COLUMNS, numbers), ReadOptions.defaults()), 0);
    assertThat(apart.target().column()).isEqualTo("y");
    assertThat(apart.params()).isEqualTo(together.params());
    Path shorter = write("z.npy", 0, new float[3]);
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> read(x, ReadOptions.defaults().targetFile(shorter)))
        .withMessageContaining(
            "z.npy holds <f4 (3,), not one number or one row of numbers for each of");
  }

  @Test
  void whatIsNoMatrixOfNumbersIsRefused() throws IOException {
    Path line = write("line.npy", 0, new float[4]);
    refused(line, ReadOptions.defaults(), "there is no column to learn from beside the target");
    Path none = write("none.npy", 2, new float[0]);
    refused(none, ReadOptions.defaults(), "is empty: its shape is <f4 (0, 2)");
    Path npy = write("a.npy", COLUMNS, numbers());
    refused(npy, ReadOptions.defaults().target("9"), "has no column 9");
    refused(npy, ReadOptions.defaults().categorical(List.of("c2")), "column c2 cannot be read as");
    float[] infinite = numbers();
    infinite[7 * COLUMNS + 1] = Float.NEGATIVE_INFINITY;
    ReadResult data = read(write("inf.npy", COLUMNS, infinite), ReadOptions.defaults());
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> model(data, 0))
        .withMessageContaining("inf.npy, row 8, column c2: numbers must be finite");
    Path text = Files.writeString(folder.resolve("text.npy"), "1,2\n3,4\n");
    refused(text, ReadOptions.defaults(), "does not begin as .npy files do");
  }

  private static void refused(Path path, ReadOptions options, String message) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> read(path, options))
        .withMessageContaining(message);
  }

  @Test
  void theNameDoesNotMatterWhereTheContentTells() throws IOException {
    Path path = write("numbers.bin", COLUMNS, numbers());
    assertThat(read(path, ReadOptions.defaults()).records()).isInstanceOf(Matrix.class);
  }
}
