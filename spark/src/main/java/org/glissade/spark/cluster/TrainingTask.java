package org.glissade.spark.cluster;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.Utils;
import org.glissade.io.DataException;
import org.glissade.spark.exchange.Credentials;
import org.glissade.spark.exchange.Exchange;
import org.glissade.spark.exchange.Meeting;
import org.glissade.spark.rounds.Learnt;
import org.glissade.spark.rounds.Plan;
import org.glissade.spark.rounds.Survivors;
import org.glissade.spark.rounds.Worker;
import org.glissade.spark.rounds.WorkerRows;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/**
 * One task of the stage in which a training runs: waits until all are there, reads its rows, meets
 * the others, learns. The first one tells a {@link TaskResult}.
 */
final class TrainingTask
    extends AbstractFunction1<scala.collection.Iterator<Row>, scala.collection.Iterator<byte[]>>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The share of the memory of an executor that rows may take before they go to files. */
  private static final double FOR_ROWS = 0.2;

  /** Of all tasks in this process, over the attempts of a stage. */
  private static final Survivors SURVIVORS = Survivors.inMemory();

  private final Plan plan;
  private final Map<Double, Double> targets;
  private final String training;
  private final Credentials credentials;
  private final Venue venue;
  private final @Nullable Checkpoints checkpoints;

  /** A folder for the rounds, and how its file system is reached. */
  record Checkpoints(String folder, String name, SerializableConfiguration configuration)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    StoredRounds rounds() {
      return new StoredRounds(folder, name, configuration.value());
    }
  }

  /** What a task says to the others before they meet. */
  private record Said(boolean wrong, String text) implements Serializable {
    private static final String WRONG = "!";

    static Said parse(String said) {
      boolean wrong = said.startsWith(WRONG);
      return new Said(wrong, wrong ? said.substring(WRONG.length()) : said);
    }

    String message() {
      return wrong ? WRONG + text : text;
    }
  }

  TrainingTask(
      Plan plan,
      Map<Double, Double> targets,
      String training,
      Credentials credentials,
      Venue venue,
      @Nullable Checkpoints checkpoints) {
    this.plan = plan;
    this.targets = targets;
    this.training = training;
    this.credentials = credentials;
    this.venue = venue;
    this.checkpoints = checkpoints;
  }

  @Override
  public scala.collection.Iterator<byte[]> apply(scala.collection.Iterator<Row> rows) {
    return CollectionConverters.asScala(run(CollectionConverters.asJava(rows)));
  }

  private Iterator<byte[]> run(Iterator<Row> rows) {
    TaskContext context = TaskContext.get();
    try (Venue.Company company = venue.enter(context)) {
      if (company == null) {
        SURVIVORS.forget(training);
        return Collections.emptyIterator();
      }
      WorkerRows own = rows(company);
      String wrong = null;
      try {
        read(new ClusterRows(context.partitionId(), rows, targets), own);
      } catch (IllegalArgumentException | IllegalStateException e) {
        wrong = String.valueOf(e.getMessage());
      }
      return meet(context, company, own, wrong);
    } catch (IOException e) {
      throw new UncheckedIOException("workers cannot reach each other: " + e.getMessage(), e);
    }
  }

  /**
   * @param wrong with the rows of this task, or null
   */
  private Iterator<byte[]> meet(
      TaskContext context, Venue.Company company, WorkerRows own, @Nullable String wrong)
      throws IOException {
    String host = SparkEnv.get().blockManager().blockManagerId().host();
    try (Meeting meeting = new Meeting(host, credentials)) {
      Said saying =
          wrong == null ? new Said(false, host + ":" + meeting.port()) : new Said(true, wrong);
      List<InetSocketAddress> addresses = new ArrayList<>();
      for (String text : company.gather(saying.message())) {
        Said said = Said.parse(text);
        if (said.wrong) { // all tell it, as they do not wait for each other any more
          return company.tell(pieces(new TaskResult(null, said.text), context));
        }
        addresses.add(address(said.text));
      }
      int rank = context.partitionId();
      try (Exchange exchange = meeting.join(rank, addresses);
          EndedTask _ = new EndedTask(context, exchange::close)) {
        TaskResult result = learn(own, exchange, survivors(rank));
        Iterator<byte[]> told =
            rank == 0 ? company.tell(pieces(result, context)) : Collections.emptyIterator();
        exchange.gather(new byte[0]); // nobody forgets before all are there
        SURVIVORS.forget(training);
        return told;
      }
    }
  }

  /**
   * For the rows of this task, which go to files beyond its share of a part of the memory of the
   * process; not where files have to be encrypted, as these would not be.
   */
  private WorkerRows rows(Venue.Company company) {
    if (SparkEnv.get().conf().getBoolean("spark.io.encryption.enabled", false)) {
      return WorkerRows.inMemory(plan.features());
    }
    double room = Runtime.getRuntime().maxMemory() * FOR_ROWS / company.beside();
    return new WorkerRows(plan.features(), (long) room, localFolder());
  }

  private static List<byte[]> pieces(TaskResult result, TaskContext context) {
    return Pieces.of(result, TaskResult.class, context.stageAttemptNumber());
  }

  private static Path localFolder() {
    return Path.of(Utils.getLocalDir(SparkEnv.get().conf()));
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    return InetSocketAddress.createUnresolved(
        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  /** All have the same numbers after a round: one of them stores them. */
  private Survivors survivors(int rank) {
    return checkpoints == null || rank > 0 ? SURVIVORS : SURVIVORS.and(checkpoints.rounds());
  }

  /** What is wrong with rows or parameters, all workers find alike. */
  private TaskResult learn(WorkerRows own, Exchange exchange, Survivors survivors) {
    try {
      Learnt learnt = Worker.train(plan, own, exchange, survivors, training);
      return new TaskResult(learnt, null);
    } catch (DataException | IllegalArgumentException e) {
      return new TaskResult(null, String.valueOf(e.getMessage()));
    }
  }

  private void read(ClusterRows rows, WorkerRows into) {
    while (rows.hasNext()) {
      ClusterRow row = rows.next();
      Vector features = row.features();
      if (features.size() != plan.features()) {
        throw new IllegalArgumentException(
            "a row has "
                + features.size()
                + " features, another one "
                + plan.features()
                + "; all vectors of the features column must have the same size");
      }
      if (into.begin(row.partition(), row.target(), row.weight())) {
        add(features, into);
      }
    }
  }

  private static void add(Vector features, WorkerRows into) {
    if (features instanceof SparseVector sparse) {
      int[] indices = sparse.indices();
      double[] values = sparse.values();
      for (int i = 0; i < indices.length; i++) {
        into.add(indices[i], values[i]);
      }
    } else {
      double[] values = features.toArray();
      for (int i = 0; i < values.length; i++) {
        into.add(i, values[i]);
      }
    }
  }
}
