package org.glissade.spark.cluster;

import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Whether rows change partitions before the training. Workers that see other rows than their
 * neighbours go off in directions of their own between two means, and the mean of their models is
 * not the model of all rows: the larger the rounds and the less alike the rows, the worse (Li et
 * al., ICLR 2020, arXiv 1907.02189). Rows dealt out at random cure that for one shuffle of the
 * data.
 */
public enum Mixing {
  /** If the partitions are unlike, or their number is not that of the models. */
  AUTO,
  /** Always. */
  ALWAYS,
  /** Never: each partition of the data is one of the training. */
  NEVER;

  /** From this share of misplaced rows on. */
  private static final double UNLIKE = 0.05;

  private static final String PLACE = "glissade_place";

  /** The column with the number of the partition of the training, where rows were dealt out. */
  static final String REPLICA = "glissade_replica";

  /** Its name in parameters. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Whether rows are to be dealt out.
   *
   * @param have partitions that the rows have
   * @param replicas that the training is to have
   */
  boolean wanted(RowCensus census, int have, int replicas) {
    return switch (this) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO -> have != replicas || (replicas > 1 && census.skew() > UNLIKE);
    };
  }

  /**
   * Deals the rows out: each goes to the partition of the training that a hash of its place says,
   * and lies there in the order of another; so the same rows in the same places lead to the same
   * partitions.
   *
   * @param replicas partitions of the training
   * @param workers that share them, each neighbouring ones; the partitions of the result
   */
  static Dataset<Row> deal(Dataset<Row> rows, int replicas, int workers, long seed) {
    Column place = functions.xxhash64(functions.lit(seed), functions.monotonically_increasing_id());
    Column replica = functions.pmod(functions.col(PLACE), functions.lit((long) replicas));
    return shuffled(rows.withColumn(PLACE, place).withColumn(REPLICA, replica), replicas, workers);
  }

  /** Leaves partitions and the order of their rows as they are, but shares them among workers. */
  static Dataset<Row> move(Dataset<Row> rows, int replicas, int workers) {
    return shuffled(
        rows.withColumn(PLACE, functions.monotonically_increasing_id())
            .withColumn(REPLICA, functions.spark_partition_id()),
        replicas,
        workers);
  }

  private static Dataset<Row> shuffled(Dataset<Row> rows, int replicas, int workers) {
    Column replica = functions.col(REPLICA).cast("int");
    Column worker = replica.cast("long").multiply(workers).divide(replicas);
    return rows.withColumn(REPLICA, replica)
        .repartitionById(workers, functions.floor(worker).cast("int"))
        .sortWithinPartitions(REPLICA, PLACE)
        .drop(PLACE);
  }
}
