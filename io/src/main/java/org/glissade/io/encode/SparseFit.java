package org.glissade.io.encode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.glissade.data.SparseBatch;
import org.glissade.data.SparseExamples;
import org.glissade.io.DataException;
import org.glissade.io.table.SparseRecords;

/**
 * Fits a {@link SparseEncoder} to the training rows. With {@link Scaling#STANDARD}, the first of
 * these rules that applies; a note says which:
 *
 * <ol>
 *   <li>At least half of all values are not 0, there are at most {@value #MOST_DENSE} features, and
 *       the rows are in memory: rows become dense, each feature (x − mean)/deviation; those that do
 *       not vary are dropped.
 *   <li>At least 99 rows of 100 have a Euclidean norm within 0.01 of 1: they were normalised, and
 *       scaling features would undo that. Nothing is changed.
 *   <li>No magnitude is above 1 and the largest is at least 0.1: nothing is changed.
 *   <li>Each feature is divided by its largest magnitude, which leaves zeros zeros; features that
 *       never differ from 0 are dropped.
 * </ol>
 *
 * With {@link Scaling#NONE} values stay as they are, dense or sparse as by the first rule.
 */
final class SparseFit {
  static final int MOST_DENSE = 10_000;
  private static final double DENSE = 0.5;
  private static final double NORMALISED_ROWS = 0.99;
  private static final double NORM_TOLERANCE = 0.01;
  private static final double LARGE_ENOUGH = 0.1;

  private static final int PIECE = 256;

  private final String source;
  private final SparseExamples x;
  private final Totals totals;

  private SparseFit(SparseRecords records, Totals totals) {
    this.source = records.source();
    this.x = records.examples();
    this.totals = totals;
  }

  /**
   * Fits to the rows of all places.
   *
   * @param records the training rows of this place, as wide as those of the others
   */
  static SparseEncoder fit(SparseRecords records, Scaling scaling, Totals totals) {
    return new SparseFit(records, totals).fit(scaling);
  }

  private SparseEncoder fit(Scaling scaling) {
    double[] sums = {nonzeros(), x.rows(), x.inMemory() ? 0 : 1};
    totals.sum(sums);
    double rows = sums[1];
    if (sums[0] == 0) {
      throw new DataException(source + " has no feature that differs from 0");
    }
    boolean dense =
        sums[2] == 0 && x.columns() <= MOST_DENSE && sums[0] >= DENSE * x.columns() * rows;
    if (scaling == Scaling.NONE) {
      return SparseEncoder.plain(x.columns(), dense);
    }
    return dense ? standard(rows) : sparse(rows);
  }

  /** Rows a few at a time, wherever they are. */
  private void pass(Consumer<SparseBatch> visitor) {
    SparseBatch batch = (SparseBatch) x.newBatch(PIECE);
    int[] order = new int[PIECE];
    for (int from = 0; from < x.rows(); from += PIECE) {
      int count = Math.min(PIECE, x.rows() - from);
      for (int i = 0; i < count; i++) {
        order[i] = from + i;
      }
      x.gather(order, 0, count, batch);
      visitor.accept(batch);
    }
  }

  private double nonzeros() {
    double[] nonzeros = new double[1];
    pass(
        batch -> {
          for (int i = 0; i < batch.offsets()[batch.rows()]; i++) {
            nonzeros[0] += batch.values()[i] != 0 ? 1 : 0;
          }
        });
    return nonzeros[0];
  }

  private SparseEncoder standard(double rows) {
    int columns = x.columns();
    double[] mean = new double[columns];
    pass(
        batch -> {
          for (int i = 0; i < batch.offsets()[batch.rows()]; i++) {
            mean[batch.indices()[i]] += batch.values()[i];
          }
        });
    totals.sum(mean);
    for (int j = 0; j < columns; j++) {
      mean[j] /= rows;
    }
    double[] squares = new double[columns];
    int[] stored = new int[columns];
    pass(
        batch -> {
          for (int i = 0; i < batch.offsets()[batch.rows()]; i++) {
            int j = batch.indices()[i];
            double rest = batch.values()[i] - mean[j];
            squares[j] += rest * rest;
            stored[j]++;
          }
        });
    for (int j = 0; j < columns; j++) {
      squares[j] += (x.rows() - stored[j]) * mean[j] * mean[j];
    }
    totals.sum(squares);
    int[] used = new int[columns];
    double[] deviations = new double[columns];
    int count = 0;
    for (int j = 0; j < columns; j++) {
      Numbers numbers = new Numbers((long) rows, mean[j], Math.sqrt(squares[j] / rows));
      if (!numbers.constant()) {
        used[count] = j;
        mean[count] = numbers.mean();
        deviations[count++] = numbers.deviation();
      }
    }
    if (count == 0) {
      throw new DataException(source + ": no feature varies between the training rows");
    }
    ScaledFeatures features =
        new ScaledFeatures(
            ColumnSet.of(Arrays.copyOf(used, count)),
            NumberArray.exactly(Arrays.copyOf(mean, count)),
            NumberArray.exactly(Arrays.copyOf(deviations, count)));
    List<String> notes = new ArrayList<>();
    notes.add("most values are not 0: rows are dense, features have mean 0 and deviation 1");
    if (count < columns) {
      notes.add("dropped " + (columns - count) + " features that do not vary");
    }
    return new SparseEncoder(columns, true, features, notes);
  }

  private SparseEncoder sparse(double rows) {
    double[] normalised = {normalisedRows()};
    totals.sum(normalised);
    if (normalised[0] >= NORMALISED_ROWS * rows) {
      return SparseEncoder.plain(x.columns(), false, "features are not scaled: rows have norm 1");
    }
    float[] largest = new float[x.columns()];
    pass(
        batch -> {
          for (int i = 0; i < batch.offsets()[batch.rows()]; i++) {
            int j = batch.indices()[i];
            largest[j] = Math.max(largest[j], Math.abs(batch.values()[i]));
          }
        });
    totals.max(largest);
    float most = 0;
    for (float magnitude : largest) {
      most = Math.max(most, magnitude);
    }
    if (most <= 1 && most >= LARGE_ENOUGH) {
      return SparseEncoder.plain(
          x.columns(), false, "features are not scaled: all lie between -1 and 1");
    }
    return new SparseEncoder(
        x.columns(),
        false,
        ScaledFeatures.positive(largest),
        List.of("each feature is divided by its largest magnitude in the training rows"));
  }

  private int normalisedRows() {
    int[] normalised = new int[1];
    pass(
        batch -> {
          for (int row = 0; row < batch.rows(); row++) {
            double squares = 0;
            for (int i = batch.offsets()[row]; i < batch.offsets()[row + 1]; i++) {
              squares += (double) batch.values()[i] * batch.values()[i];
            }
            normalised[0] += Math.abs(Math.sqrt(squares) - 1) <= NORM_TOLERANCE ? 1 : 0;
          }
        });
    return normalised[0];
  }
}
