package org.glissade.bench.rivals;

import jsat.classifiers.CategoricalData;
import jsat.classifiers.DataPoint;
import jsat.classifiers.linear.LinearSGD;
import jsat.linear.DenseVector;
import jsat.linear.SparseVector;
import jsat.linear.Vec;
import jsat.lossfunctions.LogisticLoss;
import jsat.lossfunctions.SquaredLoss;
import jsat.math.decayrates.NoDecay;
import jsat.math.optimization.stochastic.AdaGrad;
import jsat.math.optimization.stochastic.SimpleSGD;
import org.glissade.bench.Contender;
import org.glissade.bench.Data;
import org.glissade.bench.Job;
import org.jspecify.annotations.Nullable;

/** JSAT's {@code LinearSGD}, an update a row; it has no minibatches and computes in double. */
public final class JsatContender implements Contender {
  private final LinearSGD model = new LinearSGD();
  private DataPoint[] points = {};
  private double[] numbers = {};
  private int[] classes = {};
  private int repeats;
  private @Nullable Data data;

  @Override
  public String name() {
    return "jsat";
  }

  @Override
  public @Nullable String declines(Job job) {
    return null;
  }

  @Override
  public Terms prepare(Job job, Data data) {
    this.data = data;
    repeats = job.repeats();
    points = new DataPoint[job.rows()];
    numbers = new double[job.rows()];
    classes = new int[job.rows()];
    for (int row = 0; row < job.rows(); row++) {
      points[row] = new DataPoint(vector(job, data, row));
      numbers[row] = data.targets()[row];
      classes[row] = (int) data.targets()[row];
    }
    model.setLoss(job.isLogistic() ? new LogisticLoss() : new SquaredLoss());
    model.setEta(job.singleRate());
    model.setEtaDecay(new NoDecay());
    model.setLambda0(job.l2());
    model.setLambda1(0);
    model.setUseBias(true);
    model.setGradientUpdater(job.isAdagrad() ? new AdaGrad() : new SimpleSGD());
    if (job.isLogistic()) {
      model.setUp(new CategoricalData[0], job.columns(), new CategoricalData(2));
    } else {
      model.setUp(new CategoricalData[0], job.columns());
    }
    return new Terms("double", 1, job.batch() > 1 ? "has batches of one only" : "");
  }

  private static Vec vector(Job job, Data data, int row) {
    int length = job.isSparse() ? job.nonzeros() : job.columns();
    double[] values = new double[length];
    int[] ids = new int[job.isSparse() ? length : 0];
    for (int i = 0; i < length; i++) {
      values[i] = data.values()[row * length + i];
    }
    if (!job.isSparse()) {
      return new DenseVector(values);
    }
    System.arraycopy(data.ids(), row * length, ids, 0, length);
    return new SparseVector(ids, values, job.columns(), length);
  }

  @Override
  public double epoch() {
    boolean logistic = model.getLoss() instanceof LogisticLoss;
    long start = System.nanoTime();
    for (int repeat = 0; repeat < repeats; repeat++) {
      for (int row = 0; row < points.length; row++) {
        if (logistic) {
          model.update(points[row], classes[row]);
        } else {
          model.update(points[row], numbers[row]);
        }
      }
    }
    return (System.nanoTime() - start) * 1e-9 / repeats;
  }

  @Override
  public double loss() {
    Data known = data;
    Vec weights = model.getRawWeight(0);
    return known == null ? Double.NaN : known.meanLoss(weights::get, model.getBias(0));
  }
}
