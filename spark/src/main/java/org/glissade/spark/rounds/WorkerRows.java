package org.glissade.spark.rounds;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.glissade.data.SparseExamples;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one worker in compact form, as they come off an iterator: those of each of its
 * partitions one after the other. Rows of weight 0 are left out, so that nothing advances on them.
 */
public final class WorkerRows {
  /** Rows of a partition: {@code [from, to)}. */
  record Range(int from, int to) {
    int rows() {
      return to - from;
    }
  }

  private final int features;
  private long[] starts = new long[1 << 10];
  private int[] indices = new int[1 << 14];
  private float[] values = new float[1 << 14];
  private float[] targets = new float[1 << 10];
  private float[] weights = new float[1 << 10];
  private boolean weighted;
  private int rows;
  private int stored;
  private int partition = -1;
  private int firstOfPartition;
  private final Map<Integer, Range> ranges = new TreeMap<>();

  /**
   * @param features width of a row
   */
  public WorkerRows(int features) {
    this.features = features;
  }

  /**
   * Begins a row of a partition; those of one partition come together.
   *
   * @param target as losses take it
   * @param weight at least 0
   * @return false if it is to be left out
   */
  public boolean begin(int ofPartition, double target, double weight) {
    if (!(weight >= 0) || weight == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "the weight of a row is " + weight + "; weights are numbers of at least 0");
    }
    if (ofPartition != partition) {
      endPartition();
      partition = ofPartition;
      firstOfPartition = rows;
    }
    if (weight == 0) {
      return false;
    }
    if (rows + 2 > starts.length) {
      int more = 2 * starts.length;
      starts = Arrays.copyOf(starts, more);
      targets = Arrays.copyOf(targets, more);
      weights = Arrays.copyOf(weights, more);
    }
    targets[rows] = (float) target;
    weights[rows] = (float) weight;
    weighted |= weight != 1;
    rows++;
    starts[rows] = stored;
    return true;
  }

  /** Adds the next feature of the row that was begun; features ascend, zeros are left out. */
  public void add(int feature, double value) {
    if (value == 0) {
      return;
    }
    float narrow = (float) value;
    if (!Float.isFinite(narrow)) {
      throw new IllegalArgumentException(
          "feature "
              + feature
              + " of a row is "
              + value
              + "; features are finite numbers: fill or drop such rows first");
    }
    if (stored == indices.length) {
      int more = (int) Math.min(Integer.MAX_VALUE - 8, 2L * indices.length);
      if (more == indices.length) {
        throw new IllegalStateException(
            "a worker holds at most 2^31 numbers; give the training more partitions and executors");
      }
      indices = Arrays.copyOf(indices, more);
      values = Arrays.copyOf(values, more);
    }
    indices[stored] = feature;
    values[stored++] = narrow;
    starts[rows] = stored;
  }

  private void endPartition() {
    if (partition >= 0 && ranges.put(partition, new Range(firstOfPartition, rows)) != null) {
      throw new IllegalStateException("the rows of partition " + partition + " lie apart");
    }
  }

  /** Rows of each partition, once all have come. */
  Map<Integer, Range> ranges() {
    endPartition();
    partition = -1;
    return ranges;
  }

  /** The rows, none of them encoded. */
  SparseExamples examples() {
    return SparseExamples.of(
        Arrays.copyOf(starts, rows + 1),
        Arrays.copyOf(indices, stored),
        Arrays.copyOf(values, stored),
        features,
        Arrays.copyOf(targets, rows),
        1,
        weights());
  }

  private float @Nullable [] weights() {
    return weighted ? Arrays.copyOf(weights, rows) : null;
  }
}
