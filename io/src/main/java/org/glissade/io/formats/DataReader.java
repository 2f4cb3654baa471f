package org.glissade.io.formats;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.glissade.io.DataException;

/**
 * Reads a file of rows, whatever its format: CSV, TSV, LIBSVM or ARFF, plain or compressed with
 * gzip, UTF-8 with or without byte order mark, lines that end in LF or CRLF; or an array of NumPy.
 *
 * <p>The format is the one that the options say, else the one that the extension of the file tells
 * ({@code .csv .tsv .libsvm .svm .arff}, each also {@code .gz}, and {@code .npy}), else the one
 * that the content looks like. Compression is seen from the content alone.
 */
public final class DataReader {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final int BUFFER = 1 << 16;

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
    String name = source.name();
    return opened(
        source,
        options,
        notes,
        (bytes, format) ->
            switch (format) {
              case CSV, TSV -> new TableReader(name, bytes, options, notes).separated(format);
              case ARFF -> new TableReader(name, bytes, options, notes).arff();
              case LIBSVM -> new LibsvmReader(name, options, notes).read(bytes);
              case NPY -> throw notMappable(name);
            });
  }

  /**
   * Reads text and hands its rows over as they are read, while the rest is read by other threads;
   * nothing is kept. Numbered features (LIBSVM) can be read so, and tables of numbers without
   * missing ones whose target is a column of theirs.
   *
   * @param notes receives what was assumed
   * @return false if the rows cannot be read so, which may show after some have been
   * @throws DataException as {@link #read}
   */
  public static boolean stream(
      Source source, ReadOptions options, NumberSink sink, List<String> notes) {
    if (ArrayReader.arrayFile(source, options) != null) {
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
              case CSV, TSV -> new TableReader(name, bytes, options, notes).stream(format, sink);
              case LIBSVM -> new LibsvmReader(name, options, notes).stream(bytes, sink);
              case ARFF, NPY -> false;
            };
          } catch (StreamEnd e) {
            return e.served();
          }
        });
  }

  private static <T> T opened(
      Source source, ReadOptions options, List<String> notes, Reading<T> reading) {
    try (InputStream raw = source.open();
        PeekStream packed = new PeekStream(raw);
        PeekStream bytes = new PeekStream(unpacked(packed))) {
      Format format = format(source.name(), bytes, options, notes);
      return reading.read(bytes, format);
    } catch (EOFException | ZipException e) {
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

  private static InputStream unpacked(PeekStream packed) throws IOException {
    byte[] head = packed.peek();
    boolean gzip = head.length >= 2 && head[0] == (byte) 0x1F && head[1] == (byte) 0x8B;
    return gzip ? new GZIPInputStream(packed, BUFFER) : packed;
  }

  /** The format of a text, with its byte order mark left out. */
  private static Format format(
      String name, PeekStream bytes, ReadOptions options, List<String> notes) throws IOException {
    byte[] head = bytes.peek();
    if (head.length == 0) {
      throw new DataException(name + " is empty");
    }
    if (startsWith(head, BYTE_ORDER_MARK)) {
      bytes.skipNBytes(BYTE_ORDER_MARK.length);
      head = bytes.peek();
      notes.add("starts with a byte order mark: left out");
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
