package org.glissade.io.formats;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.glissade.data.Grid;
import org.glissade.data.Ranges;
import org.glissade.io.DataException;
import org.glissade.io.table.Column;
import org.glissade.io.table.Matrix;
import org.glissade.math.Floats;
import org.jspecify.annotations.Nullable;

/**
 * IDX files, the format of MNIST (LeCun, Cortes and Burges, "The MNIST database", 1998): two zero
 * bytes, a type, the number of dimensions, their lengths, and the numbers, all most significant
 * byte first; plain or compressed.
 *
 * <p>The first dimension counts the rows; all others together are columns, called c1, c2, ….
 * Unsigned bytes become numbers from 0 to 1, byte/255. Labels are in a file of their own, as they
 * are: the one that {@code --target-file} names, or {@code …labels-idx1…} beside {@code
 * …images-idx3…}.
 */
final class IdxReader {
  private static final int BUFFER = 1 << 16;

  private static final int UNSIGNED_BYTE = 8;

  private final Path path;
  private final String source;
  private final ReadOptions options;
  private final List<String> notes;

  /** What an IDX file holds. */
  private record Contents(int rows, int columns, int dimensions, boolean bytes, Floats values) {}

  IdxReader(Path path, ReadOptions options, List<String> notes) {
    this.path = path;
    this.source = path.toString();
    this.options = options;
    this.notes = notes;
  }

  /** The file, if it is one, by the options, its name, or its first bytes; else null. */
  static @Nullable Path idxFile(Source source, ReadOptions options) {
    Path path = source.path();
    if (path == null || !Files.isRegularFile(path)) {
      return null;
    }
    if (options.format() != null) {
      return options.format() == Format.IDX ? path : null;
    }
    Format named = Format.ofFileName(path.toString());
    if (named != null) {
      return named == Format.IDX ? path : null;
    }
    try (InputStream in = unpacked(path)) {
      byte[] head = in.readNBytes(4);
      boolean idx =
          head.length == 4
              && head[0] == 0
              && head[1] == 0
              && size(head[2]) > 0
              && head[3] > 0
              && head[3] <= 8;
      return idx ? path : null;
    } catch (IOException e) {
      return null; // whoever reads it as text says why it cannot be read
    }
  }

