package org.glissade.io.formats;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.glissade.data.SparseExamples;
import org.glissade.io.DataException;
import org.glissade.io.table.SparseRecords;
import org.jspecify.annotations.Nullable;

/**
 * LIBSVM text: {@code label index:value …} on each line, indices from 1 and ascending, {@code
 * qid:n} left out, {@code #} starts a comment, blank lines do not count (Chang and Lin, "LIBSVM: a
 * library for support vector machines", the README of the package). Zeros are not stored.
 *
 * <p>The chunks of the file become arrays of their own, which are put together once, when their
 * lengths are known: first the indices, then the values, so that at most half the result is held
 * twice.
 */
final class LibsvmReader implements ChunkWorkers.Assembly<LibsvmPart> {
  private static final int MOST_VALUES = Integer.MAX_VALUE - 8;
  private static final String NO_NAMES =
      "LIBSVM files have no named columns: what the options say of columns does nothing";

  private final String source;
  private final ReadOptions options;
  private final List<String> notes;

  private final List<LibsvmPart> parts = new ArrayList<>();
  private long lines;
  private long rows;
  private long stored;
  private int largest;
  private long beyond;

  private final @Nullable RowSink sink;

  /**
   * @param sink to which rows are handed on, or null to keep them
   * @param notes what is assumed is added here
   */
  LibsvmReader(String source, ReadOptions options, List<String> notes, @Nullable RowSink sink) {
    this.sink = sink;
    this.source = source;
    this.options = options;
    this.notes = notes;
    options.requireOneTarget(source, "sparse rows (LIBSVM)");
  }

  ReadResult read(InputStream in) throws IOException {
    ChunkedText text =
        new ChunkedText(in, new byte[0], 0, RowEnds::lastLineFeed, options.chunkBytes());
    ChunkWorkers.run(text, options.threads(), this);
    return result();
  }

  /** Hands the rows over as they are read. */
  boolean stream(InputStream in, NumberSink sink) throws IOException {
    ChunkedText text =
        new ChunkedText(
            in,
            new byte[0],
            0,
            RowEnds::lastLineFeed,
            Math.min(ChunkedText.STREAMED, options.chunkBytes()));
    LibsvmStream rows = new LibsvmStream(source, options, sink);
    ChunkWorkers.run(text, options.threads(), rows);
    if (rows.rows() == 0) {
      throw empty();
    }
    if (options.nameColumns()) {
      notes.add(NO_NAMES);
    }
    return true;
  }

  private DataException empty() {
    return new DataException(source + " holds no rows, only blank lines and comments");
  }

  @Override
  public ChunkWorkers.Parser<LibsvmPart> parser() {
    return new LibsvmParser(options, false);
  }

  @Override
  public void add(LibsvmPart part) {
    if (part.fault() != null) {
      throw located(part.fault());
    }
    lines += part.lines();
    rows += part.labels().length;
    stored += part.values().length;
    largest = Math.max(largest, part.largest());
    beyond += part.beyond();
    if (rows >= MOST_VALUES) {
      throw new DataException(source + " has more rows than fit in memory; split it");
    }
    if (sink != null) {
      sink.sparse(part.labels(), part.ends(), part.indices(), part.values());
      return;
    }
    if (stored > MOST_VALUES) {
      throw new DataException(
          source + " has more values than fit in memory; with --cache they need not");
    }
    parts.add(part);
  }

  @Override
  public DataException located(LineFault fault) {
    return fault.in(source, lines);
  }

  private ReadResult result() {
    if (rows == 0) {
      throw empty();
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
      notes.add(NO_NAMES);
    }
    if (beyond > 0) {
      notes.add(
          beyond + " values of features above " + columns + " are left out: the model has no more");
    } else if (largest < columns) {
      notes.add("the largest feature is " + largest + " of " + columns + ": those above are zero");
    }
    return new ReadResult(new SparseRecords(source, examples(columns)), List.of(), null, notes);
  }

  /** Number of rows that were read. */
  int rowsRead() {
    return (int) rows;
  }

  private SparseExamples examples(int columns) {
    if (sink != null) {
      return SparseExamples.of(
          new long[1], new int[0], new float[0], columns, new float[0], 1, null);
    }
    long[] starts = new long[(int) rows + 1];
    float[] labels = new float[(int) rows];
    int row = 0;
    for (LibsvmPart part : parts) {
      System.arraycopy(part.labels(), 0, labels, row, part.labels().length);
      long before = starts[row];
      for (int end : part.ends()) {
        starts[++row] = before + end;
      }
    }
    List<int[]> indexParts = new ArrayList<>();
    List<float[]> valueParts = new ArrayList<>();
    for (LibsvmPart part : parts) {
      indexParts.add(part.indices());
      valueParts.add(part.values());
    }
    parts.clear();
    int[] indices = new int[(int) stored];
    int position = 0;
    for (int[] part : indexParts) {
      System.arraycopy(part, 0, indices, position, part.length);
      position += part.length;
    }
    indexParts.clear();
    float[] values = new float[(int) stored];
    position = 0;
    for (float[] part : valueParts) {
      System.arraycopy(part, 0, values, position, part.length);
      position += part.length;
    }
    return SparseExamples.of(starts, indices, values, columns, labels, 1, null);
  }
}
