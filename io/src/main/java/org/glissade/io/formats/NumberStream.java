package org.glissade.io.formats;

import java.util.Arrays;
import java.util.List;
import org.glissade.io.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Hands rows of a table of numbers over as they are read, row by row as they stand: they are never
 * put into columns. A table with a missing number, or one that {@link PlainRows} cannot read, is
 * not for this class.
 */
final class NumberStream implements ChunkWorkers.Assembly<NumberStream.Part> {
  private static final int DROPPED = -1;
  private static final int TARGET = -2;

  private final String source;
  private final Dialect dialect;
  private final List<ColumnBuilder.@Nullable Maker> makers;
  private final int[] places;
  private final int width;
  private final NumberSink sink;
  private long lines;
  private long rows;

  /**
   * What a chunk becomes.
   *
   * @param values row-major, used again for the next part; there may be more than are used
   * @param sums of each feature
   * @param plain whether that could be done at all
   */
  record Part(
      long lines,
      float[] values,
      float[] targets,
      double[] sums,
      boolean plain,
      @Nullable LineFault fault) {}

  /**
   * @param makers of the builders of each column, null where it is dropped
   * @param target index of the column of targets
   * @param linesBefore lines of the file above the first chunk
   */
  NumberStream(
      String source,
      Dialect dialect,
      List<ColumnBuilder.@Nullable Maker> makers,
      int target,
      long linesBefore,
      NumberSink sink) {
    this.source = source;
    this.dialect = dialect;
    this.makers = makers;
    this.lines = linesBefore;
    this.sink = sink;
    places = new int[makers.size()];
    int next = 0;
    for (int i = 0; i < places.length; i++) {
      places[i] = i == target ? TARGET : makers.get(i) == null ? DROPPED : next++;
    }
    width = next;
  }

  /** Whether all columns that are not dropped hold numbers as {@link FloatReader} reads them. */
  static boolean serves(List<ColumnBuilder.@Nullable Maker> makers) {
    return makers.stream()
        .allMatch(
            maker ->
                maker == null
                    || (maker.make(() -> 1, null) instanceof ColumnBuilder.Numbers numbers
                        && numbers.plain()));
  }

  int width() {
    return width;
  }

  long rows() {
    return rows;
  }

  @Override
  public ChunkWorkers.Parser<Part> parser() {
    return new RowParser();
  }

  /** Keeps the memory of the rows from chunk to chunk. */
  private final class RowParser implements ChunkWorkers.Parser<Part> {
    private float[] values = ColumnBuilder.NONE;

    @Override
    public Part parse(Chunk chunk) {
      PlainRows plain = new PlainRows(dialect, chunk, 0);
      Rows read = new Rows(plain, values);
      LineFault fault = null;
      boolean done = true;
      try {
        done = plain.read(read);
      } catch (LineFault e) {
        fault = e;
      }
      values = read.values;
      return read.part(plain.number() - 1, done && !read.missing, fault);
    }
  }

  @Override
  public void add(Part part) {
    if (!part.plain()) {
      throw new StreamEnd(false);
    }
    if (part.fault() != null) {
      throw located(part.fault());
    }
    lines += part.lines();
    rows += part.targets().length;
    if (!sink.dense(part.values(), part.targets(), part.sums())) {
      throw new StreamEnd(true);
    }
  }

  @Override
  public DataException located(LineFault fault) {
    return fault.in(source, lines);
  }

  /** The rows of a chunk. */
  private final class Rows implements CsvRows.Sink {
    private final CsvRows.Line line;
    private final ColumnBuilder.@Nullable Numbers[] cells;
    private float[] values;
    private float[] targets = ColumnBuilder.NONE;
    private int at;
    private int count;
    private boolean missing;

    Rows(CsvRows.Line line, float[] values) {
      this.line = line;
      this.values = values;
      cells = new ColumnBuilder.@Nullable Numbers[places.length];
      for (int i = 0; i < cells.length; i++) {
        ColumnBuilder.Maker maker = makers.get(i);
        cells[i] = maker == null ? null : (ColumnBuilder.Numbers) maker.make(line, null);
      }
    }

    @Override
    public boolean[] plainNumbers() {
      boolean[] plain = new boolean[places.length];
      for (int i = 0; i < plain.length; i++) {
        plain[i] = places[i] != DROPPED;
      }
      return plain;
    }

    @Override
    public void expect(int expected) {
      reserve(expected);
    }

    private void reserve(int more) {
      int needed = Math.multiplyExact(more, width);
      values = values.length < needed ? Arrays.copyOf(values, needed) : values;
      targets = Arrays.copyOf(targets, more);
    }

    @Override
    public void number(int index, float value) {
      int place = places[index];
      if (place >= 0) {
        values[at + place] = value;
      } else {
        targets[count] = value;
      }
    }

    @Override
    public void cell(int index, char[] text, int from, int to, boolean quoted) {
      if (index >= cells.length) {
        return;
      }
      ColumnBuilder.Numbers column = cells[index];
      if (column != null) {
        float value = column.value(text, from, to);
        missing |= Float.isNaN(value);
        number(index, value);
      }
    }

    @Override
    public boolean row(int number) {
      if (number != cells.length) {
        throw TableRows.ragged(line.number(), number, cells.length, dialect);
      }
      at += width;
      count++;
      if (count == targets.length) {
        reserve(count + count / 2 + 1);
      }
      return !missing;
    }

    Part part(long lineEnds, boolean plain, @Nullable LineFault fault) {
      if (!plain || fault != null) {
        return new Part(
            lineEnds, ColumnBuilder.NONE, ColumnBuilder.NONE, new double[0], plain, fault);
      }
      double[] sums = new double[width];
      for (int row = 0; row < at; row += width) {
        for (int j = 0; j < sums.length; j++) {
          sums[j] += values[row + j];
        }
      }
      return new Part(lineEnds, values, Arrays.copyOf(targets, count), sums, true, null);
    }
  }
}
