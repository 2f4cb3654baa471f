package org.glissade.io.encode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.glissade.io.DataException;
import org.glissade.io.table.Column;
import org.glissade.io.table.Matrix;
import org.glissade.io.table.Records;
import org.glissade.io.table.SparseRecords;
import org.glissade.io.table.Table;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;

/** Weights of rows: from a column, from the class of the row, or both multiplied. */
public final class RowWeights {
  private RowWeights() {}

  /**
   * The weights that a column holds.
   *
   * @param nameOrNumber of the column; null if there is none
   * @return one a row; null if there is no such column, or rows have no columns
   * @throws DataException if one is missing, negative or no number; names the first such row
   */
  public static float @Nullable [] column(Records records, @Nullable String nameOrNumber) {
    if (nameOrNumber == null) {
      return null;
    }
    Column column =
        switch (records) {
          case Table table -> Columns.meant(table, nameOrNumber);
          case Matrix matrix -> matrix.beside(nameOrNumber);
          case SparseRecords sparse -> null;
        };
    return column == null ? null : checked(column, records.source());
  }

  private static float[] checked(Column column, String source) {
    float[] weights = Columns.numbers(column, source);
    double sum = 0;
    for (int row = 0; row < weights.length; row++) {
      if (!(weights[row] >= 0)) {
        throw new DataException(
            Columns.at(source, row, column)
                + ": a weight must be a number of at least 0, not "
                + (Float.isNaN(weights[row]) ? "missing" : Columns.text(weights[row])));
      }
      sum += weights[row];
    }
    if (weights.length > 0 && sum == 0) {
      throw new DataException(source + ": all weights in column " + column.name() + " are 0");
    }
    return weights;
  }

  /**
   * A weight for each class with which all classes weigh the same together, and the mean weight of
   * a row stays what it was: W/(K·W_k), with W the weight of all rows, W_k that of the rows of
   * class k, and K the number of classes that have any (King and Zeng 2001, "Logistic regression in
   * rare events data", section 4; the {@code balanced} of scikit-learn).
   *
   * @param classOf class of each training row
   * @param classes number of classes
   * @param weights of the rows, or null for all 1
   * @return one a class; 1 for a class without rows
   */
  public static double[] balanced(int[] classOf, int classes, float @Nullable [] weights) {
    double[] held = new double[classes];
    double total = 0;
    for (int row = 0; row < classOf.length; row++) {
      double weight = weights == null ? 1 : weights[row];
      held[classOf[row]] += weight;
      total += weight;
    }
    long present = Arrays.stream(held).filter(weight -> weight > 0).count();
    double[] result = new double[classes];
    for (int k = 0; k < classes; k++) {
      result[k] = held[k] > 0 ? total / (present * held[k]) : 1;
    }
    return result;
  }

  /**
   * Class weights as people write them: {@code no=1,yes=5}. Classes that are not named weigh 1. A
   * class name may itself hold = or a comma.
   *
   * @throws SpecException if a class is unknown or named twice, or a weight is not above 0
   */
  public static double[] parse(String text, List<String> classes) {
    double[] result = new double[classes.size()];
    for (String part : parts(text)) {
      int equals = part.lastIndexOf('=');
      String name = part.substring(0, equals).strip();
      int k = classes.indexOf(name);
      if (k < 0) {
        throw SpecException.unknown("class", name, classes);
      }
      float weight = Columns.parsed(part.substring(equals + 1));
      if (!(weight > 0)) {
        throw new SpecException(
            "the weight of class " + name + " must be a number above 0: " + part);
      }
      if (result[k] != 0) {
        throw new SpecException("class " + name + " is given two weights");
      }
      result[k] = weight;
    }
    for (int k = 0; k < result.length; k++) {
      result[k] = result[k] == 0 ? 1 : result[k];
    }
    return result;
  }

  /** Splits at the commas behind a weight, not at those inside of a name. */
  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    String open = "";
    for (String piece : text.split(",", -1)) {
      open = open.isEmpty() ? piece : open + "," + piece;
      int equals = open.lastIndexOf('=');
      if (equals >= 0 && !Float.isNaN(Columns.parsed(open.substring(equals + 1)))) {
        parts.add(open);
        open = "";
      }
    }
    if (!open.isEmpty() || parts.isEmpty() || text.endsWith(",")) {
      throw new SpecException("expected class=weight,class=weight instead of " + text);
    }
    return parts;
  }

  /**
   * Weight of each row: that of its class, times its own.
   *
   * @param perClass weight of each class
   * @param classOf class of each row
   * @param weights of the rows, or null for all 1
   */
  public static float[] ofRows(double[] perClass, int[] classOf, float @Nullable [] weights) {
    float[] result = new float[classOf.length];
    for (int row = 0; row < result.length; row++) {
      double weight = perClass[classOf[row]] * (weights == null ? 1 : weights[row]);
      result[row] = (float) Math.min(weight, Float.MAX_VALUE);
    }
    return result;
  }
}
