package org.glissade.spark.rounds;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.Orders;
import org.glissade.data.SparseExamples;
import org.glissade.data.Standardisation;
import org.glissade.io.encode.FeatureEncoder;
import org.glissade.io.encode.Scaling;
import org.glissade.io.encode.SparseEncoder;
import org.glissade.io.json.Fields;
import org.glissade.io.pipeline.TargetUnits;
import org.glissade.io.table.SparseRecords;
import org.glissade.math.RandomStream;
import org.glissade.model.Loss;
import org.glissade.optim.Horizon;
import org.glissade.spark.exchange.Exchange;
import org.glissade.train.LocalSgd;
import org.jspecify.annotations.Nullable;

/**
 * One worker of a training: it has the rows of some partitions, and does with them what {@link
 * LocalSgd} says, round by round. All workers go through the same lines at the same time.
 *
 * <p>An epoch goes once over all rows. It is cut into rounds; in each, every partition takes its
 * share of its batches, from where all began, and counts by the weight of the rows that it saw. So
 * partitions of different size go through their rows at the same pace, and no row counts more than
 * another. The number of a step is its place in the epoch of the largest partition.
 */
public final class Worker {
  private final Plan plan;
  private final Exchange exchange;
  private final Survivors survivors;
  private final String training;

  private final long content;
  private final SparseExamples raw;
  private final Map<Integer, WorkerRows.Range> ranges;

  private Worker(
      Plan plan, WorkerRows rows, Exchange exchange, Survivors survivors, String training) {
    this.plan = plan;
    this.exchange = exchange;
    this.survivors = survivors;
    this.training = training;
    this.ranges = rows.ranges();
    this.content = rows.content();
    this.raw = rows.examples();
  }

  /**
   * Learns, together with the other workers.
   *
   * @param training names it among those that go on in this process
   */
  public static Learnt train(
      Plan plan, WorkerRows rows, Exchange exchange, Survivors survivors, String training) {
    return new Worker(plan, rows, exchange, survivors, training).train();
  }

  private Learnt train() {
    double[] rowsOf = new double[plan.replicas()];
    ranges.forEach((partition, range) -> rowsOf[partition] = range.rows());
    exchange.sum(rowsOf);
    double all = Arrays.stream(rowsOf).sum();
    if (all == 0) {
      throw new IllegalArgumentException("there are no rows of a weight above 0 to learn from");
    }
    SparseEncoder encoder = encoder();
    TargetScale target = targetScale(all);
    Examples examples = Unanimity.of(exchange, () -> encoded(encoder, target));
    int largest = (int) Arrays.stream(rowsOf).max().orElseThrow();
    int stepsPerEpoch = Math.ceilDiv(largest, Math.min(plan.batchSize(), largest));
    double[] stored = {examples.stored()};
    exchange.sum(stored);
    int width = encoder.width();
    long known = content();
    Agreement before = survived(known);
    String given = plan.learningRate();
    String rate =
        given != null
            ? given
            : before != null
                ? before.learningRate()
                : new RateSample(plan, exchange, ranges)
                    .searched(examples, width, all, stored[0] / all, target.units);
    Horizon horizon = new Horizon((long) stepsPerEpoch * plan.epochs(), stepsPerEpoch);
    LocalSgd local =
        Unanimity.of(
            exchange, () -> plan.sgd(width, rate, target.units).shared().local(examples, horizon));
    double numbers = local.arrays().floats().stream().mapToDouble(array -> array.length).sum();
    int length =
        plan.localSteps() > 0
            ? plan.localSteps()
            : RoundLength.choose(
                numbers, plan.replicas(), stored[0] / all * plan.batchSize(), stepsPerEpoch);
    Rounds rounds =
        new Rounds(
            local,
            exchange,
            plan.outer(),
            new Pace(stepsPerEpoch, Math.ceilDiv(stepsPerEpoch, length), plan.epochs()));
    if (before != null) {
      rounds.goOnFrom(before);
    }
    boolean sound = learn(rounds, known, rate);
    return new Learnt(
        rounds.params(),
        plan.encoder() == null ? encoder : null,
        target.offset,
        target.units.scale(),
        rate,
        rounds.losses().stream().map(loss -> loss * target.units.factor()).toList(),
        sound,
        rounds.pace(),
        exchange.sent(),
        local.engine(),
        local.recipe().toString());
  }

  /** The sum over all workers. */
  private long content() {
    long sum = 0;
    for (byte[] each : exchange.gather(ByteBuffer.allocate(Long.BYTES).putLong(content).array())) {
      sum += ByteBuffer.wrap(each).getLong();
    }
    return sum;
  }

