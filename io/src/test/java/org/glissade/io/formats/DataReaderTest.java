package org.glissade.io.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.glissade.io.formats.Reading.gzip;
import static org.glissade.io.formats.Reading.numbers;
import static org.glissade.io.formats.Reading.packed;
import static org.glissade.io.formats.Reading.problem;
import static org.glissade.io.formats.Reading.read;
import static org.glissade.io.formats.Reading.table;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.glissade.io.DataException;
import org.glissade.io.table.SparseRecords;
import org.glissade.io.table.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataReaderTest {
  private static final String TABLE = "a,b\n1,2\n3,4\n";
  private static final ReadOptions DEFAULTS = ReadOptions.defaults();

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x.csv",
        "x",
        "x.data",
        "x.dat",
        "x.txt",
        "x.csv.gz",
        "x.csv.zst",
        "standard input"
      })
  void compressionIsSeenFromTheContentWhateverTheName(String name) {
    assertThat(numbers(table(read(name, utf8(TABLE), DEFAULTS)), "b")).containsExactly(2, 4);
    for (byte[] packed : packed(utf8(TABLE))) {
      assertThat(numbers(table(read(name, packed, DEFAULTS)), "b")).containsExactly(2, 4);
    }
  }

  @Test
  void membersAndFramesOfAPackedFileAreReadOneAfterTheOther() throws IOException {
    List<byte[]> first = packed(utf8("a,b\n1,2\n"));
    List<byte[]> second = packed(utf8("3,4\n"));
    for (int way = 0; way < first.size(); way++) {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      packed.write(first.get(way));
      packed.write(second.get(way));
      InputStream slow =
          new ByteArrayInputStream(packed.toByteArray()) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
              return super.read(into, offset, Math.min(length, 7));
            }

            @Override
            public synchronized int available() {
              return 0;
            }
          };
      ReadResult result = DataReader.read(Source.of("-", slow), DEFAULTS);
      assertThat(numbers(table(result), "b")).containsExactly(2, 4);
      assertThat(result.records().source()).isEqualTo("standard input");
    }
  }

  @Test
  void damagedPackedFilesAreRefusedAsAWhole() {
    for (byte[] whole : packed(utf8(Reading.lines(0, 5000, i -> i * 7919 % 104729 + ",1")))) {
      byte[] truncated = Arrays.copyOf(whole, whole.length / 2);
      byte[] withoutTrailer = Arrays.copyOf(whole, whole.length - 3);
      byte[] corrupt = whole.clone();
      corrupt[whole.length - 6] ^= 0x55;
      byte[] wrongSum = whole.clone();
      wrongSum[whole.length - 2] ^= 0x55;
      for (byte[] damaged : new byte[][] {truncated, withoutTrailer, corrupt, wrongSum}) {
        assertThat(problem("x.csv.gz", damaged, DEFAULTS))
            .startsWith("x.csv.gz: the compressed file is damaged or ends early");
        assertThat(problem("x.svm.gz", damaged, DEFAULTS)).contains("x.svm.gz");
      }
    }
  }

  @Test
  void aPackedFileThatEndsWithinItsHeaderIsRefusedWithoutAnEmptyReason() {
    for (byte[] whole : packed(utf8(TABLE))) {
      for (int length = Compression.MAGIC; length < 10; length++) {
        assertThat(problem("x.csv.gz", Arrays.copyOf(whole, length), DEFAULTS))
            .startsWith("x.csv.gz: the compressed file is damaged or ends early")
            .doesNotContain("null");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "x.csv,CSV",
    "X.CSV.GZ,CSV",
    "x.csv.zst,CSV",
    "a/b.tsv,TSV",
    "x.libsvm,LIBSVM",
    "x.svm.gz,LIBSVM",
    "x.arff,ARFF",
    "x.data,",
    "x,",
    "x.gz,",
    "a.csv/x,"
  })
  void theExtensionTellsTheFormat(String name, Format format) {
    assertThat(Format.ofFileName(name)).isEqualTo(format);
  }

  @Test
  void withoutAnExtensionTheContentTellsTheFormat() {
    assertThat(read("a9a.t", utf8("# x\n\n-1 3:1 11:0.5\n+1 2:1\n"), DEFAULTS).records())
        .isInstanceOf(SparseRecords.class);
    assertThat(read("x.data", utf8("1 qid:3 3:1\n0\n"), DEFAULTS).records())
        .isInstanceOf(SparseRecords.class);
    assertThat(read("x.txt", utf8("1,10:30\n2,11:30\n"), DEFAULTS).records())
        .isInstanceOf(Table.class);
    assertThat(read("x", utf8("% c\n@RELATION r\n@attribute a numeric\n@data\n1\n"), DEFAULTS))
        .extracting(result -> table(result).columns().getFirst().name())
        .isEqualTo("a");
  }

  @Test
  void theFormatOfTheOptionsWins() {
    ReadOptions libsvm = DEFAULTS.format(Format.named("LibSVM"));
    assertThat(read("x.csv", utf8("1 2:3\n"), libsvm).records()).isInstanceOf(SparseRecords.class);
    assertThatThrownBy(() -> Format.named("cvs"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("did you mean csv?");
  }

  @Test
  void aByteOrderMarkIsLeftOutAndSaid() {
    ReadResult result = read("x.csv", utf8("\uFEFF" + TABLE), DEFAULTS);
    assertThat(Reading.names(table(result))).containsExactly("a", "b");
    assertThat(result.notes()).anyMatch(note -> note.contains("byte order mark"));
    assertThat(read("x.svm", utf8("\uFEFF1 1:2\n"), DEFAULTS).records().rows()).isEqualTo(1);
  }

  @Test
  void bytesThatAreNotUtf8AreAnErrorWithTheirLine() {
    byte[] latin = "n,w\n1,a\n2,caf\u00E9\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(problem("x.csv", latin, DEFAULTS)).startsWith("x.csv:3: byte 0xE9 is not UTF-8");
    byte[] cut = Arrays.copyOf(utf8("a,b\r\n1,é"), 8);
    assertThat(problem("x.csv", cut, DEFAULTS)).startsWith("x.csv:2: byte 0xC3");
  }

  @Test
  void charactersBeyondTheBasicPlaneSurvive() {
    String face = "\uD83D\uDE00";
    String text = "w,n\n" + Reading.lines(0, 40_000, i -> face.repeat(1 + i % 3) + ",1");
    Table table = table(read("x.csv", utf8(text), DEFAULTS));
    assertThat(Reading.words(table, "w")).startsWith(face, face.repeat(2)).doesNotContain("w");
    assertThat(((org.glissade.io.table.Column.Categorical) table.columns().getFirst()).words())
        .hasSize(3);
  }

  @Test
  void whatIsNoTextIsRefusedByName() {
    assertThat(problem("x", new byte[] {0, 0, 8, 3, 0}, DEFAULTS)).contains("not look like text");
    assertThat(problem("x.csv", utf8("PK\u0003\u0004..."), DEFAULTS)).contains("Excel");
    assertThat(problem("x", utf8("PAR1..."), DEFAULTS)).contains("Parquet");
    assertThat(problem("x.csv", "a,b\n".getBytes(StandardCharsets.UTF_16), DEFAULTS))
        .contains("UTF-16");
    assertThat(problem("x.dat", utf8("-1 |f 9:6.2e-02 14:3\n1 |f 2:1\n"), DEFAULTS))
        .contains("Vowpal Wabbit");
    assertThat(table(read("x.txt", utf8("1 | 10:30 | 5\n2 | 10:31 | 6\n"), DEFAULTS)).columns())
        .hasSize(3);
    String late = "a,b\n" + Reading.lines(0, 40_000, i -> "1,2") + "\0";
    assertThat(problem("x.csv", utf8(late), DEFAULTS)).startsWith("x.csv:40002: does not look");
  }

  @Test
  void anEmptyFileIsRefused() {
    assertThat(problem("x.csv", "", DEFAULTS)).isEqualTo("x.csv is empty");
    assertThat(problem("x.csv", gzip(new byte[0]), DEFAULTS)).isEqualTo("x.csv is empty");
    assertThat(problem("x.csv", "\uFEFF", DEFAULTS)).contains("no rows");
    assertThat(problem("x.csv", "\n\n  \n", DEFAULTS)).contains("no rows");
  }

  @Test
  void aMissingFileIsRefusedWithTheNearestName(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("train.csv"), TABLE);
    Source misspelt =
        Source.of(folder.resolve("tran.csv").toString(), InputStream.nullInputStream());
    assertThatThrownBy(() -> DataReader.read(misspelt, DEFAULTS))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no such file; did you mean " + folder.resolve("train.csv") + "?");
    assertThatThrownBy(() -> DataReader.read(Source.file(folder), DEFAULTS))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("is a folder");
    Source file = Source.file(folder.resolve("train.csv"));
    assertThat(DataReader.read(file, DEFAULTS).records().rows()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 10, 11, 12, 100})
  void theHeadOfATextHasItsColumnsAndWholeRowsOnly(int length) {
    for (byte[] bytes : List.of(utf8("a,b\n1,2\n345,4\n"), gzip(utf8("a,b\n1,2\n345,4\n")))) {
      Source source = Source.stream("x.csv", new ByteArrayInputStream(bytes));
      ReadResult head = DataReader.head(source, DEFAULTS, length);
      assertThat(head.target()).isEqualTo("b");
      assertThat(numbers(table(head), "a")[0]).isEqualTo(1);
      assertThat(head.records().rows()).isEqualTo(length < 100 ? 1 : 2);
    }
  }

  @Test
  void theHeadOfAFileWhoseFirstLineIsLongerTellsNoColumns() {
    byte[] wide = utf8("column,".repeat(1000) + "last\n");
    Source source = Source.stream("wide.csv", new ByteArrayInputStream(wide));
    assertThatThrownBy(() -> DataReader.head(source, DEFAULTS, 256))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("wide.csv:1: the line is longer than the 256 bytes");
  }
}
