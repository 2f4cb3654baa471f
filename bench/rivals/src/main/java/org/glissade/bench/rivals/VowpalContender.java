package org.glissade.bench.rivals;

import java.util.Locale;
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
 * The bias is a feature of our own: VW would add its constant to an example anew each time it sees
 * it.
 */
public final class VowpalContender implements Contender {
  private @Nullable Data data;
  private VowpalWabbitExample[] examples = {};
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
    VowpalWabbitNative vw = new VowpalWabbitNative(arguments);
    this.data = data;
    examples = new VowpalWabbitExample[job.rows()];
    int width = job.isSparse() ? job.nonzeros() : job.columns();
    int[] ids = new int[width + 1];
    double[] values = new double[width + 1];
    for (int row = 0; row < job.rows(); row++) {
      for (int i = 0; i < width; i++) {
        ids[i] = job.isSparse() ? data.ids()[row * width + i] : i;
        values[i] = data.values()[row * width + i];
      }
      ids[width] = job.columns(); // the bias
      values[width] = 1;
      VowpalWabbitExample example = vw.createExample();
      float target = data.targets()[row];
      example.setLabel(job.isLogistic() ? 2 * target - 1 : target);
      example.addToNamespaceSparse(' ', ids, values);
      examples[row] = example;
    }
    return new Terms(
        "float",
        1,
        "through JNI, from memory" + (job.batch() > 1 ? "; has batches of one only" : ""));
  }

  @Override
  public double epoch() {
    long start = System.nanoTime();
    for (int repeat = 0; repeat < repeats; repeat++) {
      for (VowpalWabbitExample example : examples) {
        example.learn();
      }
    }
    return (System.nanoTime() - start) * 1e-9 / repeats;
  }

  @Override
  public double loss() {
    Data known = data;
    return known == null || repeats != known.job().repeats()
        ? Double.NaN
        : known.meanLossOf(row -> ((ScalarPrediction) examples[row].predict()).getValue());
  }
}
