package org.glissade.io.npy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.glissade.io.DataException;

/**
 * What the elements of an array are, as its file says it: {@code <f4} is the little-endian {@code
 * float32}.
 *
 * @param kind f for floating point, i and u for integers with and without a sign, b for booleans
 * @param bytes of each element
 * @param order in which they stand
 */
record NpyType(char kind, int bytes, ByteOrder order) {

  /**
   * Reads the text of a type.
   *
   * @throws DataException if its elements are no numbers
   */
  static NpyType of(String text) {
    if (text.matches("[<>|=]?(f[248]|[iu][1248]|b1)")) {
      int kind = text.length() - 2;
      boolean big = text.charAt(0) == '>';
      boolean native_ = text.charAt(0) == '=';
      return new NpyType(
          text.charAt(kind),
          text.charAt(kind + 1) - '0',
          native_ ? ByteOrder.nativeOrder() : big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }
    throw new DataException(
        "its elements are of type "
            + text
            + ", not numbers of up to 8 bytes; with NumPy: np.save(…, x.astype('<f4'))");
  }

  /** Whether elements are stored as this machine holds such numbers. */
  boolean is(char otherKind, int otherBytes) {
    return kind == otherKind && bytes == otherBytes && order.equals(ByteOrder.nativeOrder());
  }

  /** Whether each value is one of {@code float32}, or becomes the nearest one. */
  boolean rounds() {
    return kind == 'f' ? bytes == 8 : bytes >= 4;
  }

  boolean whole() {
    return kind != 'f';
  }

  /** The element at a byte of the buffer, which has the order of this type. */
  double number(ByteBuffer from, int at) {
    return switch (kind) {
      case 'f' ->
          switch (bytes) {
            case 2 -> Float.float16ToFloat(from.getShort(at));
            case 4 -> from.getFloat(at);
            default -> from.getDouble(at);
          };
      case 'i' -> (double) whole(from, at);
      case 'b' -> from.get(at) != 0 ? 1 : 0;
      default ->
          switch (bytes) {
            case 1 -> from.get(at) & 0xFF;
            case 2 -> from.getShort(at) & 0xFFFF;
            case 4 -> from.getInt(at) & 0xFFFFFFFFL;
            default -> unsigned(from.getLong(at));
          };
    };
  }

  /** The whole number at a byte of the buffer; for signed types, and unsigned ones below 2⁶³. */
  long whole(ByteBuffer from, int at) {
    long signed =
        switch (bytes) {
          case 1 -> from.get(at);
          case 2 -> from.getShort(at);
          case 4 -> from.getInt(at);
          default -> from.getLong(at);
        };
    return kind == 'u' && bytes < 8 ? signed & ((1L << (8 * bytes)) - 1) : signed;
  }

  private static double unsigned(long bits) {
    // the odd bit keeps the rounding right
    return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
  }

  @Override
  public String toString() {
    return (bytes == 1 ? "|" : order.equals(ByteOrder.BIG_ENDIAN) ? ">" : "<") + kind + bytes;
  }
}
