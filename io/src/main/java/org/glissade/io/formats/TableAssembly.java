package org.glissade.io.formats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.glissade.io.DataException;
import org.glissade.io.formats.ColumnBuilder.Numbers;
import org.glissade.io.formats.ColumnBuilder.Skipped;
import org.glissade.io.formats.ColumnBuilder.Words;
import org.glissade.io.table.Column;
import org.jspecify.annotations.Nullable;

/**
 * Puts the columns of a table together from those of its chunks, one column after the other, so
 * that no more than one is held twice.
 *
 * <p>Words are numbered anew in the order of the file. A column that starts with missing cells
 * holds what the first other cell in the file says; a chunk that found another answer by its own
 * first cell, before that one was known, is parsed again.
 */
final class TableAssembly implements ChunkWorkers.Assembly<TablePart> {
  private final String source;
  private final Dialect dialect;
  private final List<ColumnBuilder.@Nullable Maker> makers;
  private final List<@Nullable ColumnBuilder[]> parts = new ArrayList<>();
  private final @Nullable Boolean[] holdsNumbers;
  private final @Nullable TableStream stream;
  private long lines;
  private long rows;

  /**
   * @param stream to which rows are handed on instead, or null to keep them
   * @param makers of the builders of each column, null where it is dropped
   * @param linesBefore lines of the file above the first chunk
   */
  TableAssembly(
      String source,
      Dialect dialect,
      List<ColumnBuilder.@Nullable Maker> makers,
      long linesBefore,
      @Nullable TableStream stream) {
    this.stream = stream;
    this.source = source;
    this.dialect = dialect;
    this.makers = makers;
    this.lines = linesBefore;
    this.holdsNumbers = new @Nullable Boolean[makers.size()];
  }

  @Override
  public ChunkWorkers.Parser<TablePart> parser() {
    return new TableParser(dialect, makers, this::holdsNumbers);
  }

  private synchronized @Nullable Boolean holdsNumbers(int column) {
    return holdsNumbers[column];
  }

  @Override
  public void add(TablePart given) {
    Chunk text = given.text();
    TablePart part = text != null && contradicted(given) ? parser().parse(text) : given;
    if (part.fault() != null) {
      throw located(part.fault());
    }
    settle(part);
    lines += part.lines();
    rows += part.rows();
    if (rows >= ColumnBuilder.MOST_ROWS) {
      throw new DataException(
          source
              + " has more than "
              + (ColumnBuilder.MOST_ROWS - 1)
              + " rows, the most that fit in memory; split it");
    }
    if (stream == null) {
      parts.add(part.columns());
    } else {
      stream.add(part);
    }
  }

  private boolean contradicted(TablePart part) {
    for (int i = 0; i < holdsNumbers.length; i++) {
      Boolean found = part.holdsNumbers(i);
      Boolean known = holdsNumbers(i);
      if (found != null && known != null && !found.equals(known)) {
        return true;
      }
    }
    return false;
  }

  private synchronized void settle(TablePart part) {
    for (int i = 0; i < holdsNumbers.length; i++) {
      if (holdsNumbers[i] == null) {
        holdsNumbers[i] = part.holdsNumbers(i);
      }
    }
  }

  @Override
  public DataException located(LineFault fault) {
    return fault.in(source, lines);
  }

  int rows() {
    return (int) rows;
  }

  /** The columns that are not dropped; the chunks' are let go as they are put together. */
  List<Column> columns(List<String> names) {
    if (stream != null) {
      return stream.columns();
    }
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      List<ColumnBuilder> pieces = new ArrayList<>();
      for (@Nullable ColumnBuilder[] part : parts) {
        ColumnBuilder piece = part[i];
        if (piece != null) {
          pieces.add(piece);
          part[i] = null;
        }
      }
      if (!pieces.isEmpty()) {
        columns.add(column(names.get(i), pieces));
      }
    }
    return columns;
  }

  private Column column(String name, List<ColumnBuilder> pieces) {
    for (ColumnBuilder piece : pieces) {
      switch (settled(piece)) {
        case Words words -> {
          return words(name, pieces);
        }
        case Skipped skipped -> {
          return skipped(name, skipped.kind(), pieces);
        }
        case Numbers numbers -> {
          return numbers(name, pieces);
        }
        case ColumnBuilder.Undecided missing -> {}
      }
    }
    return numbers(name, pieces);
  }

  static ColumnBuilder settled(ColumnBuilder piece) {
    return piece instanceof ColumnBuilder.Undecided undecided && undecided.decided() != null
        ? undecided.decided()
        : piece;
  }

  private Column numbers(String name, List<ColumnBuilder> pieces) {
    float[] values = new float[rows()];
    int row = 0;
    for (ColumnBuilder piece : pieces) {
      if (settled(piece) instanceof Numbers numbers) {
        numbers.copyTo(values, row);
      } else {
        Arrays.fill(values, row, row + piece.rows(), Float.NaN);
      }
      row += piece.rows();
    }
    return new Column.Numeric(name, values);
  }

  private Column words(String name, List<ColumnBuilder> pieces) {
    Dictionary dictionary = new Dictionary();
    int[] codes = new int[rows()];
    int row = 0;
    for (ColumnBuilder piece : pieces) {
      if (settled(piece) instanceof Words words) {
        words.copyTo(codes, row, dictionary);
      } else {
        Arrays.fill(codes, row, row + piece.rows(), -1);
      }
      row += piece.rows();
    }
    return new Column.Categorical(name, dictionary.words(), codes);
  }

  private Column skipped(String name, Column.Ignored.Kind kind, List<ColumnBuilder> pieces) {
    String example = "";
    for (ColumnBuilder piece : pieces) {
      if (example.isEmpty() && piece instanceof Skipped skipped) {
        example = skipped.example();
      }
    }
    return new Column.Ignored(name, kind, example, rows());
  }
}
