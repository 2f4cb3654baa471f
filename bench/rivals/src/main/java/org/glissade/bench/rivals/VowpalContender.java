package org.glissade.bench.rivals;

import java.util.Locale;
import java.util.Objects;
import org.glissade.bench.Contender;
import org.glissade.bench.Data;
import org.glissade.bench.Job;
import org.jspecify.annotations.Nullable;
import org.vowpalwabbit.spark.VowpalWabbitExample;
import org.vowpalwabbit.spark.VowpalWabbitNative;
import org.vowpalwabbit.spark.prediction.ScalarPrediction;

/**
 * Vowpal Wabbit through its JNI library, on examples that it holds in memory in its own form: no
 * text, no cache file. Plain SGD at a constant rate, one row a step; AdaGrad where that is the job.
 *
 * <p>An example takes 25 kB of its memory whatever it holds, so that all of them do not fit:
 * {@value #MOST_EXAMPLES} are filled at a time, and only the learning is timed. The bias is a
 * feature of our own: VW would add its constant to an example anew each time it sees it.
 */
public final class VowpalContender implements Contender {
  private static final int MOST_EXAMPLES = 10_000;

  private @Nullable Data data;
  private @Nullable VowpalWabbitNative vw;
  private @Nullable VowpalWabbitExample[] examples = {};
  private int[] ids = {};
  private double[] values = {};
  private int repeats;

  @Override
  public String name() {
    return "vw";
  }

  @Override
  public @Nullable String declines(Job job) {
    return null;
  }

  @Override
  public Terms prepare(Job job, Data data) {
    common.Native.load();
    this.data = data;
    repeats = Math.min(job.repeats(), 20);
    String arguments =
        String.format(
            Locale.ROOT,
            "--quiet --noconstant --loss_function %s -b 20 --l2 %s -l %s --initial_t 1 %s",
            job.isLogistic() ? "logistic" : "squared",
            job.l2(),
            // VW's squared loss is (s − y)², twice ours
            job.isLogistic() ? job.singleRate() : job.singleRate() / 2,
            job.isAdagrad() ? "--adaptive" : "--sgd --power_t 0");
    vw = new VowpalWabbitNative(arguments);
    examples = new VowpalWabbitExample[Math.min(job.rows(), MOST_EXAMPLES)];
    int width = job.isSparse() ? job.nonzeros() : job.columns();
    ids = new int[width + 1];
    values = new double[width + 1];
    ids[width] = job.columns(); // the bias
    values[width] = 1;
    return new Terms(
        "float",
        1,
        "through JNI, from memory" + (job.batch() > 1 ? "; has batches of one only" : ""));
  }

  /** Fills the examples with the rows from {@code first} on; returns how many there are. */
  private int fill(Data known, int first) {
    Job job = known.job();
    int width = ids.length - 1;
    int count = Math.min(examples.length, job.rows() - first);
    for (int k = 0; k < count; k++) {
      int from = (first + k) * width;
      for (int i = 0; i < width; i++) {
        ids[i] = job.isSparse() ? known.ids()[from + i] : i;
        values[i] = known.values()[from + i];
      }
      float target = known.targets()[first + k];
      VowpalWabbitExample example = examples[k];
      if (example != null) {
        example.close(); // clear() would keep the memory of the features
      }
      example = learner().createExample();
      example.setLabel(job.isLogistic() ? 2 * target - 1 : target);
      example.addToNamespaceSparse(' ', ids, values);
      examples[k] = example;
    }
    return count;
  }

  @Override
  public double epoch() {
    Data known = data();
    long nanos = 0;
    for (int repeat = 0; repeat < repeats; repeat++) {
      for (int first = 0; first < known.job().rows(); first += examples.length) {
        int count = fill(known, first);
        long start = System.nanoTime();
        for (int k = 0; k < count; k++) {
          filled(k).learn();
        }
        nanos += System.nanoTime() - start;
      }
    }
    return nanos * 1e-9 / repeats;
  }

  @Override
  public double loss() {
    Data known = data();
    if (repeats != known.job().repeats()) {
      return Double.NaN;
    }
    float[] scores = new float[known.job().rows()];
    for (int first = 0; first < scores.length; first += examples.length) {
      int count = fill(known, first);
      for (int k = 0; k < count; k++) {
        scores[first + k] = ((ScalarPrediction) filled(k).predict()).getValue();
      }
    }
    return known.meanLossOf(row -> scores[row]);
  }

  private VowpalWabbitExample filled(int k) {
    return Objects.requireNonNull(examples[k]);
  }

  private VowpalWabbitNative learner() {
    VowpalWabbitNative known = vw;
    if (known == null) {
      throw new IllegalStateException("prepare comes first");
    }
    return known;
  }

  private Data data() {
    Data known = data;
    if (known == null) {
      throw new IllegalStateException("prepare comes first");
    }
    return known;
  }
}
