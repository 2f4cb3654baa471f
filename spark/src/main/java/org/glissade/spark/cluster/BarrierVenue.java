package org.glissade.spark.cluster;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.BarrierTaskInfo;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import scala.reflect.ClassTag$;

/**
 * A barrier stage: Spark starts all its tasks at the same time, or none, and if one is lost, begins
 * all of them anew, also those that have ended.
 */
record BarrierVenue() implements Venue {
  private static final long serialVersionUID = 1L;

  /** Runs tasks that meet in a barrier stage; what one of them told. */
  static byte[] run(RDD<Row> rows, TrainingTask task) {
    // Spark begins a barrier stage anew only if another one follows.
    return rows.barrier()
        .mapPartitions(task, false, ClassTag$.MODULE$.<byte[]>apply(byte[].class))
        .toJavaRDD()
        .repartition(1)
        .collect()
        .getFirst();
  }

  @Override
  public Company enter(TaskContext task) {
    BarrierTaskContext context = BarrierTaskContext.get();
    return new Company() {
      @Override
      public int beside() {
        BarrierTaskInfo[] tasks = context.getTaskInfos();
        String here = tasks[context.partitionId()].address();
        return Math.toIntExact(
            Arrays.stream(tasks).filter(other -> other.address().equals(here)).count());
      }

      @Override
      public List<String> gather(String said) {
        return List.of(context.allGather(said));
      }

      @Override
      public Iterator<byte[]> tell(byte[] result) {
        return List.of(result).iterator();
      }

      @Override
      public void close() {
        // Spark ends it
      }
    };
  }
}
