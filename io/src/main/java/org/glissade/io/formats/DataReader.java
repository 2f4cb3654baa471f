package org.glissade.io.formats;

import com.github.luben.zstd.ZstdIOException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.ZipException;
import org.glissade.io.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of rows, whatever its format: CSV, TSV, LIBSVM or ARFF, plain or compressed with
 * gzip or Zstandard, UTF-8 with or without byte order mark, lines that end in LF or CRLF; or an
 * array of NumPy or an IDX file.
 *
 * <p>The format is the one that the options say, else the one that the extension of the file tells
 * ({@code .csv .tsv .libsvm .svm .arff}, each also {@code .gz} and {@code .zst}, and {@code .npy}),
 * else the one that the content looks like. Compression is seen from the content alone.
 */
public final class DataReader {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private DataReader() {}

  /** What is done with the bytes of a text, unpacked. */
  private interface Reading<T> {
    T read(PeekStream bytes, Format format) throws IOException;
  }

  /**
   * Reads everything.
   *
   * @throws DataException if the data cannot be used; the message says what, where and what to do
   */
  public static ReadResult read(Source source, ReadOptions options) {
    List<String> notes = new ArrayList<>();
    Path array = ArrayReader.arrayFile(source, options);
    if (array != null) {
      return new ArrayReader(array, options, notes).read();
    }
    Path idx = IdxReader.idxFile(source, options);
    if (idx != null) {
      return new IdxReader(idx, options, notes).read();
    }
    return text(source, options, notes, null).heading();
  }

  /**
   * Reads as many rows as stand at the beginning of a text, to tell which columns it has; arrays,
   * which are mapped, as a whole.
   *
   * @param length how many bytes of the unpacked text to look at, if it is longer
   * @throws DataException as {@link #read}, and where the beginning cannot be read by itself
   */
  public static ReadResult head(Source source, ReadOptions options, int length) {
    if (isArray(source, options) || IdxReader.idxFile(source, options) != null) {
      return read(source, options);
    }
    byte[] head =
        opened(source, options, new ArrayList<>(), (bytes, format) -> bytes.readNBytes(length));
    int end = head.length;
    while (head.length == length && end > 0 && head[end - 1] != '\n') {
      end--; // the last line may be half of one
    }
    if (end == 0 && head.length > 0) {
      throw new DataException(
          source.name() + ":1: the line is longer than the " + length + " bytes looked at");
    }
    InputStream lines = new ByteArrayInputStream(head, 0, end);
    return read(Source.stream(source.name(), lines), options);
  }

  /**
   * Reads a text without keeping its rows.
   *
   * @param sink receives them; may stop the reading by what it throws
   * @throws DataException if the data cannot be used; the message says what, where and what to do
   */
  public static RowSink.Summary stream(Source source, ReadOptions options, RowSink sink) {
    return text(source, options, new ArrayList<>(), sink);
  }

  private static RowSink.Summary text(
      Source source, ReadOptions options, List<String> notes, @Nullable RowSink sink) {
    String name = source.name();
    return opened(
        source,
        options,
        notes,
        (bytes, format) ->
            switch (format) {
              case CSV, TSV, ARFF -> {
                TableReader table = new TableReader(name, bytes, options, notes, sink);
                ReadResult read = format == Format.ARFF ? table.arff() : table.separated(format);
                yield new RowSink.Summary(table.rowsRead(), read);
              }
              case LIBSVM -> {
                LibsvmReader rows = new LibsvmReader(name, options, notes, sink);
                ReadResult read = rows.read(bytes);
                yield new RowSink.Summary(rows.rowsRead(), read);
              }
              case NPY -> throw notMappable(name);
              case IDX ->
                  throw new DataException(
                      name + " is an IDX file: it is read as a file, and needs no cache");
            });
  }

