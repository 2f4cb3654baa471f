package org.glissade.io.formats;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.glissade.data.SparseExamples;
import org.glissade.io.DataException;
import org.glissade.io.formats.ReadOptions.Choice;
import org.glissade.io.table.Records;
import org.glissade.io.table.SparseRecords;
import org.glissade.io.table.Table;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a text as they come, such as lines that are being typed or that {@code tail -f} follows:
 * each is handed over as soon as its line has ended, together with those that came at the same
 * time. CSV, TSV and LIBSVM can be read so, plain or compressed with gzip or Zstandard.
 *
 * <p>What stands in a column cannot be told from rows that have not come: who takes the rows says
 * it when the names are known ({@link Consumer#types}). Of a line that cannot be read, all rows
 * above are handed over before it is told.
 */
public final class LiveRows {
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final String name;
  private final LiveText text;
  private final Consumer consumer;
  private ReadOptions options;
  private byte[] held = new byte[0];
  private int limit;
  private long lines;
  private long rows;

  /** Takes rows as they come. */
  public interface Consumer {
    /**
     * Called once, when the columns of a table are known, before its first row.
     *
     * @param names of the columns
     * @param target name of the target
     * @return the same options, in which each column is to hold numbers or words, or is dropped
     */
    ReadOptions types(List<String> names, String target, ReadOptions options);

    /**
     * Some rows: one, or as many as have come.
     *
     * @return whether more are wanted
     * @throws DataException to end the reading
     */
    boolean rows(Records records);
  }

  private LiveRows(String name, ReadOptions options, LiveText text, Consumer consumer) {
    this.name = name;
    this.options = options;
    this.text = text;
    this.consumer = consumer;
  }

  /**
   * Hands rows over until there are no more, the consumer wants none, or it is interrupted.
   *
   * @param interrupted whether to stop; asked at least every tenth of a second
   * @throws DataException if a row cannot be read; those before it were handed over
   */
  public static void read(
      Source source, ReadOptions options, BooleanSupplier interrupted, Consumer consumer) {
    try (LiveText text = new LiveText(source, interrupted)) {
      new LiveRows(source.name(), options, text, consumer).read();
    } catch (IOException e) {
      throw new DataException(source.name() + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void read() throws IOException {
    if (!startsWith(1)) {
      return;
    }
    boolean marked =
        limit >= 3 && Arrays.equals(held, 0, 3, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    drop(marked ? BYTE_ORDER_MARK.length : 0);
    byte[] head = Arrays.copyOf(held, limit);
    ContentSniffer.requireText(name, head);
    Format format = options.format() != null ? options.format() : Format.ofFileName(name);
    if (format == null) {
      format = ContentSniffer.format(name, head);
    }
    switch (format) {
      case LIBSVM -> sparse();
      case CSV, TSV -> table(format);
      case ARFF, NPY, IDX ->
          throw new DataException(
              name
                  + ": rows as they come are read as CSV, TSV or LIBSVM text, not as "
                  + format.name().toLowerCase(Locale.ROOT));
    }
  }

  // --- bytes -----------------------------------------------------------------------------------

  /** Waits for more bytes; false if there are none. */
  private boolean more() {
    byte[] next = text.next();
    if (next == null) {
      return false;
    }
    if (limit + next.length > held.length) {
      held = Arrays.copyOf(held, Math.max(limit + next.length, held.length + held.length / 2));
    }
    System.arraycopy(next, 0, held, limit, next.length);
    limit += next.length;
    return true;
  }

  private void drop(int count) {
    System.arraycopy(held, count, held, 0, limit - count);
    limit -= count;
  }

  /**
   * Waits until so many lines that are not blank are there, or all.
   *
   * @return false if there is nothing, or it was interrupted before they came
   */
  private boolean startsWith(int wanted) {
    while (filledLines() < wanted) {
      if (!more()) {
        if (text.ended() && limit == 0) {
          throw new DataException(name + " is empty");
        }
        return text.ended();
      }
    }
    return true;
  }

  /** Lines that are neither blank nor begin with a #. */
  private int filledLines() {
    int count = 0;
    byte first = 0;
    for (int i = 0; i < limit; i++) {
      if (held[i] == '\n') {
        count += first != 0 && first != '#' ? 1 : 0;
        first = 0;
      } else if (first == 0 && (held[i] > ' ' || held[i] < 0)) {
        first = held[i];
      }
    }
    return count;
  }

  /** Takes what is whole rows of what came, one chunk after the other. */
  private void chunks(RowEnds ends, Taker taker) {
    boolean going = true;
    while (going) {
      int cut = limit == 0 ? 0 : ends.last(held, limit);
      int to = cut < 0 ? limit : cut;
      if (to > 0) {
        Chunk chunk = Chunk.of(held, 0, to);
        drop(to);
        going = taker.take(chunk);
      }
      if (going && !more()) {
        going = false;
        if (text.ended() && limit > 0) {
          taker.take(Chunk.of(held, 0, limit));
        }
      }
    }
  }

  /** Takes whole rows; false if no more are wanted. */
  @FunctionalInterface
  private interface Taker {
    boolean take(Chunk chunk);
  }

  private boolean hand(Records records) {
    rows += records.rows();
    return records.rows() == 0 || consumer.rows(records);
  }

  // --- LIBSVM ----------------------------------------------------------------------------------

  private void sparse() {
    LibsvmParser parser = new LibsvmParser(options, true);
    chunks(RowEnds::lastLineFeed, chunk -> sparse(parser.parse(chunk)));
    if (rows == 0 && text.ended()) {
      throw new DataException(name + " holds no rows, only blank lines and comments");
    }
  }

  private boolean sparse(LibsvmPart part) {
    long[] starts = new long[part.ends().length + 1];
    for (int i = 1; i < starts.length; i++) {
      starts[i] = part.ends()[i - 1];
    }
    int columns = Math.max(1, Math.max(options.features(), part.largest()));
    SparseExamples examples =
        SparseExamples.of(starts, part.indices(), part.values(), columns, part.labels(), 1, null);
    boolean going = hand(new SparseRecords(name, examples));
    LineFault fault = part.fault();
    if (going && fault != null) {
      throw fault.in(name, lines);
    }
    lines += part.lines();
    return going;
  }

  // --- tables ----------------------------------------------------------------------------------

  private void table(Format format) throws IOException {
    if (!startsWith(options.header() == Choice.NO ? 1 : 2)) {
      return;
    }
    // Only whole rows tell how many cells a row has.
    byte[] start = Arrays.copyOf(held, text.ended() ? limit : RowEnds.lastLineFeed(held, limit));
    TableReader.Form form = form(format, start);
    if (form.targets().isEmpty()) {
      throw new DataException(name + " has no target to learn from; --target names one");
    }
    String target = form.targets().getFirst();
    if (form.targets().size() > 1) {
      throw new SpecException(
          "rows that come one by one have one target to learn, not "
              + String.join(", ", form.targets())
              + "; name one of them, or train without --online");
    }
    options = consumer.types(form.names(), target, options);
    form = form(format, start);
    drop(ChunkedText.afterLines(start, form.linesAbove()));
    lines = form.linesAbove();
    TableReader.Form known = form;
    RowEnds ends = new TableRowEnds(form.dialect());
    TableParser parser = new TableParser(form.dialect(), form.makers(), column -> null);
    chunks(ends, chunk -> table(known, parser, ends, chunk));
    if (rows == 0 && text.ended()) {
      throw new DataException(name + " holds a header but no rows");
    }
  }

  private TableReader.Form form(Format format, byte[] start) throws IOException {
    return new TableReader(name, new ByteArrayInputStream(start), options, new ArrayList<>(), null)
        .form(format);
  }

  private boolean table(TableReader.Form form, TableParser parser, RowEnds ends, Chunk chunk) {
    TablePart part = parser.parse(chunk);
    LineFault fault = part.fault();
    if (fault == null) {
      boolean going = hand(records(form, part));
      lines += part.lines();
      return going;
    }
    TablePart above = above(parser, ends, chunk, fault);
    if (above != null && !hand(records(form, above))) {
      return false;
    }
    throw fault.in(name, lines);
  }

  /** The rows above one that cannot be read, or null. */
  private static @Nullable TablePart above(
      TableParser parser, RowEnds ends, Chunk chunk, LineFault fault) {
    int to = ChunkedText.afterLines(chunk.bytes(), fault.line() - 1);
    int whole = to == 0 ? 0 : ends.last(chunk.bytes(), to);
    if (whole <= 0) {
      return null;
    }
    TablePart part = parser.parse(Chunk.of(chunk.bytes(), 0, whole));
    return part.fault() == null ? part : null;
  }

  private Table records(TableReader.Form form, TablePart part) {
    TableAssembly rowsOfPart = new TableAssembly(name, form.dialect(), form.makers(), lines, null);
    rowsOfPart.add(part);
    return new Table(name, part.rows(), rowsOfPart.columns(form.names()));
  }
}
