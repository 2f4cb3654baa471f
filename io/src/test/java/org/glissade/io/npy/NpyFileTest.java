package org.glissade.io.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.glissade.io.DataException;
import org.glissade.math.Floats;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files made by hand from the description of the format, byte by byte. */
class NpyFileTest {
  @TempDir Path folder;

  /** A file in version {@code major}.0 whose head is padded so that elements begin at 64·n. */
  private Path file(int major, String dict, byte[] elements) throws IOException {
    int fixed = major == 1 ? 10 : 12;
    int length = Math.ceilDiv(fixed + dict.length() + 1, 64) * 64 - fixed;
    ByteBuffer head = ByteBuffer.allocate(fixed + length).order(ByteOrder.LITTLE_ENDIAN);
    head.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    head.put((byte) major).put((byte) 0);
    if (major == 1) {
      head.putShort((short) length);
    } else {
      head.putInt(length);
    }
    head.put(dict.getBytes(StandardCharsets.US_ASCII));
    while (head.remaining() > 1) {
      head.put((byte) ' ');
    }
    head.put((byte) '\n');
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(head.array());
    bytes.write(elements);
    return Files.write(folder.resolve("a.npy"), bytes.toByteArray());
  }

  private static String dict(String type, boolean fortran, String shape) {
    return "{'descr': '"
        + type
        + "', 'fortran_order': "
        + (fortran ? "True" : "False")
        + ", 'shape': "
        + shape
        + ", }";
  }

