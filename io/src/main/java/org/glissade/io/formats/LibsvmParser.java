package org.glissade.io.formats;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Parses chunks of LIBSVM text.
 *
 * <p>What almost all of such a text consists of, {@code index:value} behind one blank, is read in
 * one loop over the bytes; it stores every value and goes on behind it unless it was zero. Anything
 * else, right or wrong, is left to {@link #token}, which takes one token at a time.
 */
final class LibsvmParser implements ChunkWorkers.Parser<LibsvmPart> {
  /** A value takes at least so many bytes: a blank, a digit, the colon and a digit. */
  private static final int LEAST_BYTES = 4;

  private final int maxIndex;
  private final int features;
  private final int mostUsual;
  private final boolean lends;

  private final FloatReader number = new FloatReader();
  private byte[] text = new byte[0];
  private long line;
  private int lineStart;

  private float[] labels = new float[256];
  private int[] ends = new int[256];
  private int rows;
  private int previous;
  private int[] indices = new int[0];
  private float[] values = new float[0];
  private int stored;
  private int largest;
  private long beyond;

  /**
   * @param lends whether a part may hold the parser's own arrays of indices and values, which are
   *     longer than what is stored, and are used again for the next
   */
  LibsvmParser(ReadOptions options, boolean lends) {
    this.lends = lends;
    maxIndex = options.maxIndex();
    features = options.features();
    mostUsual = features > 0 ? Math.min(features, maxIndex) : maxIndex;
  }

  @Override
  public LibsvmPart parse(Chunk chunk) {
    text = chunk.bytes();
    line = 0;
    rows = 0;
    stored = 0;
    largest = 0;
    beyond = 0;
    int most = chunk.to() / LEAST_BYTES + 1;
    if (indices.length < most) {
      indices = new int[most];
      values = new float[most];
    }
    LineFault fault = lines(chunk.to());
    return new LibsvmPart(
        line,
        Arrays.copyOf(labels, rows),
        Arrays.copyOf(ends, rows),
        lends ? indices : Arrays.copyOf(indices, stored),
        lends ? values : Arrays.copyOf(values, stored),
        largest,
        beyond,
        fault);
  }

  private @Nullable LineFault lines(int to) {
    try {
      int position = 0;
      while (position < to) {
        position = line(position);
      }
      return null;
    } catch (LineFault e) {
      return e;
    }
  }

  /** Reads the line that starts there, and answers where the next one does. */
  private int line(int from) {
    line++;
    lineStart = from;
    int position = skipBlanks(from);
    if (text[position] != '\n' && text[position] != '#') {
      int to = tokenEnd(position);
      float label = label(position, to);
      previous = 0;
      position = features(to);
      while (text[position] != '\n' && text[position] != '#') {
        to = tokenEnd(position);
        if (!queryIdentifier(position, to)) {
          token(position, to);
        }
        position = features(to);
      }
      endRow(label);
    }
    while (text[position] != '\n') {
      position++;
    }
    return position + 1;
  }

  private void endRow(float label) {
    if (rows == labels.length) {
      labels = Arrays.copyOf(labels, 2 * rows);
      ends = Arrays.copyOf(ends, 2 * rows);
    }
    largest = Math.max(largest, previous);
    labels[rows] = label;
    ends[rows++] = stored;
  }

  /**
   * Reads features as they are usually written, and answers where the first token starts that is
   * not, or where the line or its data end.
   */
  private int features(int from) {
    byte[] bytes = text;
    int[] places = indices;
    float[] numbers = values;
    int last = previous;
    int next = stored;
    int position = from;
    while (bytes[position] == ' ') {
      long digits = FloatReader.digits(bytes, position + 1);
      int count = FloatReader.count(digits);
      int colon = position + 1 + count;
      if (count == 0 || bytes[colon] != ':') {
        break;
      }
      int index = FloatReader.whole(digits, count);
      float value = number.read(bytes, colon + 1);
      int end = number.end();
      if (index <= last || index > mostUsual || Float.isNaN(value) || !ends(bytes[end])) {
        break;
      }
      places[next] = index - 1;
      numbers[next] = value;
      next += value == 0 ? 0 : 1;
      last = index;
      position = end;
    }
    previous = last;
    stored = next;
    return skipBlanks(position);
  }

  /** Reads {@code index:value}. */
  private void token(int from, int to) {
    long index = 0;
    int i = from;
    while (i < to && text[i] >= '0' && text[i] <= '9') {
      index = Math.min(Integer.MAX_VALUE, index * 10 + (text[i++] - '0'));
    }
    if (i == from || i == to || text[i] != ':') {
      throw problem(
          from, to, "is not index:value; separate a whole number and a number by a colon");
    }
    if (index == 0) {
      throw problem(
          from, to, "has index 0, but LIBSVM counts features from 1; add 1 to all indices");
    }
    if (index > maxIndex) {
      throw problem(
          from,
          to,
          "has an index above "
              + maxIndex
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
    previous = (int) index;
    if (features > 0 && index > features) {
      beyond++;
    } else if (value != 0) {
      indices[stored] = previous - 1;
      values[stored++] = value;
    }
  }

  private float label(int from, int to) {
    float label = number(from, to);
    if (Math.abs(label) <= Float.MAX_VALUE) {
      return label;
    }
    String word = word(from, to);
    if (word.indexOf(',') > 0) {
      throw problem(from, to, "names several labels; keep one label a line");
    }
    if (word.indexOf(':') > 0) {
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
    float value = number.read(text, from);
    if (!Float.isNaN(value) && number.end() == to) {
      return value;
    }
    char[] token = new char[to - from];
    for (int i = 0; i < token.length; i++) {
      token[i] = (char) (text[from + i] & 0xFF);
    }
    return FloatText.parse(token, 0, token.length);
  }

  private boolean queryIdentifier(int from, int to) {
    return to - from > 4
        && text[from] == 'q'
        && text[from + 1] == 'i'
        && text[from + 2] == 'd'
        && text[from + 3] == ':';
  }

  /** Whether a value may end before that byte. */
  private static boolean ends(byte b) {
    return b <= ' ' && b >= 0;
  }

  /** The next byte that is no blank, or the end of the line. */
  private int skipBlanks(int from) {
    int i = from;
    while (text[i] <= ' ' && text[i] >= 0 && text[i] != '\n') {
      i++;
    }
    return i;
  }

  private int tokenEnd(int from) {
    int i = from;
    while ((text[i] > ' ' || text[i] < 0) && text[i] != '#') {
      i++;
    }
    return i;
  }

  private String word(int from, int to) {
    return new String(text, from, to - from, StandardCharsets.UTF_8);
  }

  private LineFault problem(int from, int to, String what) {
    return new LineFault(
        line,
        ":" + (from - lineStart + 1) + ": " + ColumnBuilder.quoted(word(from, to)) + " " + what);
  }
}
