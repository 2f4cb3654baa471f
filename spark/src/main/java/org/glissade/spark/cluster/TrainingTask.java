package org.glissade.spark.cluster;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.glissade.spark.exchange.Exchange;
import org.glissade.spark.exchange.Meeting;
import org.glissade.spark.rounds.Learnt;
import org.glissade.spark.rounds.Plan;
import org.glissade.spark.rounds.Survivors;
import org.glissade.spark.rounds.Worker;
import org.glissade.spark.rounds.WorkerRows;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/**
 * One task of the barrier stage in which a training runs: reads its rows, meets the others, learns.
 * The first one gives the result back, the others nothing.
 */
final class TrainingTask extends AbstractFunction1<Iterator<ClusterRow>, Iterator<Learnt>>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Of all tasks in this process, over the attempts of a stage. */
  private static final Survivors SURVIVORS = Survivors.inMemory();

  private final Plan plan;
  private final String training;
  private final byte[] secret;

  TrainingTask(Plan plan, String training, byte[] secret) {
    this.plan = plan;
    this.training = training;
    this.secret = secret.clone();
  }

  @Override
  public Iterator<Learnt> apply(Iterator<ClusterRow> rows) {
    BarrierTaskContext context = BarrierTaskContext.get();
    WorkerRows own = read(rows);
    String host = SparkEnv.get().blockManager().blockManagerId().host();
    try (Meeting meeting = new Meeting(host, secret)) {
      List<InetSocketAddress> addresses = new ArrayList<>();
      for (String said : context.allGather(host + ":" + meeting.port())) {
        int colon = said.lastIndexOf(':');
        addresses.add(
            InetSocketAddress.createUnresolved(
                said.substring(0, colon), Integer.parseInt(said.substring(colon + 1))));
      }
      int rank = context.partitionId();
      try (Exchange exchange = meeting.join(rank, addresses)) {
        Learnt learnt = Worker.train(plan, own, exchange, SURVIVORS, training);
        exchange.gather(new byte[0]); // nobody forgets before all are there
        SURVIVORS.forget(training);
        return CollectionConverters.asScala(
            rank == 0 ? List.of(learnt).iterator() : List.<Learnt>of().iterator());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("workers cannot reach each other: " + e.getMessage(), e);
    }
  }

  private WorkerRows read(Iterator<ClusterRow> rows) {
    WorkerRows own = new WorkerRows(plan.features());
    while (rows.hasNext()) {
      ClusterRow row = rows.next();
      Vector features = row.features();
      if (features.size() != plan.features()) {
        throw new IllegalArgumentException(
            "a row has "
                + features.size()
                + " features, the first one has "
                + plan.features()
                + "; all vectors of the features column must have the same size");
      }
      if (own.begin(row.partition(), row.target(), row.weight())) {
        add(features, own);
      }
    }
    return own;
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
