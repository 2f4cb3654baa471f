package org.glissade.io.formats;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.glissade.data.SparseExamples;
import org.glissade.io.DataException;
import org.glissade.io.table.SparseRecords;

/**
 * LIBSVM text: {@code label index:value …} on each line, indices from 1 and ascending, {@code
 * qid:n} left out, {@code #} starts a comment, blank lines do not count (Chang and Lin, "LIBSVM: a
 * library for support vector machines", the README of the package). Zeros are not stored.
 *
 * <p>Lines are found in one large buffer and read from its bytes, without making a string of
 * anything.
 */
final class LibsvmReader {
  private static final int MOST_VALUES = Integer.MAX_VALUE - 8;

  private final String source;
  private final ReadOptions options;
  private final List<String> notes;

  private byte[] buffer = new byte[1 << 18];
  private char[] token = new char[64];
  private long line;
  private int lineStart;

  private float[] labels = new float[1024];
  private long[] starts = new long[1025];
  private int rows;
  private int[] indices = new int[1 << 14];
  private float[] values = new float[1 << 14];
  private int stored;
  private int largest;
  private long beyond;

  /**
   * @param notes what is assumed is added here
   */
  LibsvmReader(String source, ReadOptions options, List<String> notes) {
    this.source = source;
    this.options = options;
    this.notes = notes;
  }

  ReadResult read(InputStream in) throws IOException {
    int limit = 0;
    int searched = 0;
    int from = 0;
    boolean ended = false;
    while (!ended) {
      int end = searched;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      if (end < limit) {
        readLine(from, end);
        from = end + 1;
        searched = from;
        continue;
      }
      System.arraycopy(buffer, from, buffer, 0, limit - from);
      limit -= from;
      searched = limit;
      from = 0;
      if (limit == buffer.length) {
        if (limit >= 1 << 30) {
          throw new DataException(source + ":" + (line + 1) + ": the line is longer than 1 GiB");
        }
        buffer = Arrays.copyOf(buffer, 2 * limit);
      }
      int count = in.read(buffer, limit, buffer.length - limit);
      ended = count < 0;
      limit += Math.max(0, count);
    }
    readLine(from, limit);
    return result();
  }

  private ReadResult result() {
    if (rows == 0) {
      throw new DataException(source + " holds no rows, only blank lines and comments");
    }
    int columns = options.features() > 0 ? options.features() : largest;
    if (columns == 0) {
      throw new DataException(source + " holds labels but no feature (index:value)");
    }
    notes.add(
        0,
        rows
            + " rows of "
            + columns
            + " features, "
            + stored
            + " values that are not zero (LIBSVM)");
    if (options.nameColumns()) {
      notes.add("LIBSVM files have no named columns: what the options say of columns does nothing");
    }
    if (beyond > 0) {
      notes.add(
          beyond + " values of features above " + columns + " are left out: the model has no more");
    } else if (largest < columns) {
      notes.add("the largest feature is " + largest + " of " + columns + ": those above are zero");
    }
    SparseExamples examples =
        SparseExamples.of(
            Arrays.copyOf(starts, rows + 1),
            Arrays.copyOf(indices, stored),
            Arrays.copyOf(values, stored),
            columns,
            Arrays.copyOf(labels, rows),
            1,
            null);
    return new ReadResult(new SparseRecords(source, examples), null, null, notes);
  }

  private void readLine(int from, int end) {
    line++;
    lineStart = from;
    int position = skipBlanks(from, end);
    if (position == end || buffer[position] == '#') {
      return;
    }
    int to = tokenEnd(position, end);
    float label = label(position, to);
    int previous = 0;
    position = skipBlanks(to, end);
    while (position < end && buffer[position] != '#') {
      to = tokenEnd(position, end);
      if (!queryIdentifier(position, to)) {
        previous = feature(position, to, previous);
      }
      position = skipBlanks(to, end);
    }
    largest = Math.max(largest, previous);
    if (rows == labels.length) {
      if (rows == MOST_VALUES - 1) {
        throw new DataException(source + " has more rows than fit in memory; split it");
      }
      labels = Arrays.copyOf(labels, grown(rows));
      starts = Arrays.copyOf(starts, labels.length + 1);
    }
    labels[rows++] = label;
    starts[rows] = stored;
  }

