package org.glissade.io.encode;

import java.io.Serializable;

/**
 * Which numbered features are used, and how: feature k is (x − offset)/scale of the k-th column. No
 * object a feature, as there may be tens of millions.
 *
 * @param columns in the records, from 0 (LIBSVM writes them from 1)
 * @param offsets one each, or none if all are 0
 * @param scales one each, above 0
 */
public record ScaledFeatures(ColumnSet columns, NumberArray offsets, NumberArray scales)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Stands for: all features, as they are. */
  public static final ScaledFeatures NONE =
      new ScaledFeatures(ColumnSet.EMPTY, NumberArray.none(), NumberArray.none());

  public ScaledFeatures {
    int size = columns.size();
    if (scales.length() != size || (offsets.length() != size && offsets.length() != 0)) {
      throw new IllegalArgumentException("columns, scales and offsets do not match");
    }
    for (int k = 0; k < size; k++) {
      double scale = scales.get(k);
      double offset = offsets.length() == 0 ? 0 : offsets.get(k);
      if (!Double.isFinite(offset) || !(scale > 0 && scale <= Double.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "feature " + (columns.get(k) + 1L) + ": offset " + offset + " or scale " + scale);
      }
    }
  }

  /** Those of a positive number, which is their scale. */
  static ScaledFeatures positive(float[] scales) {
    ColumnSet columns = ColumnSet.positive(scales);
    float[] used = new float[columns.size()];
    columns.forEach((k, column) -> used[k] = scales[column]);
    return new ScaledFeatures(columns, NumberArray.none(), new NumberArray.Floats(used));
  }

  /** Whether all features are used as they are. */
  public boolean isEmpty() {
    return columns.size() == 0;
  }

  /** How many are used. */
  public int size() {
    return columns.size();
  }

  /** Whether one of them is moved before it is scaled. */
  boolean isCentred() {
    for (int k = 0; k < offsets.length(); k++) {
      if (offsets.get(k) != 0) {
        return true;
      }
    }
    return false;
  }

  /** What is subtracted from the k-th feature. */
  public double offset(int k) {
    return offsets.length() == 0 ? 0 : offsets.get(k);
  }

  /** What the k-th feature is divided by after that. */
  public double scale(int k) {
    return scales.get(k);
  }
}
