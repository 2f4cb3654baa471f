package org.glissade.spark.cluster;

import java.util.Iterator;
import java.util.Map;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

/** The rows of a partition of Spark, with the partition of the training that each belongs to. */
final class ClusterRows implements Iterator<ClusterRow> {
  private final int partition;
  private final Iterator<Row> rows;
  private final Map<Double, Double> targets;

  /**
   * @param partition of Spark; that of the training too, if rows have no fourth column
   * @param rows features, label, weight, and maybe the partition of the training
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
    if (features == null) {
      throw new IllegalArgumentException("a row has no features (null): drop or fill such rows");
    }
    double label = row.getDouble(1) + 0.0;
    Double target = targets.isEmpty() ? Double.valueOf(label) : targets.get(label);
    if (target == null) {
      throw new IllegalStateException(
          "the label "
              + label
              + " was not there when labels were counted; the data changes from"
              + " one reading to the next: cache it, or write it to a file first");
    }
    int belongs = row.size() > 3 ? row.getInt(3) : partition;
    return new ClusterRow(belongs, features, target, row.getDouble(2));
  }
}
