package org.glissade.io.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.io.DataException;
import org.glissade.io.encode.ColumnEncoding;
import org.glissade.io.encode.FeatureEncoder;
import org.glissade.io.encode.SparseEncoder;
import org.glissade.io.encode.TableEncoder;
import org.glissade.io.table.Column;
import org.glissade.io.table.Records;
import org.glissade.io.table.SparseRecords;
import org.glissade.io.table.Table;
import org.glissade.math.Floats;
import org.jspecify.annotations.Nullable;

/**
 * Features of rows that come one by one. Nothing is fitted to rows that are yet to come: those of a
 * model to go on from are encoded as it does; without one, numbers are taken as they are, and a
 * missing number of a table counts as the mean of those above it.
 */
final class OnlineFeatures {
  /** How rows are encoded, or null to take numbers as they are. */
  private final @Nullable FeatureEncoder encoder;

  /** Whether there may be more numbered features than the model knows. */
  private final boolean grows;

  private final List<String> names = new ArrayList<>();
  private double[] sums = new double[0];
  private long[] counts = new long[0];
  private boolean table;

  /**
   * @param known of a model to go on from, or null
   * @param growing whether the model can have more features than it has
   */
  OnlineFeatures(@Nullable FeatureEncoder known, boolean growing) {
    boolean plain =
        known instanceof SparseEncoder sparse && sparse.features().isEmpty() && !sparse.dense();
    this.grows = growing && (known == null || plain);
    this.encoder = plain && growing ? null : known;
  }

  /** Whether numbered features may be any. */
  boolean grows() {
    return grows;
  }

  /**
   * Encodes rows.
   *
   * @param leftOut names of columns that are no features
   * @throws DataException if they lack what the model needs; says where
   */
  Examples encode(
      Records records,
      float[] targets,
      float @Nullable [] weights,
      Set<String> leftOut,
      Consumer<String> notes) {
    if (encoder != null) {
      return encoder.encode(records, targets, 1, weights, notes);
    }
    return switch (records) {
      case SparseRecords sparse -> sparse.examples().with(targets, 1, weights);
      case Table rows -> numbers(rows, leftOut, targets, weights);
      default -> throw new IllegalStateException("neither a table nor numbered features");
    };
  }

  private Examples numbers(
      Table rows, Set<String> leftOut, float[] targets, float @Nullable [] weights) {
    List<float[]> columns = new ArrayList<>();
    for (Column column : rows.columns()) {
      if (!leftOut.contains(column.name())) {
        columns.add(values(rows, column));
        if (!table) {
          names.add(column.name());
        }
      }
    }
    if (!table) {
      table = true;
      sums = new double[columns.size()];
      counts = new long[columns.size()];
    }
    int width = columns.size();
    if (width == 0) {
      throw new DataException(rows.source() + " has no column beside the target to learn from");
    }
    float[] values = new float[rows.rows() * width];
    for (int row = 0; row < rows.rows(); row++) {
      for (int j = 0; j < width; j++) {
        float x = columns.get(j)[row];
        if (Float.isNaN(x)) {
          x = (float) mean(j);
        } else {
          sums[j] += x;
          counts[j]++;
        }
        values[row * width + j] = x;
      }
    }
    return DenseExamples.of(Floats.of(values), width, targets, 1, weights);
  }

  private double mean(int j) {
    return counts[j] == 0 ? 0 : sums[j] / counts[j];
  }

  private static float[] values(Table rows, Column column) {
    if (column instanceof Column.Numeric numbers) {
      return numbers.values();
    }
    throw new DataException(
        rows.source()
            + ", column "
            + column.name()
            + " holds words, and the words that are yet to come are not known: leave it out with"
            + " --drop, or go on with --warm-start from a model that was trained on some rows");
  }

  /**
   * How rows become features, as the model file tells it.
   *
   * @param width number of features
   * @param unused names of columns that are no features
   */
  FeatureEncoder encoder(int width, List<String> unused) {
    if (encoder != null) {
      return encoder;
    }
    if (!table) {
      return SparseEncoder.plain(width, false);
    }
    List<ColumnEncoding> encodings = new ArrayList<>();
    for (int j = 0; j < names.size(); j++) {
      encodings.add(new ColumnEncoding.Numeric(names.get(j), 0, 1, mean(j)));
    }
    return new TableEncoder(encodings, true, unused, List.of());
  }

  /** Names of the columns that a model reads as numbers. */
  static List<String> numeric(TableEncoder encoder) {
    return encoder.encodings().stream()
        .filter(encoding -> !(encoding instanceof ColumnEncoding.Words))
        .map(ColumnEncoding::column)
        .distinct()
        .toList();
  }

  /** Names of the columns that a model reads as words. */
  static List<String> words(TableEncoder encoder) {
    return encoder.encodings().stream()
        .filter(ColumnEncoding.Words.class::isInstance)
        .map(ColumnEncoding::column)
        .toList();
  }
}
