package org.glissade.io.formats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.glissade.io.formats.ColumnBuilder.Numbers;
import org.glissade.io.formats.ColumnBuilder.Skipped;
import org.glissade.io.formats.ColumnBuilder.Words;
import org.glissade.io.table.Column;
import org.jspecify.annotations.Nullable;

/** Hands the chunks of a table on as rows of cells; keeps the words and the traits of columns. */
final class TableStream {
  private final RowSink sink;
  private final List<String> names;
  private final @Nullable Dictionary[] words;
  private final @Nullable Skipped[] skipped;
  private final String[] examples;
  private final boolean[] dropped;
  private final ColumnTraits[] traits;

  TableStream(RowSink sink, List<String> names) {
    this.sink = sink;
    this.names = names;
    int columns = names.size();
    words = new @Nullable Dictionary[columns];
    skipped = new @Nullable Skipped[columns];
    examples = new String[columns];
    dropped = new boolean[columns];
    traits = new ColumnTraits[columns];
    Arrays.fill(examples, "");
    Arrays.setAll(traits, i -> new ColumnTraits());
  }

  void add(TablePart part) {
    int rows = part.rows();
    List<float[]> kept = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      ColumnBuilder piece = part.columns()[i];
      if (piece == null) {
        dropped[i] = true;
      } else if (piece instanceof Skipped cells) {
        skipped[i] = cells;
        examples[i] = examples[i].isEmpty() ? cells.example() : examples[i];
      } else {
        kept.add(cells(i, TableAssembly.settled(piece), rows));
      }
    }
    int columns = kept.size();
    float[] cells = new float[Math.multiplyExact(rows, columns)];
    for (int j = 0; j < columns; j++) {
      float[] column = kept.get(j);
      for (int row = 0; row < rows; row++) {
        cells[row * columns + j] = column[row];
      }
    }
    sink.cells(cells, rows, columns);
  }

  private float[] cells(int i, ColumnBuilder piece, int rows) {
    float[] cells = new float[rows];
    if (piece instanceof Words coded) {
      Dictionary dictionary = words[i];
      if (dictionary == null) {
        dictionary = new Dictionary();
        words[i] = dictionary;
        sink.words(names.get(i));
      }
      int[] codes = new int[rows];
      coded.copyTo(codes, 0, dictionary);
      for (int row = 0; row < rows; row++) {
        cells[row] = codes[row] < 0 ? Float.NaN : codes[row];
      }
      return cells;
    }
    if (piece instanceof Numbers numbers) {
      numbers.copyTo(cells, 0);
    } else {
      Arrays.fill(cells, Float.NaN);
    }
    traits[i].add(cells, rows);
    return cells;
  }

  ColumnTraits traits(String name) {
    return traits[names.indexOf(name)];
  }

  /** The columns that are not dropped, without their cells. */
  List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Skipped left = skipped[i];
      Dictionary dictionary = words[i];
      if (left != null) {
        columns.add(new Column.Ignored(names.get(i), left.kind(), examples[i], 0));
      } else if (dictionary != null) {
        columns.add(new Column.Categorical(names.get(i), dictionary.words(), new int[0]));
      } else if (!dropped[i]) {
        columns.add(new Column.Numeric(names.get(i), new float[0]));
      }
    }
    return columns;
  }
}
