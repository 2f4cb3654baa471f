package org.glissade.spark.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.serializer.SerializationStream;
import org.jspecify.annotations.Nullable;
import scala.reflect.ClassTag$;

/**
 * A {@link Parcel} in pieces, for what may be as large as a model: Spark makes several copies of
 * the result of a task while it arrives, and so the driver has to hold these of a few pieces only;
 * and Kryo refuses a result that is larger than its buffer.
 */
final class Pieces {
  /** Bytes of a piece: the attempt, its number, how many there are, and its part of the content. */
  private static final int PIECE = 1 << 20;

  private static final int HEAD = Long.BYTES + 2 * Integer.BYTES;

  /** Pieces that are one result of a task, about. */
  private static final int IN_RESULT = 8;

  private static final int MOST_RESULTS = 10_000;

  private Pieces() {}

  /** In how many results so many bytes should come. */
  static int results(double bytes) {
    return (int) Math.clamp(Math.ceil(bytes / PIECE / IN_RESULT), 1, MOST_RESULTS);
  }

  /**
   * Makes pieces of it.
   *
   * @param attempt to make it: pieces of different ones do not belong together
   */
  static <T extends Serializable> List<byte[]> of(T content, Class<T> type, long attempt) {
    Cut pieces = new Cut();
    try (SerializationStream stream = Parcel.serializer(type).serializeStream(pieces)) {
      stream.writeObject(content, ClassTag$.MODULE$.apply(type));
    }
    return pieces.headed(attempt);
  }

  /** Whether all pieces are of the same attempt. */
  static boolean isOfOneAttempt(List<byte[]> pieces) {
    long first = ByteBuffer.wrap(pieces.getFirst()).getLong();
    return pieces.stream().allMatch(piece -> ByteBuffer.wrap(piece).getLong() == first);
  }

  /**
   * What {@link #of} made pieces of. The list is not changed, but while the content is made, its
   * pieces are let go one by one: who calls should keep none.
   *
   * @param pieces all of them, in any order
   */
  static <T extends Serializable> T open(List<byte[]> pieces, Class<T> type) {
    byte[][] ordered = new byte[pieces.size()][];
    for (byte[] piece : pieces) {
      ByteBuffer head = ByteBuffer.wrap(piece);
      head.getLong();
      int number = head.getInt();
      if (head.getInt() != ordered.length || ordered[number] != null) {
        throw new IllegalStateException("a result is not whole: " + ordered.length + " pieces");
      }
      ordered[number] = piece;
    }
    try (DeserializationStream stream =
        Parcel.serializer(type).deserializeStream(new Joined(ordered))) {
      return stream.readObject(ClassTag$.MODULE$.apply(type));
    }
  }

  /** Cuts what is written. */
  private static final class Cut extends OutputStream {
    private final List<byte[]> full = new ArrayList<>();
    private byte[] piece = new byte[PIECE];
    private int at = HEAD;

    @Override
    public void write(int value) {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      for (int done = 0; done < length; ) {
        if (at == PIECE) {
          full.add(piece);
          piece = new byte[PIECE];
          at = HEAD;
        }
        int now = Math.min(length - done, PIECE - at);
        System.arraycopy(bytes, from + done, piece, at, now);
        at += now;
        done += now;
      }
    }

    List<byte[]> headed(long attempt) {
      full.add(Arrays.copyOf(piece, at));
      for (int i = 0; i < full.size(); i++) {
        ByteBuffer.wrap(full.get(i)).putLong(attempt).putInt(i).putInt(full.size());
      }
      return full;
    }
  }

  /** Reads one piece after the other, and forgets it. */
  private static final class Joined extends InputStream {
    private final byte[] @Nullable [] pieces;
    private int number;
    private int at = HEAD;

    Joined(byte[] @Nullable [] pieces) {
      this.pieces = pieces;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
      while (number < pieces.length) {
        byte[] piece = Objects.requireNonNull(pieces[number]);
        int now = Math.min(length, piece.length - at);
        if (now > 0 || length == 0) {
          System.arraycopy(piece, at, bytes, from, now);
          at += now;
          return now;
        }
        pieces[number++] = null;
        at = HEAD;
      }
      return -1;
    }
  }
}
