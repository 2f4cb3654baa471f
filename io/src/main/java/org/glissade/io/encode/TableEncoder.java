package org.glissade.io.encode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.SparseExamples;
import org.glissade.data.Standardisation;
import org.glissade.io.DataException;
import org.glissade.io.encode.ColumnEncoding.Cells;
import org.glissade.io.json.Fields;
import org.glissade.io.table.Column;
import org.glissade.io.table.Matrix;
import org.glissade.io.table.Records;
import org.glissade.io.table.SparseRecords;
import org.glissade.io.table.Table;
import org.glissade.math.Floats;
import org.jspecify.annotations.Nullable;

/**
 * Encodes tables. Columns are found by name: their order does not matter, columns that the model
 * does not know are ignored with a note, and one that it needs and that is not there is an error.
 * Fitted by {@link FeatureEncoder#fit}; see {@link TableFit} for the rules.
 *
 * @param encodings the features, in their order; at least one
 * @param dense whether encoded rows are dense
 * @param unused names of columns of the training table that are no features: target, weight, those
 *     dropped
 * @param notes what was decided while fitting
 */
public record TableEncoder(
    List<ColumnEncoding> encodings, boolean dense, List<String> unused, List<String> notes)
    implements FeatureEncoder {
  /** Dense rows are made in pieces of about this many numbers. */
  private static final int PIECE = 1 << 18;

  public TableEncoder {
    encodings = List.copyOf(encodings);
    unused = List.copyOf(unused);
    notes = List.copyOf(notes);
    if (encodings.isEmpty()) {
      throw new IllegalArgumentException("there are no features");
    }
  }

  /**
   * Fits an encoder to training rows that are summed up; see {@link TableFit} for the rules.
   *
   * @param source where they came from, for messages
   * @param rows how many there are
   * @param columns all of their columns, names unique
   * @throws DataException if no feature can be made of them
   */
  public static TableEncoder fit(
      String source, long rows, List<ColumnFacts> columns, Scaling scaling) {
    return TableFit.fit(source, rows, columns, scaling);
  }

  @Override
  public int width() {
    int width = 0;
    for (ColumnEncoding encoding : encodings) {
      width = Math.addExact(width, encoding.width());
    }
    return width;
  }

  @Override
  public List<String> featureNames() {
    List<String> names = new ArrayList<>();
    for (ColumnEncoding encoding : encodings) {
      names.addAll(encoding.names());
    }
    return names;
  }

  @Override
  public double[] offsets() {
    double[] offsets = new double[width()];
    int at = 0;
    for (ColumnEncoding encoding : encodings) {
      offsets[at] = encoding instanceof ColumnEncoding.Numeric numeric ? numeric.offset() : 0;
      at += encoding.width();
    }
    return offsets;
  }

  @Override
  public double[] scales() {
    double[] scales = new double[width()];
    Arrays.fill(scales, 1);
    int at = 0;
    for (ColumnEncoding encoding : encodings) {
      scales[at] = encoding instanceof ColumnEncoding.Numeric numeric ? numeric.scale() : 1;
      at += encoding.width();
    }
    return scales;
  }

  @Override
  public Examples encode(
      Records records,
      float[] targets,
      int targetsPerRow,
      float @Nullable [] weights,
      Consumer<String> notes) {
    if (records instanceof Matrix matrix && isNumeric()) {
      return inPlace(matrix, targets, targetsPerRow, weights, notes);
    }
    Table table =
        switch (records) {
          case Table given -> given;
          case Matrix matrix -> matrix.table();
          case SparseRecords sparse -> throw notATable(sparse);
        };
    Cells[] cells = cells(table, notes);
    return dense
        ? denseRows(cells, table.rows(), targets, targetsPerRow, weights)
        : sparseRows(cells, table.rows(), targets, targetsPerRow, weights);
  }

  private boolean isNumeric() {
    return encodings.stream().allMatch(ColumnEncoding.Numeric.class::isInstance);
  }

  /** Rows that stay where they are: numbers are standardised as they are gathered. */
  private DenseExamples inPlace(
      Matrix matrix,
      float[] targets,
      int targetsPerRow,
      float @Nullable [] weights,
      Consumer<String> notes) {
    List<String> names = featureNames();
    noteExtra(matrix.source(), matrix.names(), new HashSet<>(names), notes);
    double[] fills =
        encodings.stream().mapToDouble(e -> ((ColumnEncoding.Numeric) e).fill()).toArray();
    Standardisation standardisation =
        new Standardisation(offsets(), scales(), fills, matrix.isComplete());
    return DenseExamples.of(
        matrix.features(names), standardisation, targets, targetsPerRow, weights);
  }

  private DataException notATable(SparseRecords records) {
    return new DataException(
        records.source()
            + " holds numbered features, but the model was trained on columns with names: "
            + Columns.some(encodings.stream().map(ColumnEncoding::column).distinct().toList(), 5));
  }

  private Cells[] cells(Table table, Consumer<String> notes) {
    Map<String, Column> byName = new HashMap<>();
    for (Column column : table.columns()) {
      byName.put(column.name(), column);
    }
    Cells[] cells = new Cells[encodings.size()];
    for (int k = 0; k < cells.length; k++) {
      ColumnEncoding encoding = encodings.get(k);
      Column column = byName.get(encoding.column());
      if (column == null) {
        throw new DataException(
            table.source() + " has no column " + encoding.column() + ", which the model needs");
      }
      cells[k] = encoding.cells(column, table.source());
      if (encoding instanceof ColumnEncoding.Words words
          && column instanceof Column.Categorical c) {
        noteUnseen(words, c, table.source(), notes);
      }
    }
    Set<String> used = new HashSet<>();
    encodings.forEach(encoding -> used.add(encoding.column()));
    noteExtra(table.source(), table.columns().stream().map(Column::name).toList(), used, notes);
    return cells;
  }

  private void noteExtra(
      String source, List<String> names, Set<String> used, Consumer<String> notes) {
    List<String> extra =
        names.stream().filter(name -> !used.contains(name) && !unused.contains(name)).toList();
    if (!extra.isEmpty()) {
      notes.accept(source + ": ignored what the model does not know: " + Columns.some(extra, 10));
    }
  }

  /** Where training had no rare words, a word that it did not have adds nothing to a score. */
  private static void noteUnseen(
      ColumnEncoding.Words words,
      Column.Categorical column,
      String source,
      Consumer<String> notes) {
    if (words.other()) {
      return;
    }
    Set<String> known = new HashSet<>(words.words());
    BitSet unseen = new BitSet();
    int rows = 0;
    for (int code : column.codes()) {
      if (code >= 0 && !known.contains(column.words().get(code))) {
        unseen.set(code);
        rows++;
      }
    }
    if (rows > 0) {
      List<String> names = unseen.stream().mapToObj(column.words()::get).toList();
      notes.accept(
          source
              + ": column "
              + column.name()
              + " holds words that were not there in training, in "
              + rows
              + (rows == 1 ? " row" : " rows")
              + "; they add nothing to the prediction: "
              + Columns.some(names, 5));
    }
  }

  private DenseExamples denseRows(
      Cells[] cells, int rows, float[] targets, int targetsPerRow, float @Nullable [] weights) {
    int width = width();
    int step = Math.max(1, PIECE / width);
    Floats values = Floats.zeros((long) rows * width);
    float[] piece = new float[Math.multiplyExact(Math.min(step, Math.max(rows, 1)), width)];
    for (int from = 0; from < rows; from += step) {
      int to = Math.min(rows, from + step);
      Arrays.fill(piece, 0);
      int start = 0;
      for (int k = 0; k < cells.length; k++) {
        cells[k].fill(from, to, piece, start, width);
        start += encodings.get(k).width();
      }
      values.copyFrom(piece, 0, (long) from * width, (to - from) * width);
    }
    return DenseExamples.of(values, width, targets, targetsPerRow, weights);
  }

  private SparseExamples sparseRows(
      Cells[] cells, int rows, float[] targets, int targetsPerRow, float @Nullable [] weights) {
    int[] widths = encodings.stream().mapToInt(ColumnEncoding::width).toArray();
    long[] starts = new long[rows + 1];
    for (int row = 0; row < rows; row++) {
      int stored = 0;
      for (Cells cell : cells) {
        stored += cell.feature(row) >= 0 && cell.value(row) != 0 ? 1 : 0;
      }
      starts[row + 1] = starts[row] + stored;
    }
    if (starts[rows] > Integer.MAX_VALUE - 8) {
      throw new DataException("the rows have more than 2³¹ features that are not 0");
    }
    int[] indices = new int[(int) starts[rows]];
    float[] values = new float[indices.length];
    int at = 0;
    for (int row = 0; row < rows; row++) {
      int start = 0;
      for (int k = 0; k < cells.length; k++) {
        int feature = cells[k].feature(row);
        float value = cells[k].value(row);
        if (feature >= 0 && value != 0) {
          indices[at] = start + feature;
          values[at++] = value;
        }
        start += widths[k];
      }
    }
    return SparseExamples.of(starts, indices, values, width(), targets, targetsPerRow, weights);
  }

  @Override
  public Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", "table");
    json.put("dense", dense);
    json.put("features", encodings.stream().map(ColumnEncoding::toJson).toList());
    json.put("unused", unused);
    json.put("notes", notes);
    return json;
  }

  static TableEncoder fromJson(Fields json) {
    return new TableEncoder(
        json.objects("features").stream().map(ColumnEncoding::fromJson).toList(),
        json.truth("dense"),
        json.texts("unused"),
        json.texts("notes"));
  }
}
