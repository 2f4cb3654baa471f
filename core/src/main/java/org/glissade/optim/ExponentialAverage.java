package org.glissade.optim;

import org.glissade.spec.Spec;

/**
 * The exponential moving average: each iterate counts decay times as much as the one after it.
 * Text: {@code ema(0.999)}; {@code ema} alone is {@code ema(0.999)}.
 *
 * <pre>
 *   e ← decay·e + (1 − decay)·θ       w ← decay·w + (1 − decay)       average = e/w
 * </pre>
 *
 * <p>Both start from 0, so w = 1 − decayᵗ after t iterates, and the division takes away the pull
 * towards the 0 at which e started (the bias correction of Kingma &amp; Ba 2015, section 3): the
 * average is a weighted mean of the iterates from the first on. It looks back over about 1/(1 −
 * decay) steps, and unlike {@link TailAverage} needs no knowledge of the run's length.
 *
 * @param decay at least 0 and below 1; 0 is the last iterate
 */
public record ExponentialAverage(double decay) implements Averaging {
  static final double DECAY = 0.999;

  public ExponentialAverage {
    decay = Rates.belowOne("the decay of an average", decay);
  }

  @Override
  public Kernel bind(int size, Buffers buffers) {
    double[] decayed = buffers.doubles("decayed", size);
    double[] weight = buffers.doubles("weight", 1);
    double share = 1 - decay;
    return new Kernel() {
      @Override
      public void update(float[] params, long step) {
        for (int i = 0; i < size; i++) {
          decayed[i] = decay * decayed[i] + share * params[i];
        }
        weight[0] = decay * weight[0] + share;
      }

      @Override
      public boolean started() {
        return weight[0] > 0;
      }

      @Override
      public void average(float[] into) {
        if (!started()) {
          throw new IllegalStateException("there is no average before the first step was taken");
        }
        for (int i = 0; i < size; i++) {
          into[i] = (float) (decayed[i] / weight[0]);
        }
      }
    };
  }

  @Override
  public String toString() {
    return "ema(" + Spec.number(decay) + ")";
  }
}
