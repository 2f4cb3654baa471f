package org.glissade.io.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.glissade.io.formats.Reading.lines;
import static org.glissade.io.formats.Reading.problem;
import static org.glissade.io.formats.Reading.read;
import static org.glissade.io.formats.Reading.table;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.glissade.data.SparseExamples;
import org.glissade.io.DataException;
import org.glissade.io.formats.ReadOptions.Choice;
import org.glissade.io.table.Column;
import org.glissade.io.table.Matrix;
import org.glissade.io.table.SparseRecords;
import org.glissade.io.table.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a file is cut, and however many threads read it, the same comes of it. */
class ChunkedReadingTest {
  private static final int[] CHUNKS = {3, 17, 64, 1000};
  private static final int[] THREADS = {1, 2, 3, 7};
  private static final ReadOptions DEFAULTS = ReadOptions.defaults();

  /** Everything that a reading tells, as text: the records to the last bit, or what is wrong. */
  private static String outcome(String name, byte[] bytes, ReadOptions options) {
    try {
      ReadResult result = read(name, bytes, options);
      StringBuilder text = new StringBuilder();
      text.append(result.target()).append(result.weightColumn()).append(result.notes());
      switch (result.records()) {
        case Table table -> table.columns().forEach(column -> text.append(content(column)));
        case SparseRecords sparse -> text.append(content(sparse.examples()));
        case Matrix matrix -> throw new AssertionError("no array was written: " + matrix);
      }
      return text.toString();
    } catch (DataException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String content(Column column) {
    return column.name()
        + switch (column) {
          case Column.Numeric numeric -> bits(numeric.values());
          case Column.Categorical words -> words.words() + Arrays.toString(words.codes());
          case Column.Ignored ignored -> ignored.toString();
        };
  }

  private static String content(SparseExamples examples) {
    return examples.columns()
        + Arrays.toString(examples.starts())
        + Arrays.toString(examples.indices())
        + bits(examples.values())
        + bits(examples.targets());
  }

  private static String bits(float[] values) {
    List<Integer> bits = new ArrayList<>();
    for (float value : values) {
      bits.add(Float.floatToIntBits(value));
    }
    return bits.toString();
  }

  private static void requireTheSame(String name, byte[] bytes, ReadOptions options) {
    String whole = outcome(name, bytes, options);
    for (int chunk : CHUNKS) {
      for (int threads : THREADS) {
        assertThat(outcome(name, bytes, options.chunkBytes(chunk).threads(threads)))
            .as("chunks of %d bytes, %d threads", chunk, threads)
            .isEqualTo(whole);
      }
    }
  }

  private static String pick(Random random, String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  @Property(tries = 150)
  void libsvmIsReadAlike(@ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "\uFEFF" : "");
    String end = pick(random, "\n", "\r\n", " \n");
    boolean faults = random.nextInt(3) == 0;
    int rows = random.nextInt(60);
    for (int row = 0; row < rows; row++) {
      text.append(pick(random, "1", "-1", "+1", " 0.5", "3e2", "", "# all", "\t2"));
      int index = 0;
      int values = random.nextInt(6);
      for (int i = 0; i < values; i++) {
        index += 1 + random.nextInt(random.nextInt(5) == 0 ? 99_999 : 9);
        text.append(pick(random, " ", " ", " ", "\t", "  "))
            .append(index)
            .append(':')
            .append(pick(random, "0", "1", "-0.25", "1e-5", "123456789.123456789", "7.", "+.5"));
      }
      text.append(pick(random, "", "", "", " qid:4", " # 1:2", " "));
      text.append(faults ? pick(random, "", "", "", "", "", " 1:1", " x", " é:1", " 5:nan") : "");
      text.append(row + 1 < rows || random.nextBoolean() ? end : "");
    }
    requireTheSame("x.svm", text.toString().getBytes(StandardCharsets.UTF_8), DEFAULTS);
  }

  @Property(tries = 300)
  void tablesAreReadAlike(@ForAll long seed) {
    Random random = new Random(seed);
    String separator = pick(random, ",", ",", ";", "\t", " ", ", ");
    String end = pick(random, "\n", "\n", "\r\n", "\r");
    String[] cells =
        switch (random.nextInt(4)) {
          case 0 -> new String[] {"1", "-2.5", "1e-7", "33554433", "0.000030517578125"};
          case 1 -> new String[] {"1", "2.25", "NA", "", " 3 ", "?"};
          case 2 -> new String[] {"a", "bé", "", "c d", "\"q\"", "5"};
          default -> new String[] {"a", "\"x" + separator + "y\"", "\"l" + end + "m\"", "\"\"\"\""};
        };
    StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "\uFEFF" : "");
    int columns = 1 + random.nextInt(4);
    int rows = 1 + random.nextInt(40);
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < columns; i++) {
        text.append(i == 0 ? "" : separator).append(pick(random, cells));
      }
      text.append(random.nextInt(60) == 0 ? pick(random, separator, "\"", "x\"y", " \"") : "");
      text.append(random.nextInt(20) == 0 ? end + pick(random, "", " ") : "");
      text.append(row + 1 < rows || random.nextBoolean() ? end : "");
    }
    ReadOptions options =
        DEFAULTS.header(pick(random, "y", "n").equals("y") ? Choice.YES : Choice.NO);
    requireTheSame("x.csv", text.toString().getBytes(StandardCharsets.UTF_8), options);
  }

  @Test
  void theFirstFaultInTheFileIsTold() {
    String rows = lines(0, 200, i -> i + ".5,2");
    for (int bad = 3; bad < 190; bad += 7) {
      String[] text = rows.split("\n", -1);
      text[bad] = "1,2,3";
      text[bad + 1] = "none,2";
      text[195] = "1,\"x\"y";
      String place = "data.csv:" + (bad + 1) + ": 3 cells where 2";
      for (int threads : THREADS) {
        ReadOptions options = DEFAULTS.header(Choice.NO).chunkBytes(20).threads(threads);
        assertThat(problem("data.csv", String.join("\n", text), options)).startsWith(place);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void faultsOfEveryKindHaveTheirLineInAnyChunk(int threads) {
    ReadOptions options = DEFAULTS.chunkBytes(100).threads(threads);
    String svm = lines(0, 300, i -> "1 " + (i + 1) + ":2");
    assertThat(problem("x.svm", svm + "1 3:1 2:1\n" + svm, options))
        .startsWith("x.svm:301:7: \"2:1\" comes after index 3");
    String csv = "n,w\n" + lines(0, 300, i -> i + ",a" + i % 3);
    assertThat(problem("x.csv", csv + "1e39,b\n" + csv, options))
        .startsWith("x.csv:302:n: \"1e39\" is beyond");
    assertThat(problem("x.csv", csv + "1,\"b\n" + csv, options))
        .startsWith("x.csv:302: a quote opens");
    assertThat(problem("x.csv", csv + "1,\"b\"c\n" + csv, options))
        .startsWith("x.csv:302: text follows a closing quote");
  }

  /** Behind the head, which is looked at as a whole before. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void whatIsNoTextHasItsLineInAnyChunk(int threads) {
    ReadOptions options = DEFAULTS.chunkBytes(100_000).threads(threads);
    String rows = lines(0, 500_000, i -> i % 7 + ".25,abc");
    byte[] latin = (rows + "1,caf\u00E9\n" + rows).getBytes(StandardCharsets.ISO_8859_1);
    assertThat(problem("x.csv", latin, options)).startsWith("x.csv:500001: byte 0xE9 is not UTF-8");
    byte[] quoted = (rows + "1,\"caf\u00E9\"\n").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(problem("x.csv", quoted, options)).startsWith("x.csv:500001: byte 0xE9");
    byte[] escaped = (rows + "1,\"\"\"caf\u00E9\"\n").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(problem("x.csv", escaped, options)).startsWith("x.csv:500001: byte 0xE9");
    byte[] nul = (rows + "1,\0\n" + rows).getBytes(StandardCharsets.ISO_8859_1);
    assertThat(problem("x.csv", nul, options)).startsWith("x.csv:500001: does not look like text");
  }

  /** Many threads meet the column's first cells at once, and each has its own first. */
  @Test
  void aColumnThatStartsEmptyIsDecidedByItsFirstCellInTheFile() {
    String empty = lines(0, 12_000, i -> "1,,2");
    String mixed = lines(0, 3000, i -> "1," + (i % 2 == 0 ? "five" : "5") + ",2");
    for (int threads : THREADS) {
      ReadOptions options = DEFAULTS.header(Choice.NO).chunkBytes(40).threads(threads);
      assertThat(Reading.words(table(read("x.csv", empty + mixed, options)), "c2"))
          .hasSize(15_000)
          .endsWith("five", "5");
      assertThat(problem("x.csv", empty + "1,6,2\n" + mixed, options))
          .startsWith("x.csv:12002:c2: \"five\" is not a number, but the first cell that is not");
    }
  }

  @Test
  void rowsLongerThanAnyChunkAreRead() {
    String wide = "1" + ",0.5".repeat(5000) + "\n";
    Table table = table(read("x.csv", wide.repeat(9), DEFAULTS.chunkBytes(100).threads(3)));
    assertThat(table.rows()).isEqualTo(9);
    assertThat(table.columns()).hasSize(5001);
  }
}
