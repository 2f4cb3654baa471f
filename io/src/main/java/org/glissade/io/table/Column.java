package org.glissade.io.table;

import java.util.List;

/** A named column of one type. */
public sealed interface Column {
  /** Its name, from the header or {@code c1, c2, …}. */
  String name();

  int rows();

  /** The cells of those rows, in that order, copied; words keep their codes. */
  Column select(int[] rows);

  /**
   * Numbers.
   *
   * @param values one a row; NaN where missing, never infinite
   */
  record Numeric(String name, float[] values) implements Column {
    @Override
    public int rows() {
      return values.length;
    }

    @Override
    public Numeric select(int[] rows) {
      float[] selected = new float[rows.length];
      for (int i = 0; i < rows.length; i++) {
        selected[i] = values[rows[i]];
      }
      return new Numeric(name, selected);
    }
  }

  /**
   * Words.
   *
   * @param words the distinct words, in the order in which they first appear
   * @param codes index into {@code words}, one a row; −1 where missing
   */
  record Categorical(String name, List<String> words, int[] codes) implements Column {
    @Override
    public int rows() {
      return codes.length;
    }

    /** Those rows; the words stay as they are, also those that none of the rows holds. */
    @Override
    public Categorical select(int[] rows) {
      int[] selected = new int[rows.length];
      for (int i = 0; i < rows.length; i++) {
        selected[i] = codes[rows[i]];
      }
      return new Categorical(name, words, selected);
    }
  }

  /**
   * Text of no use to a linear model as it stands: identifiers, dates, free text. Not kept.
   *
   * @param kind what it looks like
   * @param example one of its cells
   */
  record Ignored(String name, Kind kind, String example, int rows) implements Column {
    /** What an ignored column looks like. */
    public enum Kind {
      IDENTIFIER,
      DATE,
      FREE_TEXT
    }

    @Override
    public Ignored select(int[] rows) {
      return new Ignored(name, kind, example, rows.length);
    }
  }
}