  /**
   * Reads text of numbers only and hands its rows over as they are read, while the rest is read by
   * other threads; nothing is kept. Numbered features (LIBSVM) can be read so, and tables of
   * numbers without missing ones whose target is a column of theirs.
   *
   * @param notes receives what was assumed
   * @return false if the rows cannot be read so, which may show after some have been
   * @throws DataException as {@link #read}
   */
  public static boolean numbers(
      Source source, ReadOptions options, NumberSink sink, List<String> notes) {
    if (isArray(source, options) || IdxReader.idxFile(source, options) != null) {
      return false;
    }
    String name = source.name();
    return opened(
        source,
        options,
        notes,
        (bytes, format) -> {
          try {
            return switch (format) {
              case CSV, TSV ->
                  new TableReader(name, bytes, options, notes, null).stream(format, sink);
              case LIBSVM -> new LibsvmReader(name, options, notes, null).stream(bytes, sink);
              case ARFF, NPY, IDX -> false;
            };
          } catch (StreamEnd e) {
            return e.served();
          }
        });
  }

  /**
   * On which line of a text some of its rows start. Reads as far as the last of them.
   *
   * @param rows their numbers from 0, in any order
   * @return the lines from 1, in the same order; 0 where a row is not found, and null where rows
   *     have no lines (arrays) or cannot be read again (streams)
   */
  public static long @Nullable [] lines(Source source, ReadOptions options, int[] rows) {
    if (source.path() == null
        || isArray(source, options)
        || IdxReader.idxFile(source, options) != null) {
      return null;
    }
    List<String> notes = new ArrayList<>();
    RowLines found = new RowLines(rows);
    return opened(
        source,
        options,
        notes,
        (bytes, format) -> {
          switch (format) {
            case CSV, TSV, ARFF ->
                new TableReader(source.name(), bytes, options, notes, null).lines(format, found);
            case LIBSVM -> found.libsvm(bytes);
            case NPY, IDX -> {}
          }
          return found.lines();
        });
  }

  private static <T> T opened(
      Source source, ReadOptions options, List<String> notes, Reading<T> reading) {
    try (InputStream raw = source.open();
        PeekStream packed = new PeekStream(raw);
        PeekStream bytes = new PeekStream(unpacked(packed))) {
      Format format = format(source.name(), bytes, options, notes::add);
      return reading.read(bytes, format);
    } catch (EOFException | ZipException | ZstdIOException e) {
      throw new DataException(
          source.name()
              + ": the compressed file is damaged or ends early"
              + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")")
              + "; fetch or compress it again",
          e);
    } catch (IOException e) {
      throw new DataException(source.name() + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Whether it is an array of NumPy, which is mapped as it is. */
  public static boolean isArray(Source source, ReadOptions options) {
    return ArrayReader.arrayFile(source, options) != null;
  }

  /** Whether a text holds sparse rows (LIBSVM). */
  public static boolean isSparse(Source source, ReadOptions options) {
    try (InputStream raw = source.open();
        PeekStream packed = new PeekStream(raw);
        PeekStream bytes = new PeekStream(unpacked(packed))) {
      return format(source.name(), bytes, options, note -> {}) == Format.LIBSVM;
    } catch (IOException e) {
      return false; // whoever reads it says why it cannot be read
    }
  }

  private static InputStream unpacked(PeekStream packed) throws IOException {
    return Compression.of(packed.peek()).unpacked(packed);
  }

  /** The format of a text, from what the options, the name and the content say. */
  private static Format format(
      String name, PeekStream bytes, ReadOptions options, Consumer<String> notes)
      throws IOException {
    byte[] head = bytes.peek();
    if (head.length == 0) {
      throw new DataException(name + " is empty");
    }
    if (startsWith(head, BYTE_ORDER_MARK)) {
      bytes.skipNBytes(BYTE_ORDER_MARK.length);
      head = bytes.peek();
      notes.accept("starts with a byte order mark: left out");
    }
    Format format = options.format();
    if (format == null) {
      format = Format.ofFileName(name);
    }
    if (format != Format.NPY) {
      ContentSniffer.requireText(name, head);
    }
    if (format == null) {
      format = ContentSniffer.format(name, head);
    }
    return format;
  }

  private static DataException notMappable(String name) {
    return new DataException(
        name
            + " does not hold an array of NumPy that can be mapped: it must be a file, not"
            + " compressed, not standard input");
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }
}
