package org.glissade.io.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows are found on the lines on which they start. */
class RowLinesTest {
  @TempDir private Path folder;

  private Source file(String name, String text) throws IOException {
    return Source.file(Files.writeString(folder.resolve(name), text));
  }

  private static long[] lines(Source source, int... rows) {
    return Objects.requireNonNull(DataReader.lines(source, ReadOptions.defaults(), rows));
  }

  @Test
  void behindAHeaderBlankLinesAndCellsOfSeveralLines() throws IOException {
    Source source = file("a.csv", "name,size\n\nann,1\n\"b\nc\",2\r\ndan,3\n\n\neve,4");
    assertThat(lines(source, 0, 1, 2, 3)).containsExactly(3, 4, 6, 9);
    assertThat(lines(source, 3, 0)).containsExactly(9, 3);
    assertThat(lines(source, 4)).containsExactly(0);
  }

  @Test
  void withoutAHeader() throws IOException {
    assertThat(lines(file("a.csv", "1,2\n3,4\n5,6\n"), 0, 2)).containsExactly(1, 3);
  }

  @Test
  void farDownInACompressedFile() throws IOException {
    StringBuilder text = new StringBuilder("x,y\n");
    for (int i = 0; i < 1_200_000; i++) {
      text.append(i).append(',').append(i % 7).append('\n');
    }
    Path path = folder.resolve("a.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }
    assertThat(lines(Source.file(path), 1_199_999, 5)).containsExactly(1_200_001, 7);
  }

  @Test
  void ofSparseTextWithCommentsAndBlankLines() throws IOException {
    Source source = file("a.libsvm", "# top\n1 1:2\n\n  \n-1 2:3 # more\n  # none\n 1 1:1");
    assertThat(lines(source, 0, 1, 2)).containsExactly(2, 5, 7);
  }

  @Test
  void ofArff() throws IOException {
    Source source =
        file(
            "a.arff",
            "% about\n@relation r\n@attribute x numeric\n@attribute y numeric\n@data\n1,2\n% no\n3,4\n");
    assertThat(lines(source, 0, 1)).containsExactly(6, 8);
  }

  @Test
  void aStreamCannotBeReadAgain() {
    Source source = Source.stream("in", new ByteArrayInputStream(new byte[0]));
    assertThat(DataReader.lines(source, ReadOptions.defaults(), new int[] {0})).isNull();
  }
}
