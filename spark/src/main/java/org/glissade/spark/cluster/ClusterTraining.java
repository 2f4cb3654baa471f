package org.glissade.spark.cluster;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.glissade.spark.rounds.Learnt;
import org.glissade.spark.rounds.Plan;
import scala.Option;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Runs a training on the executors, in one barrier stage: all workers at the same time, or none. If
 * an executor is lost, Spark begins the stage anew, and the workers go on from the last round that
 * one of them remembers. The driver sees the result, and no gradient.
 */
public final class ClusterTraining {
  private static final int SECRET_BYTES = 32;

  private ClusterTraining() {}

  /**
   * Learns.
   *
   * @param rows with the columns features (a vector), label and weight (doubles), in that order
   * @param plan its replicas are the partitions of these rows
   * @param targets of each label what losses take; null for the label itself
   */
  public static Learnt run(Dataset<Row> rows, Plan plan, Map<Double, Double> targets) {
    SparkContext context = rows.sparkSession().sparkContext();
    JavaRDD<Row> source = rows.toJavaRDD();
    JavaRDD<ClusterRow> typed =
        source.mapPartitionsWithIndex(
            (partition, some) -> new ClusterRows(partition, some, targets), true);
    int workers = Math.max(1, Math.min(plan.replicas(), slots(context)));
    RDD<ClusterRow> grouped =
        typed
            .rdd()
            .coalesce(workers, false, Option.apply(new Neighbours()), null);
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    ClassTag<Learnt> tag = ClassTag$.MODULE$.apply(Learnt.class);
    RDD<Learnt> learnt =
        grouped
            .barrier()
            .mapPartitions(
                new TrainingTask(plan, UUID.randomUUID().toString(), secret), false, tag);
    List<Learnt> results = learnt.toJavaRDD().collect();
    return results.getFirst();
  }

  /** How many tasks can run at the same time. */
  private static int slots(SparkContext context) {
    return context.maxNumConcurrentTasks(
        context.resourceProfileManager().defaultResourceProfile());
  }
}