  /** Fitted to the rows of all; or one that takes them as they are, if they are encoded already. */
  private SparseEncoder encoder() {
    String given = plan.encoder();
    if (given == null) {
      return FeatureEncoder.fit(new SparseRecords("the rows", raw), plan.scaling(), exchange);
    }
    FeatureEncoder before = FeatureEncoder.fromJson(Fields.parse("encoder", given));
    if (before.width() != plan.features()) {
      throw new IllegalArgumentException(
          "rows have " + plan.features() + " features, their encoder makes " + before.width());
    }
    double[] inFiles = {raw.inMemory() ? 0 : 1};
    exchange.sum(inFiles); // rows in files stay sparse, and then all do
    boolean dense = before.dense() && inFiles[0] == 0;
    return SparseEncoder.plain(plan.features(), dense);
  }

  private boolean learn(Rounds rounds, long known, String rate) {
    int[][] orders = new int[ranges.size()][];
    long drawn = -1;
    while (!rounds.done()) {
      long epoch = rounds.epoch();
      if (epoch != drawn) {
        int k = 0;
        for (Map.Entry<Integer, WorkerRows.Range> each : ranges.entrySet()) {
          orders[k++] = order(each.getKey(), each.getValue(), epoch);
        }
        drawn = epoch;
      }
      if (!rounds.round(orders)) {
        return false;
      }
      survivors.keep(training, rounds.agreement(known, rate));
    }
    return true;
  }

  private int[] order(int partition, WorkerRows.Range range, long epoch) {
    int[] rows = new int[range.rows()];
    long seed = RandomStream.of(plan.seed(), "partition", partition).nextLong();
    Orders.shuffle().fill(seed, epoch, rows);
    for (int i = 0; i < rows.length; i++) {
      rows[i] += range.from();
    }
    return rows;
  }

  /**
   * The newest agreement that any worker still has, or null if there is none.
   *
   * @param known content of all rows; one of other rows does not count
   */
  private @Nullable Agreement survived(long known) {
    Agreement newestHere = survivors.newest(training);
    Agreement own = newestHere != null && newestHere.content() == known ? newestHere : null;
    byte[] round = ByteBuffer.allocate(Long.BYTES).putLong(own == null ? 0 : own.round()).array();
    List<byte[]> all = exchange.gather(round);
    int newest = 0;
    for (int worker = 1; worker < all.size(); worker++) {
      newest = round(all.get(worker)) > round(all.get(newest)) ? worker : newest;
    }
    if (round(all.get(newest)) == 0) {
      return null;
    }
    byte[] told = exchange.rank() == newest && own != null ? own.toBytes() : new byte[0];
    byte[] said = exchange.gather(told).get(newest);
    return Agreement.fromBytes(said);
  }

  private static long round(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong();
  }

  /**
   * How targets are learnt: (y − offset)/scale.
   *
   * @param units with the scale, and the loss as it is there
   */
  private record TargetScale(double offset, TargetUnits units) {}

  /** Numbers are learnt in units of their deviation, as on one machine, if the loss can be. */
  private TargetScale targetScale(double all) {
    Loss loss = plan.lossFunction();
    if (!plan.isRegression() || plan.scaling() == Scaling.NONE) {
      return new TargetScale(0, TargetUnits.unscaled(loss));
    }
    double[] sum = new double[1];
    for (float y : raw.targets()) {
      sum[0] += y;
    }
    exchange.sum(sum);
    double mean = sum[0] / all;
    double[] squares = new double[1];
    for (float y : raw.targets()) {
      squares[0] += (y - mean) * (y - mean);
    }
    exchange.sum(squares);
    double deviation = Math.sqrt(squares[0] / all);
    TargetUnits units = TargetUnits.of(loss, deviation > 0 ? deviation : 1);
    return units == null
        ? new TargetScale(0, TargetUnits.unscaled(loss))
        : new TargetScale(mean, units);
  }

  /** The rows as the model takes them; a worker without rows has one that nobody learns from. */
  private Examples encoded(SparseEncoder encoder, TargetScale target) {
    float[] targets = raw.targets().clone();
    for (int i = 0; i < targets.length; i++) {
      targets[i] = Standardisation.of(targets[i], target.offset, target.units.scale());
    }
    if (raw.rows() == 0) {
      float[] one = {1};
      return encoder.dense()
          ? DenseExamples.of(new float[encoder.width()], encoder.width(), one)
          : SparseExamples.of(new long[2], new int[0], new float[0], encoder.width(), one, 1, null);
    }
    return encoder.encode(
        new SparseRecords("the rows", raw), targets, 1, raw.weights(), note -> {});
  }
}
