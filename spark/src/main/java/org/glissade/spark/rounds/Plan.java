package org.glissade.spark.rounds;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.glissade.io.encode.Scaling;
import org.glissade.io.pipeline.TargetUnits;
import org.glissade.model.LinearModel;
import org.glissade.model.Loss;
import org.glissade.model.Losses;
import org.glissade.model.Model;
import org.glissade.model.Network;
import org.glissade.optim.Schedules;
import org.glissade.optim.Transforms;
import org.glissade.train.Sgd;
import org.jspecify.annotations.Nullable;

/**
 * What all workers of a training do, as it travels to them: values as text.
 *
 * @param features width of a row
 * @param classes the labels of the classes in ascending order; empty for regression
 * @param loss its text, in the units of the targets
 * @param network hidden layers as {@code mlp:64}, or null for a linear model
 * @param bias whether the model has one
 * @param scaling of features, where an encoder is fitted to them
 * @param encoder of which the features come, as JSON, or null to fit one to them
 * @param optimizer text of the transforms before the rate, or null for plain SGD
 * @param momentum 0 for none
 * @param learningRate text of a schedule, or null to search a rate
 * @param batchSize rows of a local step
 * @param epochs at least 1
 * @param localSteps steps between two means, or 0 for as many as make the means cheap
 * @param penalties λ₁ and λ₂ by their index, in the units of the targets
 * @param outer of the steps between means
 * @param replicas models that learn apart: partitions of the rows
 * @param seed of every random stream
 */
public record Plan(
    int features,
    List<Double> classes,
    String loss,
    @Nullable String network,
    boolean bias,
    Scaling scaling,
    @Nullable String encoder,
    @Nullable String optimizer,
    double momentum,
    @Nullable String learningRate,
    int batchSize,
    int epochs,
    int localSteps,
    List<Double> penalties,
    OuterStep outer,
    int replicas,
    long seed)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public Plan {
    classes = new ArrayList<>(classes);
    penalties = new ArrayList<>(penalties);
  }

  /** Whether numbers are learnt, and not classes. */
  public boolean isRegression() {
    return classes.isEmpty();
  }

  /** In the units of the targets. */
  public Loss lossFunction() {
    return Losses.parse(loss);
  }

  /** The same with another rate. */
  public Plan withLearningRate(String text) {
    return new Plan(
        features,
        classes,
        loss,
        network,
        bias,
        scaling,
        encoder,
        optimizer,
        momentum,
        text,
        batchSize,
        epochs,
        localSteps,
        penalties,
        outer,
        replicas,
        seed);
  }

  /** The model over encoded features. */
  public Model model(int width) {
    int outputs = lossFunction().target() == Loss.Target.CLASS ? classes.size() : 1;
    return network == null
        ? new LinearModel(width, outputs, bias)
        : Network.parse(network).model(width, outputs, bias);
  }

  /** How many numbers a training tells at most: parameters, and a scale for each feature. */
  public long numbers() {
    return (long) model(features).layout().size() + (encoder == null ? features : 0);
  }

  /**
   * The training as one worker sees it.
   *
   * @param width encoded features
   * @param rate text of a schedule, or null while none is known
   * @param units in which losses and penalties are told
   */
  Sgd sgd(int width, @Nullable String rate, TargetUnits units) {
    Sgd sgd =
        (isRegression() ? Sgd.regressor() : Sgd.classifier())
            .model(model(width))
            .loss(units.loss())
            .penalty(units.penalty(penalties.get(0), penalties.get(1)))
            .batchSize(batchSize)
            .seed(seed);
    if (momentum != 0) {
      sgd.momentum(momentum);
    }
    if (optimizer != null) {
      sgd.link(Transforms.parse(optimizer));
    }
    if (rate != null) {
      sgd.learningRate(Schedules.parse(rate));
    }
    return sgd;
  }
}
