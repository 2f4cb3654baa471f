package org.glissade.spark.rounds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.glissade.data.SparseExamples;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one worker in compact form, as they come off an iterator: those of each of its
 * partitions one after the other. Beyond a bound they go to files, and are read from there. Rows of
 * weight 0 are left out, so that nothing advances on them.
 */
public final class WorkerRows {
  private static final int NONZERO = Integer.BYTES + Float.BYTES;

  /** Rows of a partition: {@code [from, to)}. */
  record Range(int from, int to) {
    int rows() {
      return to - from;
    }

    /** Their numbers, ascending. */
    int[] toArray() {
      int[] rows = new int[rows()];
      Arrays.setAll(rows, i -> from + i);
      return rows;
    }
  }

  private final int features;
  private final @Nullable Path folder;

  /** Nonzeros and rows that may be in memory at a time. */
  private final int most;

  /** Where each row ends among those in memory. */
  private long[] ends = new long[1 << 10];

  private int[] indices = new int[1 << 14];
  private float[] values = new float[1 << 14];
  private float[] targets = new float[1 << 10];
  private float[] weights = new float[1 << 10];
  private boolean weighted;
  private int rows;

  /** How many of the rows are in files. */
  private int rowsInFiles;

  /** Nonzeros in memory. */
  private int stored;

  private long content;
  private long contentOfPartition;
  private @Nullable SpilledRows files;
  private int partition = -1;
  private int firstOfPartition;
  private final Map<Integer, Range> ranges = new TreeMap<>();

  /**
   * @param features width of a row
   * @param bytes that rows may take in memory; beyond it all go to files
   * @param folder for these
   */
  public WorkerRows(int features, long bytes, Path folder) {
    this(features, folder, bytes);
  }

  private WorkerRows(int features, @Nullable Path folder, long bytes) {
    this.features = features;
    this.folder = folder;
    this.most = Math.clamp(bytes / NONZERO, 1, Integer.MAX_VALUE - 8);
  }

  /** For rows of which it is known that there is room for them, or that may not go to files. */
  public static WorkerRows inMemory(int features) {
    return new WorkerRows(features, null, Long.MAX_VALUE);
  }

  /**
   * Begins a row of a partition; those of one partition come together.
   *
   * @param target as losses take it
   * @param weight at least 0
   * @return false if it is to be left out
   */
  public boolean begin(int ofPartition, double target, double weight) {
    if (!(weight >= 0) || (float) weight == Float.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "the weight of a row is " + weight + "; weights are numbers of at least 0");
    }
    if (ofPartition != partition) {
      endPartition();
      partition = ofPartition;
      firstOfPartition = rows;
    }
    if ((float) weight == 0) {
      return false;
    }
    if (rows - rowsInFiles > 0 && Math.max(stored, rows - rowsInFiles) >= most) {
      spill();
    }
    if (rows == targets.length) {
      targets = Arrays.copyOf(targets, 2 * rows);
      weights = Arrays.copyOf(weights, 2 * rows);
    }
    if (rows - rowsInFiles == ends.length) {
      ends = Arrays.copyOf(ends, 2 * ends.length);
    }
    contentOfPartition =
        mixed(
            mixed(contentOfPartition + ofPartition, Double.doubleToLongBits(target)),
            Double.doubleToLongBits(weight));
    targets[rows] = (float) target;
    weights[rows] = (float) weight;
    weighted |= weight != 1;
    ends[rows - rowsInFiles] = stored;
    rows++;
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
      indices = Arrays.copyOf(indices, more);
      values = Arrays.copyOf(values, more);
    }
    contentOfPartition = mixed(contentOfPartition + feature, Float.floatToIntBits(narrow));
    indices[stored] = feature;
    values[stored++] = narrow;
    ends[rows - rowsInFiles - 1] = stored;
  }

  private static long mixed(long before, long more) {
    long next = (before ^ more) * 0x9E3779B97F4A7C15L;
    return next ^ (next >>> 29);
  }

  /**
   * A number that other rows, or the same in another order, hardly have; the sum over all workers
   * does not depend on which has which partitions. Once all rows have come.
   */
  long content() {
    return content;
  }

  private void spill() {
    if (folder == null) {
      throw new IllegalStateException("there are more rows than memory has room for");
    }
    try {
      if (files == null) {
        files = new SpilledRows(folder);
      }
      files.add(ends, rows - rowsInFiles, indices, values, stored);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep rows in " + folder + ": " + e.getMessage(), e);
    }
    rowsInFiles = rows;
    stored = 0;
  }

  private void endPartition() {
    content += contentOfPartition;
    contentOfPartition = 0;
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

  /** The rows, none of them encoded; to be asked once. */
  SparseExamples examples() {
    float[] y = Arrays.copyOf(targets, rows);
    float[] w = weighted ? Arrays.copyOf(weights, rows) : null;
    if (files != null) {
      spill();
      return SparseExamples.of(files.rows(features), y, 1, w);
    }
    long[] starts = new long[rows + 1];
    System.arraycopy(ends, 0, starts, 1, rows);
    return SparseExamples.of(starts, indices, values, features, y, 1, w);
  }
}
