package org.glissade.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.glissade.math.Floats;
import org.glissade.math.Ints;
import org.glissade.math.Longs;
import org.glissade.math.RandomStream;
import org.glissade.train.Sgd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedExamplesTest {
  private static final int ROWS = 300;
  private static final int STRIDE = 7;
  private static final int[] MIDDLE_LEFT_OUT = {1, 2, 4, 5, 6};

  @TempDir Path folder;

  private static float[] numbers(int count) {
    RandomStream random = RandomStream.of(3, "numbers");
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private Floats mapped(float[] values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(12 + 4 * values.length).order(ByteOrder.nativeOrder());
    bytes.position(12);
    for (float value : values) {
      bytes.putFloat(value);
    }
    Path file = Files.write(folder.resolve("floats-" + values.length), bytes.array());
    return Floats.map(file, 12, values.length);
  }

  private static Standardisation standardisation(int width) {
    double[] offset = new double[width];
    double[] scale = new double[width];
    double[] fill = new double[width];
    for (int j = 0; j < width; j++) {
      offset[j] = 0.1 * j;
      scale[j] = 1 + 0.3 * j;
      fill[j] = 0.1 * j + 1;
    }
    return new Standardisation(offset, scale, fill, false);
  }

  private static float[] row(Examples examples, int row) {
    Batch batch = examples.newBatch(1);
    examples.gather(new int[] {row}, 0, 1, batch);
    float[] values = new float[batch.columns()];
    batch.addTo(0, 1, values, 0);
    return values;
  }

  private static DenseExamples dense(Floats values, int... columns) {
    float[] targets = new float[ROWS];
    for (int i = 0; i < ROWS; i++) {
      targets[i] = values.get((long) i * STRIDE + 3);
    }
    Grid grid = Grid.of(values, STRIDE).withColumns(columns);
    return DenseExamples.of(grid, standardisation(columns.length), targets, 1, null);
  }

  @Test
  void rowsOfAFileAreThoseOfMemory() throws IOException {
    float[] numbers = numbers(ROWS * STRIDE);
    numbers[4 * STRIDE + 5] = Float.NaN;
    DenseExamples file = dense(mapped(numbers), MIDDLE_LEFT_OUT);
    DenseExamples memory = dense(Floats.of(numbers), MIDDLE_LEFT_OUT);
    for (int row = 0; row < ROWS; row++) {
      assertThat(row(file, row)).isEqualTo(row(memory, row));
      for (int j = 0; j < MIDDLE_LEFT_OUT.length; j++) {
        float x = numbers[row * STRIDE + MIDDLE_LEFT_OUT[j]];
        double offset = 0.1 * j;
        float expected = (float) (((Float.isNaN(x) ? offset + 1 : x) - offset) / (1 + 0.3 * j));
        assertThat(row(file, row)[j]).isEqualTo(expected);
      }
    }
    assertThat(file.mappings()).hasSize(1);
    assertThat(memory.mappings()).isEmpty();
    assertThat(file.layout().sideBySide()).isFalse();
    assertThat(file.stored()).isEqualTo(ROWS * 5L);
  }

  @Test
  void aKernelFindsRowsInPlace() throws IOException {
    float[] numbers = numbers(ROWS * STRIDE);
    DenseExamples examples = dense(mapped(numbers), 1, 2, 3).view(new int[] {5, 6, 7, 100, 101});
    assertThat(examples.layout().sideBySide()).isTrue();
    assertThat(examples.layout().stride()).isEqualTo(STRIDE);
    assertThat(examples.layout().start(3)).isEqualTo(100L * STRIDE + 1);
    assertThat(examples.layout().runEnd(0)).isEqualTo(3);
    assertThat(examples.layout().runEnd(3)).isEqualTo(5);
  }

  @Test
  void aViewOfSomeRowsEqualsTheirCopy() throws IOException {
    DenseExamples all = dense(mapped(numbers(ROWS * STRIDE)), MIDDLE_LEFT_OUT);
    int[] chosen = IntStream.concat(IntStream.range(20, 90), IntStream.of(3, 299, 7)).toArray();
    DenseExamples view = all.view(chosen);
    DenseExamples copy = all.select(chosen);
    assertThat(view.mappings()).hasSize(1);
    assertThat(copy.mappings()).isEmpty();
    assertThat(view.targets()).isEqualTo(copy.targets());
    for (int i = 0; i < chosen.length; i++) {
      assertThat(row(view, i)).isEqualTo(row(copy, i)).isEqualTo(row(all, chosen[i]));
    }
    assertThat(row(view, 71)).isEqualTo(row(all, 299));
  }

  @Test
  void trainingOnAFileGivesTheBitsOfTrainingInMemory() throws IOException {
    float[] numbers = numbers(ROWS * STRIDE);
    Sgd sgd = Sgd.regressor().learningRate(0.05).batchSize(16).epochs(5).seed(1);
    float[] memory = sgd.fit(dense(Floats.of(numbers), MIDDLE_LEFT_OUT)).params();
    DenseExamples file = dense(mapped(numbers), MIDDLE_LEFT_OUT);
    assertThat(sgd.fit(file).params()).isEqualTo(memory);
    // the copy is standardised as the file is
    int[] all = IntStream.range(0, ROWS).toArray();
    assertThat(sgd.fit(file.select(all)).params()).isEqualTo(memory);
    // held-out rows are views of the file
    assertThat(sgd.validation(0.2).fit(file).trainingExamples().mappings()).hasSize(1);
  }

  @Test
  void aFileCutDuringTrainingEndsWithItsName() throws IOException {
    Floats values = mapped(numbers(ROWS * STRIDE));
    DenseExamples examples = dense(values, MIDDLE_LEFT_OUT);
    Path file = examples.mappings().getFirst().file();
    try (var channel = Files.newByteChannel(file, java.nio.file.StandardOpenOption.WRITE)) {
      channel.truncate(100);
    }
    assertThatThrownBy(() -> Sgd.regressor().learningRate(0.1).epochs(2).fit(examples))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file + ": it was cut from 8412 to 100 bytes");
  }

  @Test
  void whatDoesNotFitTheMatrixIsRefused() {
    Floats values = Floats.of(numbers(20));
    Ranges all = Ranges.of(0, 4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Grid(values, 5, all, Ranges.of(3, 3)))
        .withMessageContaining("columns 3…5 do not lie within 5 columns");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Grid(values, 5, Ranges.of(0, 5), all))
        .withMessageContaining("rows 0…4 do not lie within 4 rows");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DenseExamples.of(Grid.of(values, 5), null, new float[3], 1, null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Standardisation(new double[1], new double[1], new double[1], true));
  }

  // --- sparse rows ---------------------------------------------------------------------------

  private Path write(String name, ByteBuffer bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes.array());
  }

  private Csr csr(long[] starts, int[] indices, float[] values, int columns) throws IOException {
    ByteBuffer longs = ByteBuffer.allocate(8 * starts.length).order(ByteOrder.nativeOrder());
    Arrays.stream(starts).forEach(longs::putLong);
    ByteBuffer ints = ByteBuffer.allocate(4 * indices.length).order(ByteOrder.nativeOrder());
    Arrays.stream(indices).forEach(ints::putInt);
    return new Csr(
        Longs.map(write("starts", longs), 0, starts.length),
        Ints.map(write("indices", ints), 0, indices.length),
        mapped(values),
        columns);
  }

  private static SparseExamples sparse(int rows, int columns) {
    RandomStream random = RandomStream.of(9, "sparse");
    long[] starts = new long[rows + 1];
    List<Integer> indices = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < columns; j++) {
        if (random.nextInt(4) == 0) {
          indices.add(j);
        }
      }
      starts[row + 1] = indices.size();
    }
    float[] targets = numbers(rows);
    return SparseExamples.of(
        starts,
        indices.stream().mapToInt(Integer::intValue).toArray(),
        numbers(indices.size()),
        columns,
        targets,
        1,
        null);
  }

  private SparseExamples mapped(SparseExamples memory) throws IOException {
    Csr csr = csr(memory.starts(), memory.indices(), memory.values(), memory.columns());
    csr.check();
    return SparseExamples.of(csr, memory.targets(), 1, null);
  }

  @Test
  void sparseRowsOfFilesAreThoseOfMemory() throws IOException {
    SparseExamples memory = sparse(50, 33);
    SparseExamples file = mapped(memory);
    assertThat(file.inMemory()).isFalse();
    assertThat(memory.inMemory()).isTrue();
    assertThat(file.mappings()).hasSize(3);
    assertThat(file.stored()).isEqualTo(memory.stored());
    assertThatThrownBy(file::indices).isInstanceOf(IllegalStateException.class);
    int[] chosen = {7, 8, 9, 40, 3};
    SparseExamples view = file.view(chosen);
    SparseExamples copy = file.select(chosen);
    assertThat(copy.inMemory()).isTrue();
    assertThat(copy.values()).isEqualTo(memory.select(chosen).values());
    assertThat(view.stored()).isEqualTo(copy.stored());
    for (int i = 0; i < chosen.length; i++) {
      assertThat(row(view, i)).isEqualTo(row(memory, chosen[i]));
    }
    Sgd sgd = Sgd.regressor().learningRate(0.05).batchSize(8).epochs(3);
    assertThat(sgd.fit(file).params()).isEqualTo(sgd.fit(memory).params());
  }

  @Test
  void recodedRowsLeaveOutAndScaleColumns() throws IOException {
    SparseExamples memory = sparse(50, 6);
    SparseExamples file =
        mapped(memory).recoded(new int[] {-1, 0, 1, -1, -1, 2}, new double[] {2, 1, 4});
    assertThat(file.columns()).isEqualTo(3);
    for (int row = 0; row < 50; row++) {
      float[] all = row(memory, row);
      assertThat(row(file, row)).containsExactly(all[1] / 2, all[2], all[5] / 4);
    }
  }

  @Test
  void filesThatHoldNoSparseMatrixAreRefused() throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> csr(new long[] {0, 2}, new int[] {1, 1}, new float[2], 3).check())
        .withMessageContaining("row 1: column 1 with the value 0.0 after column 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> csr(new long[] {0, 1}, new int[] {3}, new float[1], 3).check());
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> csr(new long[] {0, 1}, new int[] {1}, new float[] {Float.NaN}, 3).check());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> csr(new long[] {0, 2, 1, 2}, new int[2], new float[2], 3).check());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> csr(new long[] {0, 1}, new int[2], new float[2], 3).check())
        .withMessageContaining("row starts go from 0 to 1, but there are 2 nonzeros");
  }

  @Test
  void indicesThatChangeUnderTheReaderAreNotUsed() throws IOException {
    SparseExamples file = mapped(sparse(50, 6));
    try (var channel =
        java.nio.channels.FileChannel.open(
            folder.resolve("indices"), java.nio.file.StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {-1, -1, -1, -1}), 0);
    }
    int[] all = IntStream.range(0, 50).toArray();
    assertThatThrownBy(() -> file.gather(all, 0, 50, file.newBatch(50)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("was changed while it was in use");
  }
}