  private static byte[] floats(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  private static float[] array(Floats floats) {
    float[] array = new float[(int) floats.length()];
    floats.copyTo(0, array, 0, array.length);
    return array;
  }

  private static final float[] SIX = {1, 2, 3, 4, 5, Float.NaN};

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void everyVersionIsMapped(int major) throws IOException {
    NpyFile file = NpyFile.open(file(major, dict("<f4", false, "(2, 3)"), floats(SIX)));
    List<String> notes = new ArrayList<>();
    assertThat(file.mapped()).isTrue();
    assertThat(file.rows()).isEqualTo(2);
    assertThat(file.columns()).isEqualTo(3);
    Floats values = file.floats(notes::add);
    assertThat(values.mapping()).isNotNull();
    assertThat(array(values)).isEqualTo(SIX);
    assertThat(notes).isEmpty();
  }

  @Test
  void keysMayComeInAnyOrderAndSpelling() throws IOException {
    String dict = "{\"shape\":(2L,3L),\"fortran_order\":False,\"descr\":\"=f4\"}";
    assertThat(array(NpyFile.open(file(1, dict, floats(SIX))).floats(note -> {}))).isEqualTo(SIX);
  }

  @Test
  void columnsThatFollowEachOtherBecomeRows() throws IOException {
    NpyFile file =
        NpyFile.open(file(1, dict("<f4", true, "(2, 3)"), floats(1, 4, 2, 5, 3, Float.NaN)));
    List<String> notes = new ArrayList<>();
    assertThat(file.mapped()).isFalse();
    assertThat(array(file.floats(notes::add))).isEqualTo(SIX);
    assertThat(notes).singleElement().asString().contains("<f4 (2, 3) by columns", "np.save");
    // a single column is the same either way
    assertThat(NpyFile.open(file(1, dict("<f4", true, "(6, 1)"), floats(SIX))).mapped()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "'|i1', 02 fe, 2, -2",
    "'|u1', 02 fe, 2, 254",
    "'|b1', 00 01, 0, 1",
    "'<i2', 02 00 fe ff, 2, -2",
    "'>i2', 00 02 ff fe, 2, -2",
    "'<u2', 02 00 fe ff, 2, 65534",
    "'<i4', 02 00 00 00 fe ff ff ff, 2, -2",
    "'<u4', 02 00 00 00 ff ff ff ff, 2, 4294967296",
    "'<i8', 02 00 00 00 00 00 00 00 fe ff ff ff ff ff ff ff, 2, -2",
    "'<u8', 02 00 00 00 00 00 00 00 ff ff ff ff ff ff ff ff, 2, 18446744073709551616",
    "'<f2', 00 3c 00 c0, 1, -2",
    "'>f4', 3f 80 00 00 c0 00 00 00, 1, -2",
    "'<f8', 00 00 00 00 00 00 f0 3f 9a 99 99 99 99 99 b9 3f, 1, 0.1",
  })
  void otherNumbersAreConverted(String type, String hex, float first, float second)
      throws IOException {
    byte[] elements = new byte[(hex.length() + 1) / 3];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (byte) Integer.parseInt(hex.substring(3 * i, 3 * i + 2), 16);
    }
    NpyFile file = NpyFile.open(file(1, dict(type, false, "(2,)"), elements));
    assertThat(array(file.floats(note -> {}))).containsExactly(first, second);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'(2, 3)'|20|ends early: it has 148 bytes, and its shape (2, 3) takes 152; copy or write",
        "'(3037000500, 3037000500)'|24|is damaged: its shape (3037000500, 3037000500) is too large",
        "'(9999999999999999999, 3)'|24|is damaged: a dimension of 9999999999999999999 elements",
        "'(4611686018427387903,)'|24|is damaged: a dimension of 4611686018427387903 elements",
        "'(999999999999999999, 4)'|24|is damaged: its shape (999999999999999999, 4) is too large",
        "'(-2, 3)'|24|is damaged: its header reads {'descr'",
      })
  void shapesThatDoNotFitTheFileAreRefused(String shape, int bytes, String message)
      throws IOException {
    Path path = file(1, dict("<f4", false, shape), new byte[bytes]);
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> NpyFile.open(path))
        .withMessageStartingWith(path + " " + message);
  }

  @ParameterizedTest
  @CsvSource({
    "'<c8', its elements are of type <c8",
    "'<U5', its elements are of type <U5",
    "'|O', its elements are of type |O",
    "'<f16', its elements are of type <f16",
    "'<i3', its elements are of type <i3",
  })
  void whatIsNoNumberIsRefused(String type, String message) throws IOException {
    Path path = file(1, dict(type, false, "(1,)"), new byte[64]);
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> NpyFile.open(path))
        .withMessageContaining(message)
        .withMessageContaining("astype('<f4')");
  }

  @Test
  void recordsOfFieldsAreRefused() throws IOException {
    String dict =
        "{'descr': [('a', '<f4'), ('b', '<i4')], 'fortran_order': False, 'shape': (1,), }";
    Path path = file(1, dict, new byte[8]);
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> NpyFile.open(path))
        .withMessageContaining("holds records of several fields");
  }

  @Test
  void damagedHeadsAreRefused() throws IOException {
    byte[] good = Files.readAllBytes(file(1, dict("<f4", false, "(2, 3)"), floats(SIX)));
    for (int length : new int[] {0, 5, 7, 9, 11, 12, 60, 127}) {
      Path path = Files.write(folder.resolve("cut.npy"), Arrays.copyOf(good, length));
      assertThatExceptionOfType(DataException.class)
          .as("cut to %d bytes", length)
          .isThrownBy(() -> NpyFile.open(path))
          .withMessageContaining("cut.npy ");
    }
    refused(good, 0, 'X', "does not begin as .npy files do");
    refused(good, 6, 4, "is in version 4.0 of the format");
    refused(good, 6, 0, "is in version 0.0 of the format");
    refused(good, 10, 'X', null);
    byte[] version2 = good.clone();
    version2[6] = 2;
    refused(version2, 11, 0x7F, "its header would be");
    Path none = folder.resolve("none.npy");
    assertThatExceptionOfType(DataException.class).isThrownBy(() -> NpyFile.open(none));
  }

  private void refused(byte[] good, int at, int value, @Nullable String why) throws IOException {
    byte[] bad = good.clone();
    bad[at] = (byte) value;
    Path path = Files.write(folder.resolve("bad.npy"), bad);
    if (why == null) {
      NpyFile.open(path); // the brace itself is not needed to understand the rest
      return;
    }
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> NpyFile.open(path))
        .withMessageContaining(why);
  }

  @Test
  void numbersBeyondFloatAreRefusedWithTheirPlace() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putDouble(1).putDouble(1e300);
    NpyFile file = NpyFile.open(file(1, dict("<f8", false, "(2,)"), bytes.array()));
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> file.floats(note -> {}))
        .withMessageContaining("a.npy, element 2: 1.0E300 is outside the range of float32");
  }

  @Test
  void wholeNumbersAreKeptWhole() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(7).putLong(1L << 40);
    NpyFile longs = NpyFile.open(file(1, dict("<i8", false, "(2,)"), bytes.array()));
    assertThat(longs.longs().get(1)).isEqualTo(1L << 40);
    assertThat(longs.longs().mapping()).isNotNull();
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(longs::ints)
        .withMessageContaining("element 2: 1099511627776 is too large");
    NpyFile ints = NpyFile.open(file(1, dict("<u2", false, "(2,)"), new byte[] {1, 0, -1, -1}));
    assertThat(ints.ints().get(1)).isEqualTo(65535);
    assertThat(ints.longs().get(1)).isEqualTo(65535);
    NpyFile floats = NpyFile.open(file(1, dict("<f4", false, "(6,)"), floats(SIX)));
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(floats::longs)
        .withMessageContaining("x.astype('int64')");
  }

  @Test
  void whatIsWrittenIsWhatTheFormatSays() throws IOException {
    Path path = folder.resolve("w.npy");
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      NpyWriter writer = new NpyWriter(channel, "<f4", 3);
      writer.floats(new float[] {9, 1, 2}, 1, 3);
      writer.floats(new float[] {3, 4, 5, Float.NaN}, 0, 4);
      writer.finish();
    }
    byte[] bytes = Files.readAllBytes(path);
    byte[] expected =
        Files.readAllBytes(file(1, dict("<f4", false, "(2, 3)") + " ".repeat(5), floats(SIX)));
    assertThat(bytes).isEqualTo(expected);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      NpyWriter writer = new NpyWriter(channel, "<i8", 0);
      writer.longs(5);
      writer.finish();
    }
    assertThat(new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1))
        .contains("'descr': '<i8'", "'shape': (1,)");
    assertThat(NpyFile.open(path).longs().get(0)).isEqualTo(5);
  }
}
