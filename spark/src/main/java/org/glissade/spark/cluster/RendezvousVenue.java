package org.glissade.spark.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import org.glissade.spark.exchange.Credentials;
import org.glissade.spark.exchange.Rendezvous;
import org.glissade.spark.exchange.Visit;
import org.jspecify.annotations.Nullable;
import scala.reflect.ClassTag$;

/**
 * A rendezvous at the driver, for the tasks of an ordinary stage: where executors come and go,
 * Spark has no barrier stages (SPARK-24942). Tasks that wait there keep their cores, and those that
 * have none yet make Spark ask for more executors.
 *
 * <p>If a task is lost, Spark begins that one anew. The others see their connections to it end,
 * fail, and are begun anew as well; so all come together again, and go on from the last round that
 * one of them remembers. What bounds that is the number of failures that Spark allows a task. It
 * does not begin those anew that have ended: so the driver has the result before the first of them
 * does, and a task that is lost after that finds that nothing is left to do.
 */
record RendezvousVenue(String host, int port, Credentials credentials) implements Venue {
  private static final long serialVersionUID = 1L;

  /** A year, in seconds. */
  private static final double MOST_PATIENCE = 365 * 86_400.0;

  /**
   * Runs tasks that meet at a rendezvous; what one of them told.
   *
   * @param task that meets others there
   * @throws IllegalStateException if there are no cores for all of them; says what to do
   */
  static List<byte[]> run(
      RDD<Row> rows, Credentials credentials, Function<Venue, TrainingTask> task) {
    SparkConf conf = rows.sparkContext().conf();
    String host = conf.get("spark.driver.host");
    String own = conf.get("spark.driver.bindAddress", host);
    int tasks = rows.getNumPartitions();
    try (Rendezvous rendezvous = new Rendezvous(own, credentials, tasks, patience(conf))) {
      Venue venue = new RendezvousVenue(host, rendezvous.port(), credentials);
      rows.mapPartitions(task.apply(venue), false, ClassTag$.MODULE$.<byte[]>apply(byte[].class))
          .toJavaRDD()
          .collect();
      return rendezvous.result();
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          e.getMessage()
              + "; they learn at the same time, and each takes the cores of a task: the cluster may"
              + " have too few free ones. Set partitions, or spark.dynamicAllocation.maxExecutors, to"
              + " what it can run at the same time, or give it more (spark.cores.max, limits of its"
              + " queue); trainings beside each other take cores from each other. How long workers"
              + " wait is spark.scheduler.barrier.maxConcurrentTasksCheck.interval times its"
              + " maxFailures",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "no port can be opened on "
              + own
              + " (spark.driver.bindAddress), where the tasks of a training come together: "
              + e.getMessage(),
          e);
    }
  }

  /** As long as Spark waits for the cores of a barrier stage. */
  private static Duration patience(SparkConf conf) {
    String check = "spark.scheduler.barrier.maxConcurrentTasksCheck.";
    double seconds =
        (double) conf.getTimeAsMs(check + "interval", "15s")
            / 1000
            * conf.getInt(check + "maxFailures", 40);
    return Duration.ofSeconds((long) Math.clamp(seconds, 1, MOST_PATIENCE));
  }

  @Override
  public @Nullable Company enter(TaskContext task) throws IOException {
    InetSocketAddress driver = InetSocketAddress.createUnresolved(host, port);
    Visit visit = new Visit(driver, credentials, task.partitionId(), task.stageAttemptNumber());
    EndedTask ended = new EndedTask(task, visit::close);
    String here = SparkEnv.get().executorId();
    List<String> executors = null;
    try {
      executors = visit.gather(here);
    } finally {
      if (executors == null) {
        ended.close();
        visit.close();
      }
    }
    return executors == null
        ? null
        : new AtRendezvous(visit, ended, Collections.frequency(executors, here));
  }

  /** Those of one group. */
  private record AtRendezvous(Visit visit, EndedTask ended, int beside) implements Company {
    @Override
    public List<String> gather(String said) throws IOException {
      List<String> all = visit.gather(said);
      if (all == null) {
        throw new IOException("the training is over");
      }
      return all;
    }

    @Override
    public Iterator<byte[]> tell(List<byte[]> result) throws IOException {
      visit.tell(result);
      return Collections.emptyIterator();
    }

    @Override
    public void close() {
      ended.close();
      visit.close();
    }
  }
}
