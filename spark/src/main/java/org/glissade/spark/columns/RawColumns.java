package org.glissade.spark.columns;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.glissade.io.encode.Cell;
import org.glissade.spec.Names;
import org.jspecify.annotations.Nullable;

/**
 * Columns that features are made of, and their cells. Numbers of any type become 32-bit floats, and
 * NaN is missing as null is; booleans are the words {@code true} and {@code false}, as they are to
 * the reader of files.
 */
public final class RawColumns {
  private static final Cell TRUE = new Cell.Word("true");
  private static final Cell FALSE = new Cell.Word("false");

  private RawColumns() {}

  /** What a column holds. */
  enum Kind {
    NUMBERS,
    WORDS
  }

  /**
   * What the column of that name holds.
   *
   * @throws IllegalArgumentException if there is none, or no feature can be made of its type
   */
  static Kind kind(StructType schema, String name) {
    List<String> names = Arrays.asList(schema.fieldNames());
    int index = names.indexOf(name);
    if (index < 0) {
      String nearest = Names.nearest(name, names);
      throw new IllegalArgumentException(
          "the data set has no column "
              + name
              + (nearest == null ? "" : "; did you mean " + nearest + "?")
              + " It has "
              + String.join(", ", names));
    }
    DataType type = schema.fields()[index].dataType();
    if (type instanceof NumericType) {
      return Kind.NUMBERS;
    }
    if (type instanceof StringType || type instanceof BooleanType) {
      return Kind.WORDS;
    }
    throw new IllegalArgumentException(
        "column "
            + name
            + " has the type "
            + type.catalogString()
            + "; features are made of numbers, strings and booleans: cast it to one of these, make"
            + " such columns of its parts, or leave it out");
  }

  /** The column of that name, whatever characters are in it. */
  public static Column column(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  /** The number as features hold it: NaN if it is missing, infinite if it is beyond their range. */
  static float number(@Nullable Object value) {
    return value == null ? Float.NaN : ((Number) value).floatValue();
  }

  /**
   * A cell of a row.
   *
   * @param column its name
   * @param value as Spark gives it
   */
  static Cell cell(String column, @Nullable Object value) {
    return switch (value) {
      case null -> Cell.MISSING;
      case String word -> new Cell.Word(word);
      case Boolean truth -> truth ? TRUE : FALSE;
      case Number any -> {
        float number = number(any);
        if (Float.isInfinite(number)) {
          throw beyond(column, any.toString());
        }
        yield new Cell.Numeric(number);
      }
      default ->
          throw new IllegalArgumentException(
              "column "
                  + column
                  + " holds a "
                  + value.getClass().getSimpleName()
                  + "; features are made of numbers, strings and booleans");
    };
  }

  /** The error for numbers that features cannot hold. */
  static IllegalArgumentException beyond(String column, String what) {
    return new IllegalArgumentException(
        "column "
            + column
            + " holds "
            + what
            + ", which is infinite or beyond the range of 32-bit floats (about 3.4e38); correct or"
            + " rescale the column, or make such numbers null, which counts as missing");
  }
}
