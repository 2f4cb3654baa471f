package org.glissade.train;

import org.glissade.data.Examples;
import org.glissade.model.LinearModel;
import org.glissade.model.Logistic;
import org.glissade.model.Loss;
import org.glissade.model.Model;
import org.glissade.model.Softmax;
import org.glissade.model.Squared;
import org.jspecify.annotations.Nullable;

/**
 * Model and loss of a run, and what they are where the user set none: a linear model with squared
 * loss for numbers, logistic loss for two classes, softmax for more.
 *
 * @param classifies whether targets are classes
 * @param model the user's, or null
 * @param loss the user's, or null
 * @param bias whether the default model has one
 * @param validation rows held out, whose classes count too
 */
record Defaults(
    boolean classifies,
    @Nullable Model model,
    @Nullable Loss loss,
    boolean bias,
    @Nullable Examples validation) {

  Loss lossFor(Examples examples) {
    if (loss != null) {
      return loss;
    }
    if (!classifies) {
      return new Squared();
    }
    return Classes.count(examples, validation) <= 2 ? new Logistic() : new Softmax();
  }

  Model modelFor(Examples examples) {
    if (model != null) {
      return model;
    }
    int outputs =
        lossFor(examples).target() == Loss.Target.CLASS
            ? Math.max(2, Classes.count(examples, validation))
            : examples.targetsPerRow();
    return new LinearModel(examples.columns(), outputs, bias);
  }

  /** For a loss of signs, targets of 0 and 1 become −1 and +1. */
  Examples targetsFor(Examples examples) {
    return classifies && lossFor(examples).target() == Loss.Target.SIGN
        ? Classes.asSigns(examples)
        : examples;
  }
}
