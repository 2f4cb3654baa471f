package org.glissade.optim;

/**
 * The uniform mean as a sum in double and a count. A double has 29 bits more than a float, so a sum
 * of floats of one magnitude is exact for the first 2²⁹ of them, and a running mean, which rounds
 * at each division, is not.
 */
final class IterateSum implements Averaging.Kernel {
  private final double[] sum;
  private final double[] count;
  private final long start;

  /** Sums what follows the steps {@code start}, {@code start + 1}, …. */
  IterateSum(int size, Buffers buffers, long start) {
    this.sum = buffers.doubles("sum", size);
    this.count = buffers.doubles("count", 1);
    this.start = start;
  }

  @Override
  public void update(float[] params, long step) {
    if (step < start) {
      return;
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] += params[i];
    }
    count[0]++;
  }

  @Override
  public boolean started() {
    return count[0] > 0;
  }

  @Override
  public void average(float[] into) {
    if (!started()) {
      throw new IllegalStateException("there is no average before step " + start + " was taken");
    }
    for (int i = 0; i < sum.length; i++) {
      into[i] = (float) (sum[i] / count[0]);
    }
  }
}
