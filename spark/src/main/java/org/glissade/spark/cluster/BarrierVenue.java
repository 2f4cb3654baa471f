package org.glissade.spark.cluster;

import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.BarrierTaskInfo;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import scala.reflect.ClassTag$;

/**
 * A barrier stage: Spark starts all its tasks at the same time, or none, and if one is lost, begins
 * all of them anew, also those that have ended.
 */
record BarrierVenue() implements Venue {
  private static final long serialVersionUID = 1L;

  /** How often a result is asked for, if executors are lost while it arrives. */
  private static final int ASKED = 4;

  /**
   * Runs tasks that meet in a barrier stage; what one of them told. If pieces that are still to
   * come are lost with an executor, the stage begins anew, and the others are of the attempt
   * before: then all are asked for once more.
   *
   * @param results in which the pieces come
   */
  static List<byte[]> run(RDD<Row> rows, Function<Venue, TrainingTask> task, int results) {
    // Spark begins a barrier stage anew only if another one follows.
    JavaRDD<byte[]> told =
        rows.barrier()
            .mapPartitions(
                task.apply(new BarrierVenue()),
                false,
                ClassTag$.MODULE$.<byte[]>apply(byte[].class))
            .toJavaRDD()
            .repartition(results);
    for (int ask = 0; ask < ASKED; ask++) {
      List<byte[]> pieces = told.collect();
      if (Pieces.isOfOneAttempt(pieces)) {
        return pieces;
      }
    }
    throw new IllegalStateException(
        "executors were lost again and again while the model was on its way to the driver");
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
      public Iterator<byte[]> tell(List<byte[]> result) {
        return context.partitionId() == 0 ? result.iterator() : Collections.emptyIterator();
      }

      @Override
      public void close() {
        // Spark ends it
      }
    };
  }
}
