package org.glissade.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.glissade.math.Floats;
import org.glissade.math.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowWindowTest {
  private static final int STRIDE = 40;
  private static final int ROWS = 30_000;

  @TempDir Path folder;

  private Path file() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(ROWS * STRIDE * 4).order(ByteOrder.nativeOrder());
    for (int i = 0; i < ROWS * STRIDE; i++) {
      bytes.putFloat(i);
    }
    return Files.write(folder.resolve("numbers"), bytes.array());
  }

  /** All columns but the third, without the rows from 1000 to 1999. */
  private DenseExamples examples() throws IOException {
    Floats values = Floats.map(file(), 0, (long) ROWS * STRIDE);
    int[] rows = IntStream.range(0, ROWS).filter(row -> row < 1000 || row >= 2000).toArray();
    int[] columns = IntStream.range(0, STRIDE).filter(column -> column != 2).toArray();
    float[] targets = new float[rows.length];
    float[] weights = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      targets[i] = -rows[i];
      weights[i] = rows[i];
    }
    Grid grid = new Grid(values, STRIDE, Ranges.of(rows), Ranges.of(columns));
    return DenseExamples.of(grid, null, targets, 1, weights);
  }

  private static void requireRow(DenseExamples examples, int row, DenseExamples held, int place) {
    int width = examples.columns();
    float[] wanted = new float[width];
    float[] found = new float[width];
    examples.grid().copyRow(row, wanted, 0);
    held.grid().copyRow(place, found, 0);
    assertThat(found).isEqualTo(wanted);
    assertThat(held.targets()[place]).isEqualTo(examples.targets()[row]);
    float[] weights = held.weights();
    assertThat(weights).isNotNull();
    if (weights != null) {
      assertThat(weights[place]).isEqualTo(wanted[0] / STRIDE);
    }
  }

  private static int[] random(int count, int rows) {
    RandomStream random = RandomStream.of(1, "rows");
    return IntStream.range(0, count).map(i -> random.nextInt(rows)).toArray();
  }

  @Test
  void theRowsHeldAreThoseOfTheFile() throws IOException {
    DenseExamples examples = examples();
    for (long bytes : new long[] {0, 1 << 21, 1 << 30}) {
      RowWindow window = examples.window(bytes);
      int[] order = random(2000, examples.rows());
      for (int at = 0; at < order.length; ) {
        int end = window.hold(order, at, Math.min(order.length, at + 100));
        assertThat(end).isGreaterThan(at);
        for (int i = at; i < end; i++) {
          int place = window.places()[window.first() + i - at];
          requireRow(examples, order[i], window.held(), place);
        }
        at = end;
      }
    }
  }

  /** What is foreseen, and whether it comes, must not tell in what is held. */
  @Test
  void rowsThatWereExpectedAreThoseOfTheFileToo() throws IOException {
    DenseExamples examples = examples();
    for (int seed = 0; seed < 60; seed++) {
      expectAndHold(examples, RandomStream.of(seed, "calls"));
    }
  }

  private static void expectAndHold(DenseExamples examples, RandomStream random) {
    RowWindow window = examples.window(random.nextInt(4) << 20);
    for (int call = 0; call < 60; ) {
      int[] order = order(random, examples.rows());
      int from = random.nextInt(order.length);
      int to = from + random.nextInt(order.length - from + 1);
      if (random.nextInt(4) > 0) {
        window.expect(order, from, to);
      }
      if (random.nextInt(4) == 0) { // something else comes
        order = order(random, examples.rows());
        from = random.nextInt(order.length);
        to = from + random.nextInt(order.length - from + 1);
      }
      int most = 1 + random.nextInt(300);
      for (int at = from; at < to && call < 60; call++) {
        int end = window.hold(order, at, Math.min(to, at + most));
        assertThat(end).isGreaterThan(at);
        for (int i = at; i < end; i++) {
          requireRow(examples, order[i], window.held(), window.places()[window.first() + i - at]);
        }
        at = end;
      }
    }
  }

  /** In order, in random order, or in random order within neighbouring blocks. */
  private static int[] order(RandomStream random, int rows) {
    int kind = random.nextInt(3);
    int start = random.nextInt(rows);
    return IntStream.range(0, 5000)
        .map(
            i ->
                kind == 0
                    ? i
                    : kind == 1 ? random.nextInt(rows) : i / 900 * 900 + random.nextInt(900))
        .map(i -> (start + i) % rows)
        .toArray();
  }

  /** A fault in reading ahead is told when the rows are needed, and not before. */
  @Test
  void aFileThatWasCutIsToldOfWhenItsRowsCome() throws IOException {
    DenseExamples examples = examples();
    RowWindow window = examples.window(0);
    int[] all = IntStream.range(0, examples.rows()).toArray();
    assertThat(window.hold(all, 0, 10)).isEqualTo(10);
    try (RandomAccessFile cut = new RandomAccessFile(folder.resolve("numbers").toFile(), "rw")) {
      cut.setLength(6000 * STRIDE * 4);
    }
    window.expect(all, 10, all.length);
    for (int at = 10; at < 4600; at += 10) {
      assertThat(window.hold(all, at, at + 10)).isEqualTo(at + 10);
    }
    for (int tries = 0; tries < 2; tries++) {
      assertThatThrownBy(() -> window.hold(all, 4600, 6000))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("it was cut from");
    }
  }

  @Test
  void aWindowTakesNoMoreThanItMay() throws IOException {
    DenseExamples examples = examples();
    long bytes = 1 << 21;
    assertThat(examples.window(bytes).held().values().length() * 4).isLessThanOrEqualTo(bytes);
    assertThat(examples.within(bytes).window(1 << 30).held().values().length() * 4)
        .isLessThanOrEqualTo(bytes);
  }

  @Test
  void withRoomForAllRowsEachStaysInItsPlace() throws IOException {
    DenseExamples examples = examples();
    RowWindow window = examples.window(1 << 30);
    int[] all = IntStream.range(0, examples.rows()).toArray();
    assertThat(window.hold(all, 0, all.length)).isEqualTo(all.length);
    assertThat(window.places()).startsWith(all);
    assertThat(window.hold(all, 7, all.length)).isEqualTo(all.length);
    assertThat(window.places()).isSameAs(all);
    assertThat(window.first()).isEqualTo(7);
  }

  /** A batch that is cut is summed in another order: how much memory there is must not tell. */
  @Test
  void rowsInAsManyBlocksAsThereIsRoomForAreNotCut() throws IOException {
    DenseExamples examples = examples();
    RowWindow window = examples.window(0);
    RandomStream random = RandomStream.of(2, "batches");
    for (int batch = 0; batch < 500; batch++) {
      int[] rows = new int[16];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = random.nextInt(examples.rows());
      }
      assertThat(window.hold(rows, 0, rows.length)).isEqualTo(rows.length);
    }
  }

  @Test
  void aFileThatWasCutIsToldOf() throws IOException {
    DenseExamples examples = examples();
    RowWindow window = examples.window(0);
    try (RandomAccessFile cut = new RandomAccessFile(folder.resolve("numbers").toFile(), "rw")) {
      cut.setLength(1 << 20);
    }
    int[] last = {examples.rows() - 1};
    assertThatThrownBy(() -> window.hold(last, 0, 1))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("numbers")
        .hasMessageContaining("it was cut from");
  }

  @Test
  void copiesOfRowsAndColumnsAreThoseOfTheFile() throws IOException {
    DenseExamples examples = examples();
    float[] column = examples.grid().column(1);
    float[] row = new float[examples.columns()];
    for (int i = 0; i < examples.rows(); i += 777) {
      examples.grid().copyRow(i, row, 0);
      assertThat(column[i]).isEqualTo(row[1]);
    }
    int[] some = random(50, examples.rows());
    DenseExamples copy = examples.select(some);
    for (int i = 0; i < some.length; i++) {
      float[] other = new float[examples.columns()];
      examples.grid().copyRow(some[i], row, 0);
      copy.grid().copyRow(i, other, 0);
      assertThat(other).isEqualTo(row);
    }
  }
}
