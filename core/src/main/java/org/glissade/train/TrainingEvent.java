package org.glissade.train;

import org.jspecify.annotations.Nullable;

/** What a run tells while it goes on. Seconds are 0 where no clock was given. */
public sealed interface TrainingEvent {
  /**
   * The first event.
   *
   * @param engine which engine computes the steps
   * @param obstacle why a linear model on sparse rows has no faster engine than the chain, in which
   *     each step touches every weight; null if it has
   * @param threads how many threads compute steps
   * @param recipe what is done, and how threads share it
   * @param examples number of training examples
   * @param parameters number of parameters
   * @param stepsPerEpoch ⌈N/m⌉
   */
  record Started(
      String engine,
      @Nullable String obstacle,
      int threads,
      Recipe recipe,
      int examples,
      int parameters,
      long stepsPerEpoch)
      implements TrainingEvent {}

  /**
   * After each step, for listeners that ask for it.
   *
   * @param step number of steps taken
   * @param loss mean loss of the batch, before the step
   * @param params the parameters after the step: the live array, to be read only and at once
   */
  record StepTaken(long step, double loss, float[] params) implements TrainingEvent {}

  /**
   * After the steps that a listener chose ({@link TrainingListener#nextMeasurement}): how good the
   * parameters are that the run would give if it ended now.
   *
   * @param step number of steps taken
   * @param epoch number of passes over the examples, with the part of the one that goes on
   * @param trainingLoss mean loss of all training examples, without penalties; may not be finite
   * @param validationLoss mean loss of the validation examples, or null if there are none
   * @param seconds of training so far, without those that measurements took
   */
  record Measured(
      long step, double epoch, double trainingLoss, @Nullable Double validationLoss, double seconds)
      implements TrainingEvent {}

  /**
   * After each epoch.
   *
   * @param epoch number of epochs done
   * @param step number of steps taken
   * @param trainingLoss mean over the epoch's batches of their loss before their step
   * @param validationLoss mean loss of the validation examples, or null if there are none
   * @param learningRate of the last step
   * @param seconds of training so far
   */
  record EpochEnded(
      long epoch,
      long step,
      double trainingLoss,
      @Nullable Double validationLoss,
      double learningRate,
      double seconds)
      implements TrainingEvent {}

  /**
   * The size of the batch from now on, where it may grow.
   *
   * @param epoch number of epochs done
   * @param batchSize of the next epoch
   * @param noise of the gradient, measured now
   */
  record BatchChosen(long epoch, int batchSize, GradientNoise noise) implements TrainingEvent {}

  /**
   * A convergence test.
   *
   * @param epoch number of epochs done
   * @param objective mean training loss plus penalties, exact
   * @param validationLoss mean loss of the validation examples, or null if there are none
   */
  record Tested(long epoch, double objective, @Nullable Double validationLoss)
      implements TrainingEvent {}

  /**
   * The last event.
   *
   * @param reason why
   * @param step number of steps taken
   * @param epoch number of epochs completed
   */
  record Stopped(StopReason reason, long step, long epoch) implements TrainingEvent {}
}
