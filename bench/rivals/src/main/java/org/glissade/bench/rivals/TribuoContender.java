package org.glissade.bench.rivals;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glissade.bench.Contender;
import org.glissade.bench.Data;
import org.glissade.bench.Job;
import org.glissade.bench.Turnstile;
import org.jspecify.annotations.Nullable;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.common.sgd.AbstractLinearSGDTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.Parameters;
import org.tribuo.math.StochasticGradientOptimiser;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.la.Tensor;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.math.optimisers.SGD;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.sgd.objectives.SquaredLoss;

/**
 * Tribuo's {@code LinearSGDTrainer}, not shuffled. It trains in one call; an optimiser around its
 * own counts the steps and stops at the end of each epoch, so that what it does before the first is
 * not measured. Two classes are two outputs with softmax.
 */
public final class TribuoContender implements Contender {
  private static final int MANY_EPOCHS = 1_000_000;

  private @Nullable Turnstile turnstile;
  private @Nullable Data data;
  private @Nullable Parameters live;
  private int[] idOf = {};
  private long stepsPerTurn;
  private int repeats;
  private volatile long nanos;

  @Override
  public String name() {
    return "tribuo";
  }

  @Override
  public @Nullable String declines(Job job) {
    return job.l2() > 0 ? "its SGD has no L2" : null;
  }

  @Override
  public Terms prepare(Job job, Data data) {
    Logger.getLogger("org.tribuo").setLevel(Level.OFF);
    this.data = data;
    repeats = job.repeats();
    stepsPerTurn = (long) repeats * Math.ceilDiv(job.rows(), job.batch());
    // It adds up the gradients of a batch and multiplies by its size, where others take the mean;
    // and with two outputs the difference of their scores moves twice as far.
    double rate = job.rate() / ((double) job.batch() * job.batch()) / (job.isLogistic() ? 2 : 1);
    Counting optimiser =
        new Counting(
            job.isAdagrad()
                ? new AdaGrad(job.rate() / (job.isLogistic() ? 2 : 1))
                : SGD.getSimpleSGD(rate));
    turnstile =
        new Turnstile(
            self -> {
              if (job.isLogistic()) {
                train(
                    new org.tribuo.classification.sgd.linear.LinearSGDTrainer(
                        new LogMulticlass(), optimiser, MANY_EPOCHS, -1, job.batch(), 1),
                    classes(job, data));
              } else {
                train(
                    new org.tribuo.regression.sgd.linear.LinearSGDTrainer(
                        new SquaredLoss(), optimiser, MANY_EPOCHS, -1, job.batch(), 1),
                    numbers(job, data));
              }
            });
    gate().next(); // to the first step
    return new Terms(
        "double",
        job.batch(),
        (job.isLogistic() ? "softmax with two outputs" : "")
            + (job.isAdagrad() ? ", each with an AdaGrad of its own" : ""));
  }

  private <T extends Output<T>> void train(
      AbstractLinearSGDTrainer<T, ?, ?> trainer, MutableDataset<T> set) {
    trainer.setShuffle(false);
    ImmutableFeatureMap features = set.getFeatureIDMap();
    for (int column = 0; column < idOf.length; column++) {
      idOf[column] = features.getID(featureName(column));
    }
    trainer.train(set);
  }

  private MutableDataset<Label> classes(Job job, Data data) {
    MutableDataset<Label> set = empty(new LabelFactory());
    Label[] labels = {new Label("0"), new Label("1")};
    String[] names = names(job);
    for (int row = 0; row < job.rows(); row++) {
      set.add(fill(new ArrayExample<>(labels[(int) data.targets()[row]]), data, row, names));
    }
    return set;
  }

  private MutableDataset<Regressor> numbers(Job job, Data data) {
    MutableDataset<Regressor> set = empty(new RegressionFactory());
    String[] names = names(job);
    for (int row = 0; row < job.rows(); row++) {
      Regressor target = new Regressor("y", data.targets()[row]);
      set.add(fill(new ArrayExample<>(target), data, row, names));
    }
    return set;
  }

  private static <T extends Output<T>> MutableDataset<T> empty(OutputFactory<T> outputs) {
    return new MutableDataset<>(new SimpleDataSourceProvenance("bench", outputs), outputs);
  }

  private static <T extends Output<T>> ArrayExample<T> fill(
      ArrayExample<T> empty, Data data, int row, String[] names) {
    Job job = data.job();
    int width = job.isSparse() ? job.nonzeros() : job.columns();
    String[] present = new String[width];
    double[] values = new double[width];
    for (int i = 0; i < width; i++) {
      present[i] = names[job.isSparse() ? data.ids()[row * width + i] : i];
      values[i] = data.values()[row * width + i];
    }
    return new ArrayExample<>(empty.getOutput(), present, values);
  }

  private String[] names(Job job) {
    String[] names = new String[job.columns()];
    idOf = new int[job.columns()];
    for (int column = 0; column < names.length; column++) {
      names[column] = featureName(column);
    }
    return names;
  }

  private static String featureName(int column) {
    return String.format(Locale.ROOT, "x%07d", column);
  }

  /** Passes the turnstile before the first step of each turn. */
  private final class Counting implements StochasticGradientOptimiser {
    private final StochasticGradientOptimiser wrapped;
    private long steps;

    Counting(StochasticGradientOptimiser wrapped) {
      this.wrapped = wrapped;
    }

    @Override
    public void initialise(Parameters parameters) {
      live = parameters;
      wrapped.initialise(parameters);
    }

    @Override
    public Tensor[] step(Tensor[] gradients, double weight) {
      if (steps++ % stepsPerTurn == 0) {
        nanos = gate().nanos();
        gate().pass();
      }
      return wrapped.step(gradients, weight);
    }

    @Override
    public void reset() {
      wrapped.reset();
    }

    @Override
    public StochasticGradientOptimiser copy() {
      return this;
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
      return wrapped.getProvenance();
    }
  }

  private Turnstile gate() {
    Turnstile gate = turnstile;
    if (gate == null) {
      throw new IllegalStateException("prepare comes first");
    }
    return gate;
  }

  @Override
  public double epoch() {
    long before = nanos;
    gate().next();
    return (nanos - before) * 1e-9 / repeats;
  }

  @Override
  public double loss() {
    Parameters parameters = live;
    Data known = data;
    if (parameters == null || known == null) {
      return Double.NaN;
    }
    DenseMatrix weights = (DenseMatrix) parameters.get()[0];
    int bias = weights.getDimension2Size() - 1;
    return known.meanLoss(
        column -> idOf[column] < 0 ? 0 : score(weights, idOf[column]), score(weights, bias));
  }

  /** Of class 1 less that of class 0; or of the only output. */
  private static double score(DenseMatrix weights, int column) {
    return weights.getDimension1Size() == 1
        ? weights.get(0, column)
        : weights.get(1, column) - weights.get(0, column);
  }
}
