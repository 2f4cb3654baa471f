package org.glissade.io.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.glissade.io.DataException;
import org.glissade.io.table.Column;
import org.glissade.io.table.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxReaderTest {
  @TempDir Path folder;

  private static byte[] idx(int type, byte[] data, int... lengths) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(type << 8 | lengths.length);
    for (int length : lengths) {
      out.writeInt(length);
    }
    out.write(data);
    return bytes.toByteArray();
  }

  private static byte[] packed(String ending, byte[] bytes) {
    return switch (ending) {
      case ".gz" -> Reading.gzip(bytes);
      case ".zst" -> Reading.zstandard(bytes);
      default -> bytes;
    };
  }

  private Path images(String packed, byte... pixels) throws IOException {
    byte[] bytes = idx(8, pixels, 3, 1, 2);
    return Files.write(folder.resolve("some-images-idx3-ubyte" + packed), packed(packed, bytes));
  }

  private Path labels(String packed, byte... labels) throws IOException {
    byte[] bytes = idx(8, labels, labels.length);
    return Files.write(folder.resolve("some-labels-idx1-ubyte" + packed), packed(packed, bytes));
  }

  private static ReadResult read(Path file, ReadOptions options) {
    return DataReader.read(Source.file(file), options);
  }

  private static float[] row(ReadResult result, int row) {
    float[] values = new float[2];
    ((Matrix) result.records()).features().copyRow(row, values, 0);
    return values;
  }

  @Test
  void imagesAreReadWithTheLabelsBesideThem() throws IOException {
    for (String packed : List.of("", ".gz", ".zst")) {
      Path images = images(packed, (byte) 0, (byte) 51, (byte) 255, (byte) 128, (byte) 1, (byte) 2);
      labels(packed, (byte) 7, (byte) 0, (byte) 200);
      ReadResult result = read(images, ReadOptions.defaults());
      assertThat(result.records().rows()).isEqualTo(3);
      assertThat(row(result, 0)).containsExactly(0, 0.2f);
      assertThat(row(result, 1)).containsExactly(1, 128 / 255f);
      assertThat(result.target()).isEqualTo("label");
      Column label = ((Matrix) result.records()).beside("label");
      assertThat(label instanceof Column.Numeric numbers ? numbers.values() : new float[0])
          .containsExactly(7, 0, 200);
      assertThat(result.notes()).anyMatch(note -> note.contains("divided by 255"));
    }
  }

  @Test
  void otherTypesAreReadAsTheyAre() throws IOException {
    byte[] shorts = {0, 1, (byte) 0xFF, (byte) 0xFE, 1, 0, 0, 0};
    Path file = Files.write(folder.resolve("a.idx"), idx(11, shorts, 2, 2));
    ReadResult result =
        read(file, ReadOptions.defaults().targetFile(labels("", (byte) 1, (byte) 2)));
    assertThat(row(result, 0)).containsExactly(1, -2);
    assertThat(row(result, 1)).containsExactly(256, 0);
  }

  @Test
  void whatIsDamagedIsToldOf() throws IOException {
    Path images = images("", (byte) 0, (byte) 51, (byte) 255, (byte) 128, (byte) 1, (byte) 2);
    refused(images, "has no labels", "--target-file");
    labels("", (byte) 7, (byte) 0);
    refused(images, "2 rows", "3 rows");
    Path labels = labels("", (byte) 7, (byte) 0, (byte) 2);
    refused(labels, "labels, it seems");
    byte[] whole = Files.readAllBytes(images);
    Files.write(images, Arrays.copyOf(whole, whole.length - 1));
    refused(images, "ends early");
    Files.write(images, Arrays.copyOf(whole, whole.length + 1));
    refused(images, "more in it than it says");
    Files.write(images, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    refused(images, "is not an IDX file");
  }

  private static void refused(Path file, String... told) {
    assertThatThrownBy(() -> read(file, ReadOptions.defaults()))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(told);
  }
}
