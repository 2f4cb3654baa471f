package org.glissade.io.npy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.glissade.io.DataException;
import org.glissade.math.Floats;
import org.glissade.math.Ints;
import org.glissade.math.Longs;

/**
 * An array in a file. What is stored as this machine holds it is mapped, whatever its size; the
 * rest is converted in memory, up to half of what the JVM may take.
 */
public final class NpyFile {
  private static final int PIECE = 1 << 16;

  private final Path path;
  private final NpyHeader header;

  private NpyFile(Path path, NpyHeader header) {
    this.path = path;
    this.header = header;
  }

  /** Whether these are the first bytes of an array file. */
  public static boolean isHead(byte[] bytes) {
    return NpyHeader.startsWithMagic(bytes);
  }

  /**
   * Reads the head of a file and checks that the file is as long as it says.
   *
   * @throws DataException if it is no array of numbers; says why
   */
  public static NpyFile open(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new DataException(
          Files.exists(path) ? path + " is not a file" : path + ": no such file");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      NpyHeader header = NpyHeader.read(channel);
      long needed = header.offset() + header.count() * header.type().bytes();
      if (channel.size() < needed) {
        throw new DataException(
            "ends early: it has "
                + channel.size()
                + " bytes, and its shape "
                + header.shapeText()
                + " takes "
                + needed
                + "; copy or write it again");
      }
      return new NpyFile(path, header);
    } catch (DataException e) {
      throw new DataException(path + " " + e.getMessage(), e);
    } catch (IOException e) {
      throw new DataException(path + " cannot be read: " + e.getMessage(), e);
    }
  }

  public Path path() {
    return path;
  }

  /** Number of dimensions. */
  public int dimensions() {
    return header.shape().length;
  }

  /** Length of the first dimension; 1 for a single number. */
  public long rows() {
    return dimensions() == 0 ? 1 : header.shape()[0];
  }

  /** Product of the lengths of all other dimensions. */
  public long columns() {
    long columns = 1;
    for (int i = 1; i < dimensions(); i++) {
      columns *= header.shape()[i];
    }
    return columns;
  }

  /** Its elements and shape, for people: {@code <f4 (1000, 101)}. */
  public String describe() {
    return header.type() + " " + header.shapeText() + (transposed() ? " by columns" : "");
  }

  /** Whether columns, not rows, follow each other in the file. */
  public boolean transposed() {
    return header.fortran() && dimensions() > 1 && rows() != 1 && columns() != 1;
  }

  /** Whether {@link #floats} maps it. */
  public boolean mapped() {
    return header.type().is('f', 4) && !transposed();
  }

  /**
   * The elements, row after row, as {@code float32}.
   *
   * @param notes receives how they were converted, if they were
   * @throws DataException if they would have to be converted and are too many for that
   */
  public Floats floats(Consumer<String> notes) {
    if (mapped()) {
      return unchecked(() -> Floats.map(path, header.offset(), header.count()));
    }
    if (header.count() > Runtime.getRuntime().maxMemory() / (2 * Float.BYTES)) {
      throw new DataException(
          path
              + " holds "
              + describe()
              + ": only rows of float32 are read where they lie, and converting these in memory"
              + " takes too much of it; convert them once: "
              + (transposed()
                  ? "np.save('new.npy', np.ascontiguousarray(x, dtype='<f4'))"
                  : "glissade convert " + path + " NEW.npy"));
    }
    notes.accept(
        "converted "
            + describe()
            + " to float32 in memory"
            + (header.type().rounds() ? ", rounded to the nearest" : "")
            + "; np.save(…, np.ascontiguousarray(x, dtype='<f4')) makes a file that is read where"
            + " it lies");
    Floats result = Floats.zeros(header.count());
    if (transposed()) {
      long rows = rows();
      long columns = columns();
      read(
          (from, values, count) -> {
            for (int i = 0; i < count; i++) {
              result.set((from + i) % rows * columns + (from + i) / rows, values[i]);
            }
          });
    } else {
      read((from, values, count) -> result.copyFrom(values, 0, from, count));
    }
    return result;
  }

  /** Receives converted elements. */
  @FunctionalInterface
  public interface Sink {
    /**
     * @param from index of the first one
     * @param values {@code values[0 … count)}; overwritten afterwards
     */
    void accept(long from, float[] values, int count) throws IOException;
  }

  /**
   * Reads all elements in the order of the file, converted to {@code float32}.
   *
   * @throws DataException if one leaves the range of {@code float32}; says which
   */
  public void read(Sink sink) {
    float[] values = new float[PIECE];
    NpyType type = header.type();
    pieces(
        (bytes, from, count) -> {
          for (int i = 0; i < count; i++) {
            double number = type.number(bytes, i * type.bytes());
            values[i] = (float) number;
            if (Float.isInfinite(values[i])) {
              throw new DataException(
                  path
                      + ", element "
                      + (from + i + 1)
                      + ": "
                      + number
                      + " is outside the range of float32");
            }
          }
          sink.accept(from, values, count);
        });
  }

  /** The elements as {@code int64}; mapped if they are stored so. */
  public Longs longs() {
    if (header.type().is('i', 8)) {
      return unchecked(() -> Longs.map(path, header.offset(), header.count()));
    }
    requireWhole("int64");
    long[] values = new long[array()];
    pieces(
        (bytes, from, count) -> {
          for (int i = 0; i < count; i++) {
            values[(int) from + i] = header.type().whole(bytes, i * header.type().bytes());
          }
        });
    return Longs.of(values);
  }

  /** The elements as {@code int32}; mapped if they are stored so. */
  public Ints ints() {
    if (header.type().is('i', 4)) {
      return unchecked(() -> Ints.map(path, header.offset(), header.count()));
    }
    requireWhole("int32");
    int[] values = new int[array()];
    pieces(
        (bytes, from, count) -> {
          for (int i = 0; i < count; i++) {
            long value = header.type().whole(bytes, i * header.type().bytes());
            if (value != (int) value) {
              throw new DataException(
                  path + ", element " + (from + i + 1) + ": " + value + " is too large");
            }
            values[(int) from + i] = (int) value;
          }
        });
    return Ints.of(values);
  }

  private void requireWhole(String wanted) {
    if (!header.type().whole()) {
      throw new DataException(
          path
              + " holds "
              + describe()
              + " where whole numbers belong; with NumPy: np.save(…,"
              + " x.astype('"
              + wanted
              + "'))");
    }
  }

  private int array() {
    if (header.count() > Runtime.getRuntime().maxMemory() / (2 * Long.BYTES)) {
      throw new DataException(
          path
              + " holds "
              + describe()
              + ", too many to be converted in memory; convert them with"
              + " NumPy: int64 for indptr, int32 for indices");
    }
    return Math.toIntExact(header.count());
  }

  @FunctionalInterface
  private interface Piece {
    void accept(ByteBuffer bytes, long from, int count) throws IOException;
  }

  private void pieces(Piece piece) {
    int size = header.type().bytes();
    ByteBuffer bytes = ByteBuffer.allocate(PIECE * size).order(header.type().order());
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      for (long from = 0; from < header.count(); from += PIECE) {
        int count = (int) Math.min(PIECE, header.count() - from);
        bytes.clear().limit(count * size);
        while (bytes.hasRemaining()) {
          if (channel.read(bytes, header.offset() + from * size + bytes.position()) < 0) {
            throw new DataException(path + " was cut while it was read");
          }
        }
        piece.accept(bytes, from, count);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T unchecked(java.util.function.Supplier<T> mapping) {
    try {
      return mapping.get();
    } catch (UncheckedIOException e) {
      throw new DataException(String.valueOf(e.getMessage()), e);
    }
  }
}
