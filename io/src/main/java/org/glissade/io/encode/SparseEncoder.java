package org.glissade.io.encode;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * @param features which features are used and how, by ascending column; empty if all of them are
 *     used as they are
 * @param notes what was decided while fitting
 */
public record SparseEncoder(int inputs, boolean dense, List<Feature> features, List<String> notes)
    implements FeatureEncoder {

  /**
   * One feature: (x − offset)/scale.
   *
   * @param column in the records, from 0 (LIBSVM writes it from 1)
   * @param offset 0 unless encoded rows are dense
   */
  public record Feature(int column, double offset, double scale) {
    public Feature {
      if (!Double.isFinite(offset) || !Double.isFinite(scale) || !(scale > 0)) {
        throw new IllegalArgumentException(
            "feature " + (column + 1) + ": offset " + offset + " or scale " + scale);
      }
    }
  }

  public SparseEncoder {
    features = List.copyOf(features);
    notes = List.copyOf(notes);
    if (inputs < 1) {
      throw new IllegalArgumentException("there are no features");
    }
    int previous = -1;
    for (Feature feature : features) {
      if (feature.column <= previous || feature.column >= inputs) {
        throw new IllegalArgumentException("feature " + (feature.column + 1) + " is out of order");
      }
      if (!dense && feature.offset != 0) {
        throw new IllegalArgumentException("sparse features cannot be centred");
      }
      previous = feature.column;
    }
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
        return Integer.toString(1 + (features.isEmpty() ? index : features.get(index).column));
      }

      @Override
      public int size() {
        return width();
      }
    };
  }

  @Override
  public double[] offsets() {
    return features.isEmpty()
        ? new double[inputs]
        : features.stream().mapToDouble(Feature::offset).toArray();
  }

  @Override
  public double[] scales() {
    if (features.isEmpty()) {
      double[] ones = new double[inputs];
      Arrays.fill(ones, 1);
      return ones;
    }
    return features.stream().mapToDouble(Feature::scale).toArray();
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
    return from.recoded(positions(from.columns()), scales());
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

  /** Encoded feature of each column of the records, −1 if it is not used. */
  private int[] positions(int columns) {
    int[] positions = new int[columns];
    Arrays.fill(positions, -1);
    if (features.isEmpty()) {
      for (int j = 0; j < Math.min(columns, inputs); j++) {
        positions[j] = j;
      }
    }
    for (int k = 0; k < features.size(); k++) {
      if (features.get(k).column < columns) {
        positions[features.get(k).column] = k;
      }
    }
    return positions;
  }

  private DenseExamples denseRows(
      SparseExamples from, float[] targets, int targetsPerRow, float @Nullable [] weights) {
    int width = width();
    int[] positions = positions(from.columns());
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
        int k = positions[from.indices()[i]];
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
    int[] positions = positions(from.columns());
    double[] scales = scales();
    long[] starts = new long[from.rows() + 1];
    int[] indices = new int[Math.toIntExact(from.stored())];
    float[] values = new float[indices.length];
    int at = 0;
    for (int r = 0; r < from.rows(); r++) {
      for (int i = (int) from.starts()[r]; i < from.starts()[r + 1]; i++) {
        int k = positions[from.indices()[i]];
        if (k >= 0) {
          indices[at] = k;
          values[at++] = Standardisation.of(from.values()[i], 0, scales[k]);
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
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", "sparse");
    json.put("inputs", inputs);
    json.put("dense", dense);
    if (!features.isEmpty()) {
      json.put("columns", features.stream().map(Feature::column).toList());
      json.put("scales", DoubleStream.of(scales()).boxed().toList());
      if (dense) {
        json.put("offsets", DoubleStream.of(offsets()).boxed().toList());
      }
    }
    json.put("notes", notes);
    return json;
  }

  static SparseEncoder fromJson(Fields json) {
    boolean dense = json.truth("dense");
    List<Feature> features = List.of();
    if (json.has("columns")) {
      int[] columns = json.counts("columns");
      double[] scales = json.numbers("scales");
      double[] offsets = dense ? json.numbers("offsets") : new double[columns.length];
      if (columns.length == 0
          || scales.length != columns.length
          || offsets.length != columns.length) {
        throw new DataException(json.where() + ": columns, scales and offsets do not match");
      }
      features =
          IntStream.range(0, columns.length)
              .mapToObj(k -> new Feature(columns[k], offsets[k], scales[k]))
              .toList();
    }
    return new SparseEncoder(json.count("inputs"), dense, features, json.texts("notes"));
  }
}
