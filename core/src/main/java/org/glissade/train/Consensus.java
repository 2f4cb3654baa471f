package org.glissade.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.glissade.math.ParallelFor;

/**
 * The weighted mean of the states of several replicas, element by element: parameters and every
 * buffer that the replicas have. Sums run in double, in the order of the replicas, and what is
 * alike in all of them stays as it is; who computes which elements does not matter.
 */
final class Consensus {
  /** From so many elements on threads share the work. */
  private static final int SHARED = 1 << 14;

  /** Arrays of the same meaning: of each replica, and of all. */
  private record Floats(float[][] of, float[] all) {}

  /** The same in double. */
  private record Doubles(double[][] of, double[] all) {}

  private final Workers workers;
  private final double[] weights;
  private final double[] shares;
  private final List<Floats> floats = new ArrayList<>();
  private final List<Doubles> doubles = new ArrayList<>();
  private final ParallelFor.Body task = this::part;
  private boolean spreads;
  private int parts;

  /**
   * Binds to the arrays of the states; the replicas have made all of theirs.
   *
   * @param all receives the means, in buffers of the same names
   * @param replicas alike but for the numbers
   */
  Consensus(TrainingState all, TrainingState[] replicas, Workers workers) {
    this.workers = workers;
    this.weights = new double[replicas.length];
    this.shares = new double[replicas.length];
    float[][] params = new float[replicas.length][];
    for (int i = 0; i < replicas.length; i++) {
      params[i] = replicas[i].params();
    }
    floats.add(new Floats(params, all.params()));
    for (Map.Entry<String, float[]> buffer : replicas[0].floatBuffers().entrySet()) {
      int length = buffer.getValue().length;
      float[][] of = new float[replicas.length][];
      for (int i = 0; i < replicas.length; i++) {
        of[i] = replicas[i].floats(buffer.getKey(), length);
      }
      floats.add(new Floats(of, all.floats(buffer.getKey(), length)));
    }
    for (Map.Entry<String, double[]> buffer : replicas[0].doubleBuffers().entrySet()) {
      int length = buffer.getValue().length;
      double[][] of = new double[replicas.length][];
      for (int i = 0; i < replicas.length; i++) {
        of[i] = replicas[i].doubles(buffer.getKey(), length);
      }
      doubles.add(new Doubles(of, all.doubles(buffer.getKey(), length)));
    }
  }

  /** Sets how much a replica counts, at least 0; not all of them 0. */
  void weight(int replica, double value) {
    weights[replica] = value;
  }

  /** Writes the means to the state of all. */
  void mean() {
    compute(false);
  }

  /** Writes the means to the state of all and to each replica. */
  void agree() {
    compute(true);
  }

  private void compute(boolean toReplicas) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    for (int i = 0; i < weights.length; i++) {
      shares[i] = weights[i] / sum;
    }
    spreads = toReplicas;
    parts = floats.getFirst().all.length < SHARED ? 1 : workers.threads();
    workers.run(parts, task);
  }

  private void part(int part) {
    for (int k = 0; k < floats.size(); k++) {
      Floats arrays = floats.get(k);
      long length = arrays.all.length;
      int from = (int) (length * part / parts);
      int to = (int) (length * (part + 1) / parts);
      if (arrays.of.length == 2) {
        meanOfTwo(arrays.of[0], arrays.of[1], arrays.all, from, to);
      } else {
        mean(arrays.of, arrays.all, from, to);
      }
      if (spreads) {
        for (float[] of : arrays.of) {
          System.arraycopy(arrays.all, from, of, from, to - from);
        }
      }
    }
    if (part == 0) {
      doubles();
    }
  }

  private void meanOfTwo(float[] a, float[] b, float[] mean, int from, int to) {
    double first = shares[0];
    double second = shares[1];
    for (int i = from; i < to; i++) {
      mean[i] = (float) (first * a[i] + second * b[i]);
    }
  }

  private void mean(float[][] of, float[] mean, int from, int to) {
    for (int i = from; i < to; i++) {
      double sum = 0;
      for (int k = 0; k < of.length; k++) {
        sum += shares[k] * of[k][i];
      }
      mean[i] = (float) sum;
    }
  }

  private void doubles() {
    for (int k = 0; k < doubles.size(); k++) {
      Doubles arrays = doubles.get(k);
      double[] mean = arrays.all;
      for (int i = 0; i < mean.length; i++) {
        double sum = 0;
        double start = arrays.of[0][i];
        for (int r = 1; r < arrays.of.length; r++) {
          sum += shares[r] * (arrays.of[r][i] - start);
        }
        mean[i] = start + sum;
      }
      if (spreads) {
        for (double[] of : arrays.of) {
          System.arraycopy(mean, 0, of, 0, mean.length);
        }
      }
    }
  }

  /** Writes the state of all to each replica. */
  void spread() {
    for (Floats arrays : floats) {
      for (float[] of : arrays.of) {
        System.arraycopy(arrays.all, 0, of, 0, of.length);
      }
    }
    for (Doubles arrays : doubles) {
      for (double[] of : arrays.of) {
        System.arraycopy(arrays.all, 0, of, 0, of.length);
      }
    }
  }
}
