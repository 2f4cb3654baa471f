package org.glissade.bench.rivals;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import org.glissade.bench.Contender;
import org.glissade.bench.Data;
import org.glissade.bench.Job;
import org.jspecify.annotations.Nullable;

/**
 * liblinear has no SGD: one outer iteration of its dual coordinate descent, which visits every row
 * once, stands for an epoch. Each starts from zero, so that only the first tells a loss.
 */
public final class LiblinearContender implements Contender {
  private final Problem problem = new Problem();
  private @Nullable Parameter parameter;
  private @Nullable Model model;
  private @Nullable Data data;

  @Override
  public String name() {
    return "liblinear";
  }

  @Override
  public @Nullable String declines(Job job) {
    if (job.repeats() > 1) {
      return "left out: most of such a short run is preparation";
    }
    return job.l2() > 0 || job.isAdagrad() ? "left out: it has no SGD to vary" : null;
  }

  @Override
  public Terms prepare(Job job, Data data) {
    Linear.disableDebugOutput();
    this.data = data;
    int width = job.isSparse() ? job.nonzeros() : job.columns();
    problem.l = job.rows();
    problem.n = job.columns() + 1;
    problem.bias = 1;
    problem.x = new Feature[job.rows()][width + 1];
    problem.y = new double[job.rows()];
    for (int row = 0; row < job.rows(); row++) {
      for (int i = 0; i < width; i++) {
        int column = job.isSparse() ? data.ids()[row * width + i] : i;
        problem.x[row][i] = new FeatureNode(column + 1, data.values()[row * width + i]);
      }
      problem.x[row][width] = new FeatureNode(problem.n, 1);
      problem.y[row] = data.targets()[row];
    }
    SolverType solver = job.isLogistic() ? SolverType.L2R_LR_DUAL : SolverType.L2R_L2LOSS_SVR_DUAL;
    // With any tolerance satisfied it stops after the first pass. A limit of one pass would have it
    // go on with a Newton method.
    parameter = new Parameter(solver, 1, 1e9, 0);
    return new Terms("double", 1, "one pass of dual coordinate descent; it has no SGD");
  }

  @Override
  public double epoch() {
    Parameter known = parameter;
    if (known == null) {
      throw new IllegalStateException("prepare comes first");
    }
    long start = System.nanoTime();
    model = Linear.train(problem, known);
    return (System.nanoTime() - start) * 1e-9;
  }

  @Override
  public double loss() {
    Model trained = model;
    Data known = data;
    if (trained == null || known == null) {
      return Double.NaN;
    }
    double[] weights = trained.getFeatureWeights();
    // The weights are of the class that came first; a regression has no classes to ask for.
    boolean ofOtherClass = known.job().isLogistic() && trained.getLabels()[0] == 0;
    int sign = ofOtherClass ? -1 : 1;
    return known.meanLoss(column -> sign * weights[column], sign * weights[problem.n - 1]);
  }
}
