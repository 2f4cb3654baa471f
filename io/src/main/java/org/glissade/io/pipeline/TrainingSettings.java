package org.glissade.io.pipeline;

import org.glissade.io.encode.Scaling;
import org.glissade.io.encode.Task;
import org.glissade.model.Calibration;
import org.glissade.model.Loss;
import org.glissade.model.Network;
import org.jspecify.annotations.Nullable;

/**
 * What a training on records needs to know beyond how {@link org.glissade.train.Sgd} is to run.
 *
 * @param task what is predicted, or null to tell it from the targets
 * @param loss in the units of the target, or null for squared, logistic or softmax by the task
 * @param l1 λ₁, at least 0
 * @param l2 λ₂, at least 0, or null for {@link #l2(Task, double, boolean)}
 * @param bias whether the model has one
 * @param scaling of the features, and of a regression target
 * @param classWeight {@code balanced}, {@code class=weight,…}, or null
 * @param validationShare of the rows to hold out, from 0 to below 1, where no validation records
 *     are given
 * @param keepsRowOrder whether the training rows stay in the order of the file, which matters to
 *     orders such as {@code sequential}; otherwise they are laid out at random, so that the default
 *     order reads large data fast
 * @param seed of the split and of that layout
 * @param adaptive whether each coordinate has a rate of its own (adagrad, ftrl), which decides on
 *     the L2 of sparse features where none is given
 * @param network the hidden layers, or null for a linear model
 * @param calibration how probabilities are fitted to the rows held out after the training, or null
 */
public record TrainingSettings(
    @Nullable Task task,
    @Nullable Loss loss,
    double l1,
    @Nullable Double l2,
    boolean bias,
    Scaling scaling,
    @Nullable String classWeight,
    double validationShare,
    boolean keepsRowOrder,
    long seed,
    boolean adaptive,
    @Nullable Network network,
    Calibration.@Nullable Method calibration) {
  /** Share of the rows held out unless told otherwise. */
  public static final double VALIDATION_SHARE = 0.2;

  /** With fewer rows nothing is held out by default. */
  public static final int FEWEST_ROWS_TO_SPLIT = 30;

  /** Settings for linear models and steps at one rate for all coordinates. */
  public TrainingSettings(
      @Nullable Task task,
      @Nullable Loss loss,
      double l1,
      @Nullable Double l2,
      boolean bias,
      Scaling scaling,
      @Nullable String classWeight,
      double validationShare,
      boolean keepsRowOrder,
      long seed) {
    this(
        task,
        loss,
        l1,
        l2,
        bias,
        scaling,
        classWeight,
        validationShare,
        keepsRowOrder,
        seed,
        false,
        null,
        null);
  }

  /** Everything told from the data. */
  public static TrainingSettings defaults() {
    return new TrainingSettings(
        null, null, 0, null, true, Scaling.STANDARD, null, VALIDATION_SHARE, false, 0);
  }

  /**
   * λ₂: what was given, or else 1/N for classes, where it is the strength with which liblinear and
   * scikit-learn's logistic regression start (C = 1) and keeps the optimum finite when the classes
   * can be separated; 0 for numbers.
   *
   * <p>It is 0 too for adagrad and ftrl on sparse features ({@link #goesWithoutL2}).
   *
   * @param totalWeight N, the weight of all training rows
   * @param sparse whether the features are
   */
  public double l2(Task of, double totalWeight, boolean sparse) {
    if (l2 != null) {
      return l2;
    }
    return of == Task.REGRESSION || goesWithoutL2(of, sparse) ? 0 : 1 / totalWeight;
  }

  /**
   * Whether classes have no L2 by default: where adagrad or ftrl learn sparse features it would
   * enter the sum of squares of every weight in every step, which costs the time of all features
   * instead of the nonzeros; coordinates that are seldom seen are held back by these rules already,
   * and ftrl has penalties of its own.
   */
  public boolean goesWithoutL2(Task of, boolean sparse) {
    return l2 == null && adaptive && sparse && of != Task.REGRESSION;
  }
}
