package org.glissade.io.npy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.glissade.io.DataException;

/**
 * The head of an array file, format 1.0, 2.0 or 3.0 (NumPy Enhancement Proposal 1 and the
 * documentation of {@code numpy.lib.format}):
 *
 * <pre>
 *   93 "NUMPY"  major minor  length (2 bytes little-endian in 1.0, else 4)
 *   {'descr': '&lt;f4', 'fortran_order': False, 'shape': (1000, 101), }  blanks  LF
 *   elements
 * </pre>
 *
 * @param type of the elements
 * @param fortran whether columns follow each other instead of rows
 * @param shape length of each dimension; empty for a single number
 * @param offset where the elements begin in the file
 */
record NpyHeader(NpyType type, boolean fortran, long[] shape, long offset) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int FIXED = 8;

  /** A head longer than this is damaged; NumPy itself stops at 10,000 bytes. */
  private static final int LONGEST = 1 << 20;

  /** Heads are written this long, so that the number of rows can be filled in at the end. */
  static final int WRITTEN = 128;

  private static final Pattern TYPE =
      Pattern.compile("['\"]descr['\"]\\s*:\\s*['\"]([^'\"]*)['\"]");
  private static final Pattern ORDER =
      Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
  private static final Pattern SHAPE =
      Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([0-9L,\\s]*)\\)");

  /** Whether bytes begin as an array file does. */
  static boolean startsWithMagic(byte[] bytes) {
    return bytes.length >= MAGIC.length
        && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /**
   * Reads the head of a file.
   *
   * @throws DataException if it is none; says why
   */
  static NpyHeader read(FileChannel channel) throws IOException {
    byte[] fixed = bytes(channel, 0, FIXED + 4);
    if (!startsWithMagic(fixed)) {
      throw new DataException("does not begin as .npy files do; write it with np.save");
    }
    if (fixed.length < FIXED + 4) {
      throw new DataException("ends within its header");
    }
    int major = fixed[6];
    if (major < 1 || major > 3) {
      throw new DataException(
          "is in version "
              + (major & 0xFF)
              + "."
              + (fixed[7] & 0xFF)
              + " of the format, which is not known; write it with np.save");
    }
    ByteBuffer numbers = ByteBuffer.wrap(fixed).order(ByteOrder.LITTLE_ENDIAN);
    int start = major == 1 ? FIXED + 2 : FIXED + 4;
    long length =
        major == 1 ? numbers.getShort(FIXED) & 0xFFFF : numbers.getInt(FIXED) & 0xFFFFFFFFL;
    if (length > LONGEST) {
      throw new DataException("is damaged: its header would be " + length + " bytes long");
    }
    byte[] text = bytes(channel, start, (int) length);
    if (text.length < length) {
      throw new DataException("ends within its header");
    }
    return parse(
        new String(text, major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1),
        start + length);
  }

  private static byte[] bytes(FileChannel channel, long from, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        break;
      }
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private static NpyHeader parse(String text, long offset) {
    Matcher order = found(ORDER, text);
    Matcher shape = found(SHAPE, text);
    Matcher type = TYPE.matcher(text);
    if (!type.find()) {
      throw new DataException(
          text.contains("descr")
              ? "holds records of several fields; save a plain array of numbers"
              : unclear(text));
    }
    String[] parts = shape.group(1).replace("L", "").split(",", -1);
    long[] lengths =
        Arrays.stream(parts)
            .map(String::strip)
            .filter(part -> !part.isEmpty())
            .mapToLong(NpyHeader::length)
            .toArray();
    return new NpyHeader(NpyType.of(type.group(1)), order.group(1).equals("True"), lengths, offset);
  }

  private static long length(String digits) {
    if (!digits.matches("[0-9]{1,18}")) {
      throw new DataException("is damaged: a dimension of " + digits + " elements");
    }
    return Long.parseLong(digits);
  }

  private static Matcher found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new DataException(unclear(text));
    }
    return matcher;
  }

  private static String unclear(String text) {
    return "is damaged: its header reads " + text.substring(0, Math.min(80, text.length())).strip();
  }

  /**
   * Number of elements.
   *
   * @throws DataException if it, or the file, would be longer than files can be
   */
  long count() {
    try {
      long count = 1;
      for (long length : shape) {
        count = Math.multiplyExact(count, length);
      }
      Math.addExact(offset, Math.multiplyExact(count, (long) type.bytes()));
      return count;
    } catch (ArithmeticException e) {
      throw new DataException("is damaged: its shape " + shapeText() + " is too large", e);
    }
  }

  String shapeText() {
    String text = Arrays.toString(shape);
    return "(" + text.substring(1, text.length() - 1) + (shape.length == 1 ? ",)" : ")");
  }

  /** The head of a file of rows in C order, {@value #WRITTEN} bytes, format 1.0. */
  static byte[] written(String type, long... shape) {
    NpyHeader header = new NpyHeader(NpyType.of(type), false, shape, WRITTEN);
    byte[] bytes = new byte[WRITTEN];
    Arrays.fill(bytes, (byte) ' ');
    System.arraycopy(MAGIC, 0, bytes, 0, MAGIC.length);
    bytes[6] = 1;
    bytes[7] = 0;
    bytes[8] = (byte) (WRITTEN - FIXED - 2);
    bytes[9] = 0;
    byte[] text =
        ("{'descr': '" + type + "', 'fortran_order': False, 'shape': " + header.shapeText() + ", }")
            .getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(text, 0, bytes, FIXED + 2, text.length);
    bytes[WRITTEN - 1] = '\n';
    return bytes;
  }
}