  private static Compression compression(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return Compression.of(in.readNBytes(Compression.MAGIC));
    }
  }

  private static InputStream unpacked(Path path) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(path), BUFFER);
    InputStream in = compression(path).unpacked(raw);
    return in == raw ? raw : new BufferedInputStream(in, BUFFER);
  }

  /** Bytes of a number of that type; 0 if there is no such type. */
  private static int size(int type) {
    return switch (type) {
      case UNSIGNED_BYTE, 9 -> 1;
      case 11 -> 2;
      case 12, 13 -> 4;
      case 14 -> 8;
      default -> 0;
    };
  }

  ReadResult read() {
    Contents images = contents(path);
    if (images.dimensions < 2) {
      throw new DataException(
          source
              + " holds one number a row: labels, it seems; name the file of the images, and this"
              + " one as --target-file");
    }
    List<String> names = IntStream.rangeClosed(1, images.columns).mapToObj(j -> "c" + j).toList();
    List<Column> beside = new ArrayList<>();
    Path labels = labels();
    String target = null;
    if (labels != null) {
      options.requireOneTarget(source, "images (IDX)");
      target = options.targets().isEmpty() ? "label" : options.targets().getFirst();
      beside.add(new Column.Numeric(target, labels(labels, images.rows)));
      notes.add("labels from " + labels);
    }
    if (images.bytes) {
      notes.add("bytes are divided by 255");
    }
    Matrix matrix =
        new Matrix(
            source,
            new Grid(
                images.values,
                images.columns,
                Ranges.of(0, images.rows),
                Ranges.of(0, images.columns)),
            names,
            beside);
    return new ReadResult(matrix, target == null ? List.of() : List.of(target), null, notes);
  }

  /** Where the labels are; null if there need not be any. */
  private @Nullable Path labels() {
    if (options.targetFile() != null) {
      return options.targetFile();
    }
    Path file = path.getFileName();
    String name = file == null ? "" : file.toString();
    Path beside =
        path.resolveSibling(name.replace("images", "labels").replaceFirst("idx[2-9]", "idx1"));
    if (!beside.equals(path) && Files.isRegularFile(beside)) {
      return beside;
    }
    if (options.targetRule() == ReadOptions.TargetRule.IF_PRESENT
        || options.targetRule() == ReadOptions.TargetRule.NONE) {
      return null;
    }
    throw new DataException(
        source + " has no labels: there is no file " + beside + ", and --target-file names none");
  }

  private float[] labels(Path file, int rows) {
    Contents labels = contents(file);
    if (labels.rows != rows || labels.columns != 1) {
      throw new DataException(
          file
              + " holds "
              + labels.rows
              + " rows of "
              + labels.columns
              + ", not one label for each of the "
              + rows
              + " rows of "
              + source);
    }
    float[] values = new float[rows];
    labels.values.copyTo(0, values, 0, rows);
    return values;
  }

  private static Contents contents(Path file) {
    try (DataInputStream in = new DataInputStream(unpacked(file))) {
      int magic = in.readInt();
      int type = magic >>> 8;
      int dimensions = magic & 0xFF;
      if (size(type) == 0 || dimensions == 0) {
        throw new DataException(
            file + " is not an IDX file: it begins with " + Integer.toHexString(magic));
      }
      long rows = in.readInt();
      long columns = 1;
      for (int i = 1; i < dimensions; i++) {
        long length = in.readInt();
        columns = length < 1 || columns > Integer.MAX_VALUE / length ? 0 : columns * length;
      }
      if (rows < 1 || columns < 1 || rows * columns > Long.MAX_VALUE / 64) {
        throw new DataException(
            file + " is empty or damaged: it says " + rows + " rows of " + columns + " numbers");
      }
      long bytes = rows * columns * size(type);
      boolean packed = compression(file) != Compression.NONE;
      if (columns * size(type) > Integer.MAX_VALUE - 8 || (!packed && Files.size(file) < bytes)) {
        throw new EOFException();
      }
      boolean scaled = type == UNSIGNED_BYTE && dimensions > 1;
      Floats values = numbers(in, type, (int) rows, (int) columns, scaled);
      if (in.read() >= 0) {
        throw new DataException(file + " is damaged: there is more in it than it says");
      }
      return new Contents((int) rows, (int) columns, dimensions, scaled, values);
    } catch (EOFException e) {
      throw new DataException(file + " ends early: it is damaged or not whole", e);
    } catch (IOException e) {
      throw new DataException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Floats numbers(DataInputStream in, int type, int rows, int columns, boolean scaled)
      throws IOException {
    byte[] row = new byte[Math.multiplyExact(columns, size(type))];
    Floats values = Floats.zeros((long) rows * columns);
    float[] numbers = new float[columns];
    var buffer = ByteBuffer.wrap(row);
    for (int i = 0; i < rows; i++) {
      in.readFully(row);
      for (int j = 0; j < columns; j++) {
        numbers[j] =
            switch (type) {
              case UNSIGNED_BYTE -> scaled ? (row[j] & 0xFF) / 255f : row[j] & 0xFF;
              case 9 -> row[j];
              case 11 -> buffer.getShort(2 * j);
              case 12 -> buffer.getInt(4 * j);
              case 13 -> buffer.getFloat(4 * j);
              default -> (float) buffer.getDouble(8 * j);
            };
      }
      values.copyFrom(numbers, 0, (long) i * columns, columns);
    }
    return values;
  }

  /** Whether the name of a file says that it is one: {@code train-images-idx3-ubyte.gz}. */
  static boolean isNamed(String fileName) {
    String name = Compression.without(fileName.toLowerCase(Locale.ROOT));
    return name.matches(".*[-.]idx[1-8]?(-ubyte)?");
  }
}
