package org.glissade.train;

import java.util.concurrent.atomic.AtomicInteger;
import org.glissade.math.ParallelFor;

/**
 * Sparse steps of several threads on the same weights, without locks (Niu, Recht, Ré and Wright
 * 2011, arXiv 1106.5730).
 *
 * <p>A range of batches is cut into slices, and each thread takes the next slice that nobody has
 * taken, so that none waits for one that the system has put aside. Each has a {@link
 * SparseLinearEngine} of its own over the weights of all; a write that meets another is lost, which
 * is the method, and nothing else is approximate:
 *
 * <ul>
 *   <li>Steps are counted once, and each has the number, and with it the rate, that one thread
 *       would give it.
 *   <li>L2: the scale S of the weights ({@link LazyPenalty}) is not shared but computed for the
 *       start of each slice, the product of the decays of all steps before it. A gradient that is
 *       divided by the S of its step feels the decays after that step and no others, whenever it is
 *       written.
 *   <li>L1 is refused ({@link Recipe}): what it has taken from a weight already is remembered for
 *       each weight, and two threads that look at once would both take it.
 * </ul>
 */
final class HogwildEngine implements Engine {
  /** Slices of a range for each thread. */
  private static final int SLICES = 4;

  private final Workers workers;
  private final SparseLinearEngine first;
  private final SparseLinearEngine[] engines;
  private final Progress[] progress;
  private final StepNumbers numbers;
  private final double[] scales;
  private final AtomicInteger next = new AtomicInteger();
  private final ParallelFor.Body task = this::takeSlices;

  // The range that is being gone over, for the workers.
  private int[] order = new int[0];
  private int from;
  private int to;
  private int size;
  private long step;
  private int batchesPerSlice;
  private int slices;

  /**
   * An engine for several threads.
   *
   * @param first the engine of the first of them
   * @param threads their number, as a rule that of the workers
   */
  HogwildEngine(Objective objective, SparseLinearEngine first, int threads, Workers workers) {
    this.workers = workers;
    this.first = first;
    this.engines = new SparseLinearEngine[threads];
    this.progress = new Progress[threads];
    this.numbers = new StepNumbers(objective);
    this.scales = new double[SLICES * threads];
    // Each thread makes what it will write to, so that no two share a line of the cache.
    workers.run(
        threads,
        thread -> {
          engines[thread] = thread == 0 ? first : first.sharingWeights();
          progress[thread] = new Progress();
        });
  }

  @Override
  public String name() {
    return first.name();
  }

  @Override
  public int threads() {
    return engines.length;
  }

  @Override
  public double step(int[] rows, int begin, int end, long number) {
    return first.step(rows, begin, end, number);
  }

  @Override
  public void run(int[] rows, int begin, int end, int batch, long number, Progress sum) {
    order = rows;
    size = batch;
    int at = begin;
    long taken = number;
    while (at < end) {
      from = at;
      to = end;
      step = taken;
      numbers.count(order, from, to, size);
      double scale = cut();
      if (slices == 0) {
        to = Math.min(end, from + size);
        first.run(order, from, to, size, step, sum);
      } else {
        next.set(0);
        workers.run(engines.length, task);
        first.scale(scale);
        for (Progress each : progress) {
          sum.add(each.steps(), each.loss(), each.weight());
          each.clear();
        }
      }
      taken += numbers.before(Math.ceilDiv(to - from, size));
      at = to;
    }
  }

  /**
   * Cuts the range into slices and computes the scale at the start of each. The range ends early
   * where the scale would become too small, and has no slices if that is at its first step: that
   * one is to be taken alone, since it multiplies the scale out.
   *
   * @return the scale at its end
   */
  private double cut() {
    int batches = Math.ceilDiv(to - from, size);
    batchesPerSlice = Math.ceilDiv(batches, scales.length);
    double scale = first.scale();
    slices = 0;
    for (int begin = 0; begin < batches; begin += batchesPerSlice) {
      int end = Math.min(batches, begin + batchesPerSlice);
      double after =
          first.scaleAfter(scale, step + numbers.before(begin), step + numbers.before(end));
      if (LazyPenalty.isTooSmall(after)) {
        return cutShort(begin, end, scale);
      }
      scales[slices++] = scale;
      scale = after;
    }
    return scale;
  }

  /** Ends the range in front of the batch of {@code begin … end} with which S is too small. */
  private double cutShort(int begin, int end, double scale) {
    double before = scale;
    int batch = begin;
    for (; batch < end; batch++) {
      double after =
          first.scaleAfter(before, step + numbers.before(batch), step + numbers.before(batch + 1));
      if (LazyPenalty.isTooSmall(after)) {
        break;
      }
      before = after;
    }
    if (batch > begin) {
      scales[slices++] = scale;
    }
    to = Math.min(to, from + batch * size);
    return before;
  }

  private void takeSlices(int thread) {
    SparseLinearEngine engine = engines[thread];
    for (int slice = next.getAndIncrement(); slice < slices; slice = next.getAndIncrement()) {
      int batch = slice * batchesPerSlice;
      int begin = from + batch * size;
      int end = (int) Math.min(to, begin + (long) batchesPerSlice * size);
      engine.scale(scales[slice]);
      engine.run(order, begin, end, size, step + numbers.before(batch), progress[thread]);
    }
  }

  @Override
  public double weight() {
    return first.weight();
  }

  @Override
  public double work() {
    return first.work();
  }

  @Override
  public void settle() {
    first.settle();
  }

  @Override
  public void paramsChanged() {
    first.paramsChanged();
  }
}
