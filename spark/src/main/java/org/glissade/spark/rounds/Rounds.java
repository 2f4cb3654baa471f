package org.glissade.spark.rounds;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.glissade.math.Vectors;
import org.glissade.spark.exchange.Exchange;
import org.glissade.train.LocalSgd;

/**
 * The rounds of a training from the side of one worker:
 *
 * <pre>
 *   each partition j:  θⱼ ← θ, then its share of the steps       Wⱼ = Σ wᵢ of the rows it saw
 *   Δ = Σⱼ Wⱼ(θⱼ − θ) / Σⱼ Wⱼ  over all workers                θ ← θ + Δ, or the outer step
 * </pre>
 *
 * The memory of transforms is averaged in the same way, without an outer step.
 */
final class Rounds {
  private final LocalSgd local;
  private final Exchange exchange;
  private final OuterStep outer;
  private final Pace pace;

  /** What the engine works on. */
  private final LocalSgd.Arrays work;

  /** What all agreed on. */
  private final LocalSgd.Arrays agreed;

  private final LocalSgd.Arrays change;
  private final float[] velocity;

  /** Σ wᵢℓᵢ and Σ wᵢ of each epoch. */
  private final double[] sums;

  private long round;

  Rounds(LocalSgd local, Exchange exchange, OuterStep outer, Pace pace) {
    this.local = local;
    this.exchange = exchange;
    this.outer = outer;
    this.pace = pace;
    this.work = local.arrays();
    this.agreed = work.copy();
    this.change = work.copy();
    this.velocity = new float[outer.isMean() ? 0 : work.floats().getFirst().length];
    this.sums = new double[2 * pace.epochs()];
  }

  Pace pace() {
    return pace;
  }

  boolean done() {
    return round == pace.rounds();
  }

  long epoch() {
    return round / pace.roundsPerEpoch();
  }

  /** The parameters that all agree on. */
  float[] params() {
    return agreed.floats().getFirst().clone();
  }

  /** Mean loss of each epoch so far, each example before its step. */
  List<Double> losses() {
    List<Double> losses = new ArrayList<>();
    for (int epoch = 0; epoch < pace.epochs() && sums[2 * epoch + 1] > 0; epoch++) {
      losses.add(sums[2 * epoch] / sums[2 * epoch + 1]);
    }
    return losses;
  }

  Agreement agreement(long content, String learningRate) {
    return new Agreement(
        round, content, learningRate, agreed.copy(), velocity.clone(), sums.clone());
  }

  void goOnFrom(Agreement before) {
    agreed.copyFrom(before.arrays());
    System.arraycopy(before.velocity(), 0, velocity, 0, velocity.length);
    System.arraycopy(before.sums(), 0, sums, 0, sums.length);
    round = before.round();
  }

  /**
   * One round; false if the training has diverged.
   *
   * @param orders rows of the epoch, of each partition of this worker
   */
  boolean round(int[][] orders) {
    int part = (int) (round % pace.roundsPerEpoch());
    int epoch = (int) epoch();
    change.floats().forEach(array -> Arrays.fill(array, 0));
    change.doubles().forEach(array -> Arrays.fill(array, 0));
    double weight = 0;
    double loss = 0;
    for (int[] order : orders) {
      int batch = Math.min(local.batchSize(), order.length);
      int batches = batch == 0 ? 0 : Math.ceilDiv(order.length, batch);
      int first = share(batches, part);
      int last = share(batches, part + 1);
      if (first < last) {
        work.copyFrom(agreed);
        local.begin();
        int to = (int) Math.min(order.length, (long) last * batch);
        local.learn(
            order,
            first * batch,
            to,
            (long) epoch * pace.stepsPerEpoch() + share(pace.stepsPerEpoch(), part));
        local.settle();
        add(local.weight());
        weight += local.weight();
        loss += local.loss();
      }
    }
    double[] total = {loss, weight};
    exchange.sum(total);
    sums[2 * epoch] += total[0];
    sums[2 * epoch + 1] += total[1];
    agree(total[1]);
    round++;
    return Double.isFinite(total[0]) && Vectors.allFinite(agreed.floats().getFirst());
  }

  private int share(int of, int part) {
    return (int) ((long) of * part / pace.roundsPerEpoch());
  }

  private void add(double weight) {
    for (int k = 0; k < work.floats().size(); k++) {
      float[] now = work.floats().get(k);
      float[] before = agreed.floats().get(k);
      float[] sum = change.floats().get(k);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += (float) (weight * (now[i] - before[i]));
      }
    }
    for (int k = 0; k < work.doubles().size(); k++) {
      double[] now = work.doubles().get(k);
      double[] before = agreed.doubles().get(k);
      double[] sum = change.doubles().get(k);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += weight * (now[i] - before[i]);
      }
    }
  }

  private void agree(double weight) {
    for (int k = 0; k < change.floats().size(); k++) {
      float[] sum = change.floats().get(k);
      float[] params = agreed.floats().get(k);
      exchange.sum(sum);
      for (int i = 0; i < sum.length; i++) {
        sum[i] = (float) (sum[i] / weight);
      }
      if (k == 0 && !outer.isMean()) {
        outer.take(params, sum, velocity);
      } else {
        for (int i = 0; i < sum.length; i++) {
          params[i] += sum[i];
        }
      }
    }
    for (int k = 0; k < change.doubles().size(); k++) {
      double[] sum = change.doubles().get(k);
      exchange.sum(sum);
      double[] state = agreed.doubles().get(k);
      for (int i = 0; i < sum.length; i++) {
        state[i] += sum[i] / weight;
      }
    }
  }
}
