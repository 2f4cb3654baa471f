package org.glissade.io.formats;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses chunks of a table: in one pass over the bytes ({@link PlainRows}), or, where quotes are in
 * the way of that, by FastCSV ({@link CsvRows}), with the same outcome.
 */
final class TableParser implements ChunkWorkers.Parser<TablePart> {
  private final Dialect dialect;
  private final List<ColumnBuilder.@Nullable Maker> makers;
  private final Undecided undecided;

  /** What columns hold that start with missing cells, as far as it is known. */
  interface Undecided {
    @Nullable Boolean holdsNumbers(int column);
  }

  TableParser(Dialect dialect, List<ColumnBuilder.@Nullable Maker> makers, Undecided undecided) {
    this.dialect = dialect;
    this.makers = makers;
    this.undecided = undecided;
  }

  @Override
  public TablePart parse(Chunk chunk) {
    @Nullable Boolean[] known = new @Nullable Boolean[makers.size()];
    for (int i = 0; i < known.length; i++) {
      known[i] = undecided.holdsNumbers(i);
    }
    TablePart part = plain(chunk, known);
    if (part == null) {
      part = quoted(chunk, known);
    }
    for (int i = 0; i < known.length; i++) {
      if (known[i] == null && part.holdsNumbers(i) != null) {
        return new TablePart(part.lines(), part.rows(), part.columns(), part.fault(), chunk.copy());
      }
    }
    return part;
  }

  private @Nullable ColumnBuilder[] builders(CsvRows.Line line, @Nullable Boolean[] known) {
    @Nullable ColumnBuilder[] builders = new @Nullable ColumnBuilder[known.length];
    for (int i = 0; i < known.length; i++) {
      ColumnBuilder.Maker maker = makers.get(i);
      builders[i] = maker == null ? null : maker.make(line, known[i]);
    }
    return builders;
  }

  /** The part, or null if the chunk is not as simple as that. */
  private @Nullable TablePart plain(Chunk chunk, @Nullable Boolean[] known) {
    PlainRows plain = new PlainRows(dialect, chunk, 0);
    @Nullable ColumnBuilder[] builders = builders(plain, known);
    TableRows rows = new TableRows(dialect, plain, builders);
    LineFault fault = null;
    try {
      if (!plain.read(rows)) {
        return null;
      }
    } catch (LineFault e) {
      fault = e;
    }
    return new TablePart(plain.number() - 1, rows.finish(), builders, fault, null);
  }

  private TablePart quoted(Chunk chunk, @Nullable Boolean[] known) {
    Utf8Reader text = new Utf8Reader(new ByteArrayInputStream(chunk.bytes(), 0, chunk.to()));
    @Nullable ColumnBuilder[][] builders = new @Nullable ColumnBuilder[1][];
    TableRows[] rows = new TableRows[1];
    LineFault fault = null;
    try {
      CsvRows.read(
          text,
          dialect,
          0,
          line -> {
            builders[0] = builders(line, known);
            rows[0] = new TableRows(dialect, line, builders[0]);
            return rows[0];
          });
    } catch (LineFault e) {
      fault = e;
    } catch (CsvRows.QuoteException e) {
      fault = new LineFault(e.line(), ": " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new TablePart(text.lines(), rows[0].finish(), builders[0], fault, null);
  }
}
