package org.glissade.io.encode;

/** A cell of a row that is in no table. */
public sealed interface Cell {
  /** A cell that holds nothing. */
  Cell MISSING = new Numeric(Float.NaN);

  /**
   * A number.
   *
   * @param value NaN if missing, never infinite
   */
  record Numeric(float value) implements Cell {}

  /** A word. */
  record Word(String text) implements Cell {}
}
