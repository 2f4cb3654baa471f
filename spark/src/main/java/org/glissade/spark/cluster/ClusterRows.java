package org.glissade.spark.cluster;

import java.util.Iterator;
import java.util.Map;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/** The rows of a partition with the number of the partition. */
final class ClusterRows implements Iterator<ClusterRow> {
  private final int partition;
  private final Iterator<Row> rows;
  private final Map<Double, Double> targets;

  /**
   * @param targets of each label what losses take; empty for the label itself
   */
  ClusterRows(int partition, Iterator<Row> rows, Map<Double, Double> targets) {
    this.partition = partition;
    this.rows = rows;
    this.targets = targets;
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public ClusterRow next() {
    Row row = rows.next();
    Vector features = row.getAs(0);
    if (features == null || row.isNullAt(1) || row.isNullAt(2)) {
      throw new IllegalArgumentException(
          "a row has no features, no label or no weight (null): drop or fill such rows first");
    }
    double label = row.getDouble(1);
    Double target = targets.isEmpty() ? Double.valueOf(label) : targets.get(label);
    if (target == null || Double.isNaN(target) || Double.isInfinite(target)) {
      throw new IllegalArgumentException("the label of a row is " + label);
    }
    return new ClusterRow(partition, features, target, row.getDouble(2));
  }
}
