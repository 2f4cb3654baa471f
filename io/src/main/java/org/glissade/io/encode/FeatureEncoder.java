package org.glissade.io.encode;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.glissade.data.Examples;
import org.glissade.io.DataException;
import org.glissade.io.json.Fields;
import org.glissade.io.table.Matrix;
import org.glissade.io.table.Records;
import org.glissade.io.table.SparseRecords;
import org.glissade.io.table.Table;
import org.jspecify.annotations.Nullable;

/**
 * How records become rows of features. Fitted on the training rows only, immutable from then on,
 * and part of the model: later records are encoded by what the training rows were, never by what
 * they are themselves.
 *
 * <p>Feature j of the encoded row is (x − offset[j]) / scale[j] of some quantity x of the record
 * (for an indicator x is 0 or 1, its offset 0 and its scale 1). Encoded values are always finite: a
 * value so extreme that it leaves the range of {@code float} becomes ±{@link Float#MAX_VALUE}.
 */
public sealed interface FeatureEncoder permits TableEncoder, SparseEncoder {

  /**
   * A linear score in the units of the file: Σⱼ weights[j]·xⱼ + bias.
   *
   * @param weights per unit of x, one a feature
   */
  record OriginalWeights(double[] weights, double bias) {}

  /** Number of encoded features, at least 1. */
  int width();

  /** Whether encoded rows are dense; decided by the training rows. */
  boolean dense();

  /** What each encoded feature is, {@link #width} names. */
  List<String> featureNames();

  /** What is subtracted from each feature. */
  double[] offsets();

  /** What each feature is divided by after that; never 0. */
  double[] scales();

  /** What was decided while fitting that a person may want to know. */
  List<String> notes();

  /**
   * Encodes records.
   *
   * @param targets {@code rows × targetsPerRow}, row-major; not copied
   * @param weights one a row, or null for all 1; not copied
   * @param notes receives what was left out or repaired
   * @throws DataException if the records lack what the model needs; says where
   */
  Examples encode(
      Records records,
      float[] targets,
      int targetsPerRow,
      float @Nullable [] weights,
      Consumer<String> notes);

  /** Encodes records without targets (they are all 0). */
  default Examples encode(Records records, Consumer<String> notes) {
    return encode(records, new float[records.rows()], 1, null, notes);
  }

  /** The encoder as an object for {@link org.glissade.io.json.Json}. */
  Map<String, Object> toJson();

  /**
   * An encoder as it is kept in a file.
   *
   * @param json an object for {@link org.glissade.io.json.Json}
   * @param arrays what would make too long a text, by name; mostly none
   */
  record Stored(Map<String, Object> json, Map<String, NumberArray> arrays) {}

  /** The encoder as it is kept in a file: {@link #toJson}, unless that were too long. */
  default Stored stored() {
    return new Stored(toJson(), Map.of());
  }

  /**
   * Reads what {@link #stored} gave.
   *
   * @throws DataException if it is not that
   */
  static FeatureEncoder of(Fields json, Map<String, NumberArray> arrays) {
    if (arrays.isEmpty() && !json.has("arrays")) {
      return fromJson(json);
    }
    if (!json.has("arrays") || !json.text("kind").equals("sparse")) {
      throw new DataException(json.where() + " has no use for the arrays " + arrays.keySet());
    }
    try {
      return SparseEncoder.of(json, arrays);
    } catch (IllegalArgumentException e) {
      throw new DataException(json.where() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws DataException if it is not that
   */
  static FeatureEncoder fromJson(Fields json) {
    try {
      return switch (json.text("kind")) {
        case "table" -> TableEncoder.fromJson(json);
        case "sparse" -> SparseEncoder.fromJson(json);
        default -> throw new DataException(json.where() + ".kind is not one that is known");
      };
    } catch (IllegalArgumentException e) {
      throw new DataException(json.where() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Fits an encoder.
   *
   * @param training the training rows, no others
   * @param leftOut names of columns that are not features: target, weight
   * @throws DataException if no feature can be made of them
   */
  static FeatureEncoder fit(Records training, Set<String> leftOut, Scaling scaling) {
    return switch (training) {
      case Table table -> TableFit.fit(table, leftOut, scaling);
      case Matrix matrix -> TableFit.fit(matrix, scaling);
      case SparseRecords sparse -> SparseFit.fit(sparse, scaling, Totals.ALONE);
    };
  }

  /**
   * Fits an encoder of numbered features to training rows of which these are a part.
   *
   * @param training the training rows at hand, as wide as those elsewhere; maybe none
   * @param totals over all of them
   * @throws DataException if no feature can be made of them
   */
  static SparseEncoder fit(SparseRecords training, Scaling scaling, Totals totals) {
    return SparseFit.fit(training, scaling, totals);
  }

  /**
   * The score Σⱼ w[j]·(xⱼ − offset[j])/scale[j] + bias, told in units of x.
   *
   * @param weights {@code weights[from … from + width)} are those of the encoded features
   */
  default OriginalWeights originalWeights(float[] weights, int from, double bias) {
    double[] offsets = offsets();
    double[] scales = scales();
    double[] original = new double[offsets.length];
    double moved = bias;
    for (int j = 0; j < original.length; j++) {
      original[j] = weights[from + j] / scales[j];
      moved -= original[j] * offsets[j];
    }
    return new OriginalWeights(original, moved);
  }
}