  /** Reads {@code index:value} and answers the index. */
  private int feature(int from, int to, int previous) {
    long index = 0;
    int i = from;
    while (i < to && buffer[i] >= '0' && buffer[i] <= '9') {
      index = Math.min(Integer.MAX_VALUE, index * 10 + (buffer[i++] - '0'));
    }
    if (i == from || i == to || buffer[i] != ':') {
      throw problem(
          from, to, "is not index:value; separate a whole number and a number by a colon");
    }
    if (index == 0) {
      throw problem(
          from, to, "has index 0, but LIBSVM counts features from 1; add 1 to all indices");
    }
    if (index > options.maxIndex()) {
      throw problem(
          from,
          to,
          "has an index above "
              + options.maxIndex()
              + "; renumber the features, or raise the limit with --max-index");
    }
    if (index <= previous) {
      throw problem(
          from,
          to,
          (index == previous ? "repeats index " : "comes after index ")
              + previous
              + "; indices must ascend within a line: sort them, each once");
    }
    float value = number(i + 1, to);
    if (!(Math.abs(value) <= Float.MAX_VALUE)) {
      throw problem(i + 1, to, notFinite(value));
    }
    if (options.features() > 0 && index > options.features()) {
      beyond++;
    } else if (value != 0) {
      store((int) index - 1, value);
    }
    return (int) index;
  }

  private void store(int column, float value) {
    if (stored == indices.length) {
      if (stored == MOST_VALUES) {
        throw new DataException(source + " has more values than fit in memory; split it");
      }
      int length = grown(stored);
      indices = Arrays.copyOf(indices, length);
      values = Arrays.copyOf(values, length);
    }
    indices[stored] = column;
    values[stored++] = value;
  }

  private float label(int from, int to) {
    float label = number(from, to);
    if (Math.abs(label) <= Float.MAX_VALUE) {
      return label;
    }
    String text = text(from, to);
    if (text.indexOf(',') > 0) {
      throw problem(from, to, "names several labels; keep one label a line");
    }
    if (text.indexOf(':') > 0) {
      throw problem(
          from, to, "stands where the label belongs; put a number (0 if unknown) before it");
    }
    if (Float.isNaN(label)) {
      throw problem(from, to, "is not a number; a line starts with its label, a number");
    }
    throw problem(from, to, notFinite(label));
  }

  private static String notFinite(float value) {
    return Float.isNaN(value)
        ? "is not a number; correct it, or leave the feature out"
        : "is beyond the range of 32-bit floats (about 3.4e38); rescale it";
  }

  private float number(int from, int to) {
    int length = to - from;
    if (length > token.length) {
      token = new char[2 * length];
    }
    for (int i = 0; i < length; i++) {
      token[i] = (char) (buffer[from + i] & 0xFF);
    }
    return FloatText.parse(token, 0, length);
  }

  private boolean queryIdentifier(int from, int to) {
    return to - from > 4
        && buffer[from] == 'q'
        && buffer[from + 1] == 'i'
        && buffer[from + 2] == 'd'
        && buffer[from + 3] == ':';
  }

  private int skipBlanks(int from, int end) {
    int i = from;
    while (i < end && buffer[i] <= ' ' && buffer[i] >= 0) {
      i++;
    }
    return i;
  }

  private int tokenEnd(int from, int end) {
    int i = from;
    while (i < end && (buffer[i] > ' ' || buffer[i] < 0) && buffer[i] != '#') {
      i++;
    }
    return i;
  }

  private static int grown(int length) {
    return (int) Math.min(MOST_VALUES, length * 2L);
  }

  private String text(int from, int to) {
    return new String(buffer, from, to - from, StandardCharsets.UTF_8);
  }

  private DataException problem(int from, int to, String what) {
    return new DataException(
        source
            + ":"
            + line
            + ":"
            + (from - lineStart + 1)
            + ": "
            + ColumnBuilder.quoted(text(from, to))
            + " "
            + what);
  }
}
