package org.glissade.spark.rounds;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.glissade.data.Examples;
import org.glissade.data.SparseExamples;
import org.glissade.io.pipeline.TargetUnits;
import org.glissade.math.RandomStream;
import org.glissade.spark.exchange.Exchange;
import org.glissade.train.SharedRun;

/**
 * The rows of all workers with which the first of them searches a learning rate.
 *
 * @param ranges of the rows of this worker, by partition
 */
record RateSample(Plan plan, Exchange exchange, Map<Integer, WorkerRows.Range> ranges) {
  private static final int FEWEST_ROWS = 256;

  /** Every worker hears of them, so that they are bounded. */
  private static final double MOST_NUMBERS = 4e6;

  /** Rows of the largest batch at which it is, if those of the training are smaller. */
  private static final int SEARCHED_BATCH = 64;

  /**
   * The rate that suits them, the same whichever worker has which partitions.
   *
   * @param all rows of all workers
   * @param numbers of a row
   */
  String searched(Examples examples, int width, double all, double numbers, TargetUnits units) {
    double most = Math.min(SharedRun.ROWS_OF_SAMPLE, Math.max(FEWEST_ROWS, MOST_NUMBERS / numbers));
    List<byte[]> parts =
        exchange.gather(SampleRows.toBytes(examples, chosen(Math.min(1, most / all))));
    String found =
        Unanimity.of(
            exchange,
            () -> {
              if (exchange.rank() > 0) {
                return "";
              }
              Examples sample =
                  SampleRows.of(new ArrayList<>(parts), width, examples instanceof SparseExamples);
              // Small batches of many models, whose mean is taken, are as quiet as a larger one.
              long together = Math.min((long) plan.batchSize() * plan.replicas(), SEARCHED_BATCH);
              return plan.sgd(width, null, units)
                  .batchSize(Math.max(plan.batchSize(), (int) together))
                  .shared()
                  .searched(sample, (long) all)
                  .toString();
            });
    return new String(
        exchange.fromFirst(found.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  /** A share of the rows of each partition. */
  private int[] chosen(double share) {
    return ranges.entrySet().stream()
        .flatMapToInt(
            each -> {
              int[] rows = each.getValue().toArray();
              RandomStream.of(plan.seed(), "sample", each.getKey()).shuffle(rows);
              long count = Math.min(rows.length, (long) Math.ceil(rows.length * share));
              return Arrays.stream(rows).limit(count);
            })
        .toArray();
  }
}
