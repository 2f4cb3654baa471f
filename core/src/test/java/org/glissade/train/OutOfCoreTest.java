package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.glissade.data.BlockOrder;
import org.glissade.data.DenseExamples;
import org.glissade.data.Grid;
import org.glissade.math.Floats;
import org.glissade.math.RandomStream;
import org.glissade.optim.Transforms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of a file larger than the memory that they may take. */
class OutOfCoreTest {
  private static final int ROWS = 150_000;
  private static final int COLUMNS = 41;
  private static final String RATE = "learning-rate(0.001)";

  @TempDir Path folder;

  private static float[] fit(DenseExamples examples, int batch, String optimizer, long memory) {
    return Sgd.regressor()
        .order(new BlockOrder(1000, 10_000))
        .batchSize(batch)
        .transform(Transforms.parse(optimizer))
        .epochs(2)
        .memory(memory)
        .fit(examples)
        .params();
  }

  @Test
  void howMuchMemoryThereIsDoesNotChangeABit() throws IOException {
    RandomStream random = RandomStream.of(8, "rows");
    float[] values = new float[ROWS * COLUMNS];
    float[] targets = new float[ROWS];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(2001) / 1000f - 1;
      targets[i / COLUMNS] += values[i];
    }
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.nativeOrder());
    bytes.asFloatBuffer().put(values);
    Path file = Files.write(folder.resolve("rows"), bytes.array());
    assertThat(Files.size(file)).isGreaterThan(2 * Sgd.LEAST_MEMORY);
    DenseExamples inFile =
        DenseExamples.of(
            Grid.of(Floats.map(file, 0, values.length), COLUMNS), null, targets, 1, null);
    DenseExamples inMemory = DenseExamples.of(values, COLUMNS, targets);
    for (int batch : new int[] {1, 64}) {
      float[] wanted = fit(inMemory, batch, RATE, 1 << 30);
      for (long memory : new long[] {Sgd.LEAST_MEMORY, 12 << 20, 1 << 30}) {
        assertThat(fit(inFile, batch, RATE, memory)).isEqualTo(wanted);
      }
    }
    assertThat(fit(inFile, 1, "saga", Sgd.LEAST_MEMORY))
        .isEqualTo(fit(inMemory, 1, "saga", 1 << 30));
  }

  @Test
  void tooLittleMemoryIsRefusedWithTheLeast() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sgd.regressor().memory(1000))
        .withMessageContaining("8388608");
  }
}
