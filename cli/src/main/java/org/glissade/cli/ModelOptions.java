package org.glissade.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.glissade.io.encode.Scaling;
import org.glissade.io.encode.Task;
import org.glissade.io.pipeline.TaskLoss;
import org.glissade.io.pipeline.TrainingSettings;
import org.glissade.model.Calibration;
import org.glissade.model.Loss;
import org.glissade.model.Losses;
import org.glissade.model.Network;
import org.glissade.spec.Spec;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is learnt. */
final class ModelOptions {
  @Option(
      names = "--task",
      paramLabel = "NAME",
      description = "auto, regression, binary or multiclass (default: auto, from the target).")
  private String task = "auto";

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description =
          "linear, or mlp:256,128, a network with hidden layers of so many units; more in "
              + "\"mlp(256, 128, activation=relu, dropout=0.1, init=he)\", where the activation is relu, "
              + "leaky-relu, tanh, sigmoid, gelu or identity, and init he, xavier or normal(0.01) (default: "
              + "linear).")
  private String model = "linear";

  @Option(
      names = "--loss",
      paramLabel = "LOSS",
      description =
          "squared, absolute, huber(1), quantile(0.5), epsilon-insensitive(0.1), "
              + "squared-epsilon-insensitive(0.1), poisson for numbers; logistic, hinge, squared-hinge, "
              + "modified-huber, perceptron for two classes; softmax for classes, and one-vs-rest(hinge), which "
              + "learns each class against the rest with a loss of two classes. Parameters are in the "
              + "units of the target. Default: squared, logistic or softmax.")
  private @Nullable String loss;

  @Option(
      names = "--l1",
      paramLabel = "λ",
      description = "Adds λ·‖w‖₁ to the loss; buys weights of exactly 0 (default: 0).")
  private double l1;

  @Option(
      names = "--l2",
      paramLabel = "λ",
      description =
          "Adds ½λ·‖w‖² to the loss; buys stability, costs bias "
              + "(default: auto, which is 1/rows for classes and 0 for numbers, for vw, and for adagrad and ftrl "
              + "on sparse features).")
  private String l2 = "auto";

  @Option(names = "--no-bias", description = "A model without a bias.")
  private boolean noBias;

  @Option(
      names = "--scale",
      paramLabel = "NAME",
      description = "standard (mean 0, deviation 1) or none (default: standard).")
  private @Nullable String scale;

  @Option(
      names = "--class-weight",
      paramLabel = "WEIGHTS",
      description = "balanced, or CLASS=WEIGHT,… (default: every row weighs the same).")
  private @Nullable String classWeight;

  @Option(
      names = "--calibrate",
      paramLabel = "METHOD",
      description =
          "Fits probabilities to the rows held out, after the training: platt (two numbers a class; "
              + "gives hinge probabilities), isotonic (any rising curve; wants a thousand rows), temperature "
              + "(one number, for logistic and softmax), or none (default: none).")
  private String calibrate = "none";

  /** Takes those options of an amendment that are about the model. */
  void amend(Map<String, String> changes) {
    scale = changes.getOrDefault(Amendment.SCALE, scale);
    model = changes.getOrDefault(Amendment.MODEL, model);
    loss = changes.containsKey(Amendment.LOSS) ? changes.get(Amendment.LOSS) : loss;
  }

  /**
   * Checks the options and gathers them.
   *
   * @param penalised whether the update has penalties of its own, so that there are no others
   */
  TrainingSettings settings(
      double validationShare,
      boolean keepsRowOrder,
      long seed,
      boolean adaptive,
      boolean penalised) {
    return settings(validationShare, keepsRowOrder, seed, adaptive, penalised, network(model));
  }

  /** The same for a model that is not the one named here. */
  TrainingSettings settings(
      double validationShare,
      boolean keepsRowOrder,
      long seed,
      boolean adaptive,
      boolean penalised,
      @Nullable Network network) {
    Calibration.Method calibration = Calibration.Method.parse(calibrate);
    if (!(l1 >= 0) || Double.isInfinite(l1)) {
      throw new SpecException("--l1 must be a number of at least 0, not " + Spec.number(l1));
    }
    return new TrainingSettings(
        task(),
        loss(),
        l1,
        penalised && l2.equals("auto") ? Double.valueOf(0) : l2(),
        !noBias,
        Scaling.parse(scale == null ? "standard" : scale),
        classWeight,
        validationShare,
        keepsRowOrder,
        seed,
        adaptive,
        network,
        calibration);
  }

  /** The hidden layers of a model, or null for a linear one. */
  static @Nullable Network network(String model) {
    return model.equals("linear") ? null : Network.parse(model);
  }

  /** Several models in a list; numbers behind {@code mlp:} belong to it. */
  List<String> models() {
    List<String> models = new ArrayList<>();
    for (String part : Grid.split("--model", model)) {
      boolean goesOn = !models.isEmpty() && part.chars().allMatch(Character::isDigit);
      models.add(goesOn ? models.removeLast() + "," + part : part);
    }
    return models;
  }

  /** Says that losses are compared, and no probabilities. */
  void checkComparison() {
    if (Calibration.Method.parse(calibrate) != null) {
      throw new SpecException("--calibrate changes no loss that is compared; leave it out");
    }
  }

  /** Says what of these options needs all rows, where they come one by one. */
  void checkOnline() {
    if (scale != null && Scaling.parse(scale) == Scaling.STANDARD) {
      throw new SpecException(
          "--scale standard needs mean and deviation of rows that are yet to come; leave it out: the"
              + " default steps (vw) do not depend on the scales of the features, or go on from a"
              + " model that knows them, with --warm-start");
    }
    if (Calibration.Method.parse(calibrate) != null) {
      throw new SpecException(
          "--calibrate needs rows held out, and --online learns from every row; leave it out");
    }
  }

  /** Says that probabilities are to be fitted, where no row is left to do so. */
  void checkHeldOut(boolean heldOut) {
    if (Calibration.Method.parse(calibrate) != null && !heldOut) {
      throw new SpecException(
          "--calibrate "
              + calibrate
              + " needs rows that the model does not learn from; --validation 0 holds out none");
    }
  }

  /** What does not fit a task that was named is said before the data are read. */
  private @Nullable Loss loss() {
    if (loss == null) {
      return null;
    }
    Loss parsed = Losses.parse(loss);
    Task named = task();
    if (named != null) {
      try {
        TaskLoss.checked(parsed, named, "");
      } catch (IllegalArgumentException e) {
        throw new SpecException(String.valueOf(e.getMessage()));
      }
    }
    return parsed;
  }

  private @Nullable Task task() {
    return Task.parse(task);
  }

  private @Nullable Double l2() {
    if (l2.equals("auto")) {
      return null;
    }
    try {
      double value = Double.parseDouble(l2);
      if (value >= 0 && !Double.isInfinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new SpecException("--l2 must be auto or a number of at least 0, not " + l2);
  }
}
