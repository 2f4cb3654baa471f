package org.glissade.spark.cluster;

import java.io.Serializable;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import scala.Option;

/** Gives each worker partitions that lie beside each other, the same ones each time. */
final class Neighbours implements PartitionCoalescer, Serializable {
  private static final long serialVersionUID = 1L;

  @Override
  public PartitionGroup[] coalesce(int most, RDD<?> parent) {
    int partitions = parent.getNumPartitions();
    int groups = Math.min(most, partitions);
    PartitionGroup[] result = new PartitionGroup[groups];
    for (int g = 0; g < groups; g++) {
      result[g] = new PartitionGroup(Option.empty());
    }
    for (int i = 0; i < partitions; i++) {
      int g = (int) ((long) i * groups / partitions);
      result[g].partitions().$plus$eq(parent.partitions()[i]);
    }
    return result;
  }
}
