package org.glissade.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One class against the rest: K losses of two classes for K classes, Σ_k ℓ(s_k, +1 if k = y else
 * −1). Each score learns to tell its class from all others, by itself; the class of the largest one
 * is predicted (Rifkin and Klautau, "In defense of one-vs-all classification", JMLR 2004).
 *
 * <p>A linear model with it is K binary models that share the order of the examples and the rate.
 * It gives margin losses a use for many classes, and K scores that mean something each; softmax,
 * which makes the classes compete, is the likelihood of exactly one of them and as a rule the
 * better choice where probabilities are wanted.
 *
 * <p>With a logistic loss inside, the probability of class k is σ(s_k)/Σⱼσ(s_j) (Zadrozny and
 * Elkan, KDD 2002; what scikit-learn's {@code OneVsRestClassifier} does); other losses inside have
 * none.
 *
 * @param loss of each class against the rest: one of targets −1 and +1, whose derivatives may lie
 *     where its targets did (see {@link Loss#evaluate})
 */
public record OneVsRest(Loss loss) implements Loss {
  /**
   * Makes one.
   *
   * @throws IllegalArgumentException if the loss is not one of two classes
   */
  public OneVsRest {
    Objects.requireNonNull(loss);
    if (loss.target() != Target.SIGN) {
      throw new IllegalArgumentException(
          "takes a loss of two classes, such as logistic, hinge, squared-hinge, modified-huber or"
              + " perceptron, not "
              + loss);
    }
  }

  @Override
  public Target target() {
    return Target.CLASS;
  }

  @Override
  public Link link() {
    return loss.link() == Link.LOGISTIC ? Link.ONE_VS_REST : Link.SIGN;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there are fewer than 2 outputs, or a target is not a class
   */
  @Override
  public double evaluate(
      float[] scores,
      float[] targets,
      float @Nullable [] weights,
      float @Nullable [] dScores,
      int rows,
      int outputs) {
    if (outputs < 2) {
      throw new IllegalArgumentException(this + " needs at least 2 outputs: " + outputs);
    }
    // The signs lie where the derivatives go, so that a step needs no memory of its own.
    float[] signs = dScores == null ? new float[rows * outputs] : dScores;
    for (int row = 0, at = 0; row < rows; row++) {
      int target = Softmax.classOf(targets, row, outputs);
      for (int k = 0; k < outputs; k++, at++) {
        signs[at] = k == target ? 1 : -1;
      }
    }
    return loss.evaluate(scores, signs, weights, dScores, rows, outputs);
  }

  @Override
  public double curvature() {
    return loss.curvature();
  }

  @Override
  public boolean convex() {
    return loss.convex();
  }

  @Override
  public Loss vectorised() {
    Loss vectors = loss.vectorised();
    return vectors.equals(loss) ? this : new OneVsRest(vectors);
  }

  @Override
  public String toString() {
    return "one-vs-rest(" + loss + ")";
  }
}
