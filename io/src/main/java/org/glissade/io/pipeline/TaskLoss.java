package org.glissade.io.pipeline;

import org.glissade.io.encode.Task;
import org.glissade.model.Logistic;
import org.glissade.model.Loss;
import org.glissade.model.Softmax;
import org.glissade.model.Squared;
import org.glissade.spec.SpecException;

/** Which losses a task can be learnt with. */
public final class TaskLoss {
  private TaskLoss() {}

  /** The likelihood of the task: squared, logistic or softmax. */
  public static Loss usual(Task task) {
    return switch (task) {
      case REGRESSION -> new Squared();
      case BINARY -> new Logistic();
      case MULTICLASS -> new Softmax();
    };
  }

  /**
   * The loss itself, if it fits the task.
   *
   * @param of stands behind the name of the task in messages: what the task was told from, or ""
   * @throws IllegalArgumentException if it does not; says which do
   */
  public static Loss checked(Loss loss, Task task, String of) {
    boolean fits =
        switch (task) {
          case REGRESSION ->
              loss.target() == Loss.Target.REAL || loss.target() == Loss.Target.COUNT;
          case BINARY -> loss.target() != Loss.Target.COUNT;
          case MULTICLASS -> loss.target() == Loss.Target.CLASS;
        };
    if (fits) {
      return loss;
    }
    throw new IllegalArgumentException(
        "the loss "
            + loss
            + " does not fit the task "
            + task.text()
            + of
            + "; possible: "
            + possible(loss, task)
            + ", or another --task");
  }

  /**
   * The loss itself, if several targets can be learnt with it.
   *
   * @param targets their names, for the message
   * @throws SpecException if not; says which do
   */
  static Loss ofSeveral(Loss loss, String targets) {
    if (loss.target() == Loss.Target.REAL || loss.target() == Loss.Target.COUNT) {
      return loss;
    }
    throw new SpecException(
        "the loss "
            + loss
            + " is for classes, but the targets "
            + targets
            + " are numbers; possible: "
            + possible(loss, Task.REGRESSION)
            + ", or one target at a time");
  }

  private static String possible(Loss loss, Task task) {
    return switch (task) {
      case REGRESSION ->
          "squared, absolute, huber, quantile, epsilon-insensitive, squared-epsilon-insensitive or"
              + " poisson";
      case BINARY ->
          "logistic, hinge, squared-hinge, modified-huber, perceptron, softmax or squared";
      case MULTICLASS ->
          loss.target() == Loss.Target.SIGN
              ? "one-vs-rest(" + loss + ") or softmax"
              : "softmax or one-vs-rest(LOSS) of logistic, hinge, squared-hinge, modified-huber or"
                  + " perceptron";
    };
  }
}
