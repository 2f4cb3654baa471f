package org.glissade.io.encode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import org.glissade.data.Standardisation;
import org.glissade.io.DataException;
import org.glissade.io.json.Fields;
import org.glissade.io.table.Column;

/** Some of the features that are made of one column of a table. */
public sealed interface ColumnEncoding {

  /** The column that it reads. */
  String column();

  /** Names of its features, at least one. */
  List<String> names();

  /** Number of its features. */
  int width();

  /** As a JSON object. */
  Map<String, Object> toJson();

  /**
   * Readies a column of some table to be read row by row.
   *
   * @throws DataException if the column cannot be read that way
   */
  Cells cells(Column column, String source);

  /**
   * Readies to read cells of the column one at a time, each as a column of one row; what is made
   * may be used by several threads, and throws a {@link DataException} for a cell that cannot be
   * read.
   */
  Function<Cell, Cells> reader();

  /** Encoded cells of one column: at most one of its features is not 0 in each row. */
  interface Cells {
    /** Which of the features may differ from 0 in that row, or −1 if none. */
    int feature(int row);

    /** Its value there. */
    float value(int row);

    /**
     * Writes the rows {@code from … to − 1} into a dense piece full of zeros.
     *
     * @param at where the first feature of row {@code from} goes
     * @param stride distance from one row to the next
     */
    default void fill(int from, int to, float[] piece, int at, int stride) {
      for (int row = from; row < to; row++) {
        int feature = feature(row);
        if (feature >= 0) {
          piece[at + (row - from) * stride + feature] = value(row);
        }
      }
    }
  }

  /**
   * A number: (x − offset)/scale.
   *
   * @param fill what a missing number counts as, in the units of the column
   */
  record Numeric(String column, double offset, double scale, double fill)
      implements ColumnEncoding {
    public Numeric {
      if (!Double.isFinite(offset) || !Double.isFinite(fill)) {
        throw new IllegalArgumentException("column " + column + ": offset and fill must be finite");
      }
      if (!(scale > 0) || !Double.isFinite(scale)) {
        throw new IllegalArgumentException(
            "column " + column + ": scale must be above 0: " + scale);
      }
    }

    @Override
    public List<String> names() {
      return List.of(column);
    }

    @Override
    public int width() {
      return 1;
    }

    @Override
    public Map<String, Object> toJson() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("column", column);
      json.put("kind", "numeric");
      json.put("offset", offset);
      json.put("scale", scale);
      json.put("fill", fill);
      return json;
    }

    @Override
    public Cells cells(Column from, String source) {
      return cells(Columns.numbers(from, source));
    }

    @Override
    public Function<Cell, Cells> reader() {
      return cell -> cells(new float[] {Columns.number(cell, column)});
    }

    private Cells cells(float[] values) {
      float missing = Standardisation.of(fill, offset, scale);
      return new Cells() {
        @Override
        public int feature(int row) {
          return 0;
        }

        @Override
        public float value(int row) {
          float x = values[row];
          return Float.isNaN(x) ? missing : Standardisation.of(x, offset, scale);
        }

        @Override
        public void fill(int from, int to, float[] piece, int at, int stride) {
          for (int row = from; row < to; row++) {
            piece[at + (row - from) * stride] = value(row);
          }
        }
      };
    }
  }

  /** 1 where the number of that column is missing, else 0. */
  record Missing(String column) implements ColumnEncoding {
    @Override
    public List<String> names() {
      return List.of(column + ":missing");
    }

    @Override
    public int width() {
      return 1;
    }

    @Override
    public Map<String, Object> toJson() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("column", column);
      json.put("kind", "missing");
      return json;
    }

    @Override
    public Cells cells(Column from, String source) {
      return cells(Columns.numbers(from, source));
    }

    @Override
    public Function<Cell, Cells> reader() {
      return cell -> cells(new float[] {Columns.number(cell, column)});
    }

    private static Cells cells(float[] values) {
      return new Indicator(row -> Float.isNaN(values[row]) ? 0 : -1);
    }
  }

  /**
   * One feature for each word that was seen often enough in training, then one for all other words
   * if training had such, then one for missing words if training had such. Exactly one of them is
   * 1; none is for what training had nothing of (an unseen word where no word was rare), so that
   * nothing untrained is added to a score.
   *
   * @param words distinct, the most frequent first, equally frequent ones by the alphabet
   * @param other whether there is a feature for other words
   * @param missing whether there is a feature for missing words; if not they count as other
   */
  record Words(String column, List<String> words, boolean other, boolean missing)
      implements ColumnEncoding {
    public Words {
      words = List.copyOf(words);
      if (new HashSet<>(words).size() != words.size()) {
        throw new IllegalArgumentException("column " + column + ": a word comes twice");
      }
      if (words.isEmpty() && !other && !missing) {
        throw new IllegalArgumentException("column " + column + ": there are no words");
      }
    }

    @Override
    public List<String> names() {
      List<String> names = new ArrayList<>(width());
      for (String word : words) {
        names.add(column + "=" + word);
      }
      if (other) {
        names.add(column + ":other");
      }
      if (missing) {
        names.add(column + ":missing");
      }
      return names;
    }

    @Override
    public int width() {
      return words.size() + (other ? 1 : 0) + (missing ? 1 : 0);
    }

    @Override
    public Map<String, Object> toJson() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("column", column);
      json.put("kind", "words");
      json.put("words", words);
      json.put("other", other);
      json.put("missing", missing);
      return json;
    }

    @Override
    public Cells cells(Column from, String source) {
      return cells(Columns.codes(from, new KnownWords(words), source));
    }

    @Override
    public Function<Cell, Cells> reader() {
      KnownWords known = new KnownWords(words);
      return cell -> cells(new int[] {Columns.code(cell, known, column)});
    }

    /** Cells of those words; their codes are overwritten. */
    private Cells cells(int[] codes) {
      int unseen = other ? words.size() : -1;
      int absent = missing ? width() - 1 : unseen;
      for (int row = 0; row < codes.length; row++) {
        if (codes[row] < 0) {
          codes[row] = absent;
        } else if (codes[row] == words.size()) {
          codes[row] = unseen;
        }
      }
      return new Indicator(row -> codes[row]);
    }
  }

  /** Cells that are 1 at one feature. */
  record Indicator(IntUnaryOperator at) implements Cells {
    @Override
    public int feature(int row) {
      return at.applyAsInt(row);
    }

    @Override
    public float value(int row) {
      return 1;
    }
  }

  /** Reads what {@link #toJson} wrote. */
  static ColumnEncoding fromJson(Fields json) {
    String column = json.text("column");
    return switch (json.text("kind")) {
      case "numeric" ->
          new Numeric(column, json.number("offset"), json.number("scale"), json.number("fill"));
      case "missing" -> new Missing(column);
      case "words" ->
          new Words(column, json.texts("words"), json.truth("other"), json.truth("missing"));
      default -> throw new DataException(json.where() + ".kind is not one that is known");
    };
  }
}
