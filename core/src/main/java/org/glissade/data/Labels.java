package org.glissade.data;

import org.jspecify.annotations.Nullable;

/**
 * Targets and weights of examples: what dense and sparse rows have in common.
 *
 * @param countsRows whether a row counts as one whatever its weight, which then is but a factor of
 *     its loss
 */
record Labels(float[] targets, int perRow, float @Nullable [] weights, boolean countsRows) {
  Labels(float[] targets, int perRow, float @Nullable [] weights) {
    this(targets, perRow, weights, false);
  }

  Labels {
    if (perRow < 1 || targets.length % perRow != 0) {
      throw new IllegalArgumentException(
          targets.length + " targets cannot be split into rows of " + perRow);
    }
    if (weights != null) {
      if (weights.length != targets.length / perRow) {
        throw new IllegalArgumentException(
            weights.length + " weights for " + targets.length / perRow + " rows");
      }
      for (int i = 0; i < weights.length; i++) {
        if (!(weights[i] >= 0) || weights[i] == Float.POSITIVE_INFINITY) {
          throw new IllegalArgumentException(
              "the weight of example " + i + " must be finite and at least 0: " + weights[i]);
        }
      }
    }
  }

  int rows() {
    return targets.length / perRow;
  }

  void copyTo(int[] order, int from, int to, Batch batch) {
    float[] target = batch.targets();
    float[] weight = batch.weights();
    for (int i = from; i < to; i++) {
      int row = order[i];
      for (int k = 0; k < perRow; k++) {
        target[(i - from) * perRow + k] = targets[row * perRow + k];
      }
      if (weight != null && weights != null) {
        weight[i - from] = weights[row];
      }
    }
  }

  /** Copies the labels of the rows {@code from … to − 1} to where row {@code place} begins. */
  void copyTo(int from, int to, float[] target, float @Nullable [] weight, int place) {
    System.arraycopy(targets, from * perRow, target, place * perRow, (to - from) * perRow);
    if (weight != null && weights != null) {
      System.arraycopy(weights, from, weight, place, to - from);
    }
  }

  Labels select(int[] rows) {
    float[] selected = new float[rows.length * perRow];
    float[] selectedWeights = weights == null ? null : new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(targets, rows[i] * perRow, selected, i * perRow, perRow);
      if (selectedWeights != null && weights != null) {
        selectedWeights[i] = weights[rows[i]];
      }
    }
    return new Labels(selected, perRow, selectedWeights, countsRows);
  }
}
