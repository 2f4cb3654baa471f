package org.glissade.io.encode;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.SparseExamples;
import org.glissade.data.Standardisation;
import org.glissade.io.DataException;
import org.glissade.io.json.Fields;
import org.glissade.io.table.Records;
import org.glissade.io.table.SparseRecords;
import org.glissade.math.Floats;
import org.jspecify.annotations.Nullable;

/**
 * Encodes numbered features (LIBSVM). The number of features is that of the training rows; higher
 * numbers in later rows are dropped with a note. Fitted by {@link FeatureEncoder#fit}; see {@link
 * SparseFit} for the rules.
 *
 * @param inputs number of features in the records of training
 * @param dense whether encoded rows are dense
 * @param features which features are used and how; empty if all of them are used as they are
 * @param notes what was decided while fitting
 */
public record SparseEncoder(int inputs, boolean dense, ScaledFeatures features, List<String> notes)
    implements FeatureEncoder, Serializable {
  private static final long serialVersionUID = 1L;

  /** So many have their scales in text, for people to read; those of more are arrays beside it. */
  static final int MOST_IN_TEXT = 100_000;

  private static final String COLUMNS = "columns";
  private static final String SCALES = "scales";
  private static final String OFFSETS = "offsets";

  public SparseEncoder {
    notes = List.copyOf(notes);
    if (inputs < 1) {
      throw new IllegalArgumentException("there are no features");
    }
    if (features.columns().end() > inputs) {
      throw new IllegalArgumentException(
          "feature " + features.columns().end() + " is not one of " + inputs);
    }
    if (!dense && features.isCentred()) {
      throw new IllegalArgumentException("sparse features cannot be centred");
    }
  }

  /** One that takes all features as they are. */
  public static SparseEncoder plain(int inputs, boolean dense, String... notes) {
    return new SparseEncoder(inputs, dense, ScaledFeatures.NONE, List.of(notes));
  }

  @Override
  public int width() {
    return features.isEmpty() ? inputs : features.size();
  }

  /** The numbers of the features as LIBSVM writes them, from 1. */
  @Override
  public List<String> featureNames() {
    return new AbstractList<>() {
      @Override
      public String get(int index) {
        return Integer.toString(1 + (features.isEmpty() ? index : features.columns().get(index)));
      }

      @Override
      public int size() {
        return width();
      }
    };
  }

  @Override
  public double[] offsets() {
    return features.isEmpty() || features.offsets().length() == 0
        ? new double[width()]
        : features.offsets().toDoubles();
  }

  @Override
  public double[] scales() {
    if (features.isEmpty()) {
      double[] ones = new double[inputs];
      Arrays.fill(ones, 1);
      return ones;
    }
    return features.scales().toDoubles();
  }

  @Override
  public Examples encode(
      Records records,
      float[] targets,
      int targetsPerRow,
      float @Nullable [] weights,
      Consumer<String> notes) {
    if (!(records instanceof SparseRecords sparse)) {
      throw new DataException(
          records.source()
              + " is a table, but the model was trained on numbered features (LIBSVM)");
    }
    SparseExamples from = sparse.examples();
    if (!from.inMemory()) {
      return inFiles(records.source(), from.with(targets, targetsPerRow, weights), notes);
    }
    noteUnknown(records.source(), from, notes);
    return dense
        ? denseRows(from, targets, targetsPerRow, weights)
        : sparseRows(from, targets, targetsPerRow, weights);
  }

  /** Rows in files are encoded as they are gathered; they cannot become dense. */
  private SparseExamples inFiles(String source, SparseExamples from, Consumer<String> notes) {
    if (dense) {
      throw new DataException(
          source
              + " is read from files and stays sparse, but the model was trained on dense rows; use"
              + " the data as LIBSVM, or train on the files");
    }
    if (from.columns() > inputs) {
      notes.accept(
          source + ": ignored features beyond the " + inputs + " of training, if there are any");
    }
    return from.recoded(places(from.columns()), scales());
  }

  private void noteUnknown(String source, SparseExamples from, Consumer<String> notes) {
    if (from.columns() <= inputs) {
      return;
    }
    int end = Math.toIntExact(from.stored());
    int[] columns = from.indices();
    long unknown =
        IntStream.range(0, end).map(i -> columns[i]).filter(j -> j >= inputs).distinct().count();
    if (unknown > 0) {
      notes.accept(
          source
              + ": ignored "
              + unknown
              + (unknown == 1 ? " feature" : " features")
              + " beyond the "
              + inputs
              + " of training");
    }
  }

  /** Encoded feature of a column of the records, −1 if it is not used. */
  private int place(int column) {
    return features.isEmpty() ? (column < inputs ? column : -1) : features.columns().place(column);
  }

  private double scale(int k) {
    return features.isEmpty() ? 1 : features.scale(k);
  }

  private int[] places(int columns) {
    int[] places = new int[columns];
    Arrays.setAll(places, this::place);
    return places;
  }

  private DenseExamples denseRows(
      SparseExamples from, float[] targets, int targetsPerRow, float @Nullable [] weights) {
    int width = width();
    double[] offsets = offsets();
    double[] scales = scales();
    float[] zero = new float[width];
    for (int k = 0; k < width; k++) {
      zero[k] = Standardisation.of(0, offsets[k], scales[k]);
    }
    Floats values = Floats.zeros((long) from.rows() * width);
    float[] row = new float[width];
    for (int r = 0; r < from.rows(); r++) {
      System.arraycopy(zero, 0, row, 0, width);
      for (int i = (int) from.starts()[r]; i < from.starts()[r + 1]; i++) {
        int k = place(from.indices()[i]);
        if (k >= 0) {
          row[k] = Standardisation.of(from.values()[i], offsets[k], scales[k]);
        }
      }
      values.copyFrom(row, 0, (long) r * width, width);
    }
    return DenseExamples.of(values, width, targets, targetsPerRow, weights);
  }

  private SparseExamples sparseRows(
      SparseExamples from, float[] targets, int targetsPerRow, float @Nullable [] weights) {
    if (features.isEmpty() && from.columns() == inputs) {
      return from.with(targets, targetsPerRow, weights);
    }
    if (features.isEmpty() && from.columns() < inputs) {
      return SparseExamples.of(
          from.starts(), from.indices(), from.values(), inputs, targets, targetsPerRow, weights);
    }
    long[] starts = new long[from.rows() + 1];
    int[] indices = new int[Math.toIntExact(from.stored())];
    float[] values = new float[indices.length];
    int at = 0;
    for (int r = 0; r < from.rows(); r++) {
      for (int i = (int) from.starts()[r]; i < from.starts()[r + 1]; i++) {
        int k = place(from.indices()[i]);
        if (k >= 0) {
          indices[at] = k;
          values[at++] = Standardisation.of(from.values()[i], 0, scale(k));
        }
      }
      starts[r + 1] = at;
    }
    return SparseExamples.of(
        starts,
        Arrays.copyOf(indices, at),
        Arrays.copyOf(values, at),
        width(),
        targets,
        targetsPerRow,
        weights);
  }

  @Override
  public Map<String, Object> toJson() {
    Map<String, Object> json = withoutFeatures();
    if (!features.isEmpty()) {
      json.put(COLUMNS, IntStream.of(features.columns().toArray()).boxed().toList());
      json.put(SCALES, DoubleStream.of(scales()).boxed().toList());
      if (dense) {
        json.put(OFFSETS, DoubleStream.of(offsets()).boxed().toList());
      }
    }
    json.put("notes", notes);
    return json;
  }

  private Map<String, Object> withoutFeatures() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", "sparse");
    json.put("inputs", inputs);
    json.put("dense", dense);
    return json;
  }

  @Override
  public Stored stored() {
    if (features.size() <= MOST_IN_TEXT) {
      return new Stored(toJson(), Map.of());
    }
    Map<String, Object> json = withoutFeatures();
    Map<String, NumberArray> arrays = new LinkedHashMap<>();
    if (features.size() < inputs) {
      arrays.put(COLUMNS, new NumberArray.Ints(features.columns().toArray()));
    }
    arrays.put(SCALES, features.scales());
    if (features.offsets().length() > 0) {
      arrays.put(OFFSETS, features.offsets());
    }
    json.put("arrays", List.copyOf(arrays.keySet()));
    json.put("notes", notes);
    return new Stored(json, arrays);
  }

  static SparseEncoder fromJson(Fields json) {
    boolean dense = json.truth("dense");
    int inputs = json.count("inputs");
    ScaledFeatures features = ScaledFeatures.NONE;
    if (json.has(COLUMNS)) {
      features =
          scaled(
              ColumnSet.of(json.counts(COLUMNS)),
              dense ? NumberArray.exactly(json.numbers(OFFSETS)) : NumberArray.none(),
              NumberArray.exactly(json.numbers(SCALES)));
    }
    return new SparseEncoder(inputs, dense, features, json.texts("notes"));
  }

  /** What {@link #stored} wrote where the features are not in the text. */
  static SparseEncoder of(Fields json, Map<String, NumberArray> arrays) {
    if (!Set.copyOf(json.texts("arrays")).equals(arrays.keySet())) {
      throw new DataException(
          json.where() + " has the arrays " + arrays.keySet() + ", not " + json.texts("arrays"));
    }
    NumberArray scales = arrays.getOrDefault(SCALES, NumberArray.none());
    NumberArray columns = arrays.get(COLUMNS);
    int inputs = json.count("inputs");
    if (columns == null && scales.length() != inputs) {
      throw new DataException(
          json.where() + " has " + scales.length() + " scales for " + inputs + " columns");
    }
    ColumnSet used =
        switch (columns) {
          case null -> ColumnSet.first(inputs);
          case NumberArray.Ints ints -> ColumnSet.of(ints.values());
          default -> throw new DataException(json.where() + ": columns should be whole numbers");
        };
    return new SparseEncoder(
        inputs,
        json.truth("dense"),
        scaled(used, arrays.getOrDefault(OFFSETS, NumberArray.none()), scales),
        json.texts("notes"));
  }

  private static ScaledFeatures scaled(ColumnSet columns, NumberArray offsets, NumberArray scales) {
    if (columns.size() == 0) {
      throw new IllegalArgumentException("columns, scales and offsets do not match");
    }
    return new ScaledFeatures(columns, offsets, scales);
  }
}
