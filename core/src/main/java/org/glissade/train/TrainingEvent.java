package org.glissade.train;

import org.jspecify.annotations.Nullable;

/**
 * What a run tells while it goes on. Seconds are 0 where no clock was given.
 *
 * <p>A new event is a record here; the compiler then asks for its place in the text of run records.
 */
public sealed interface TrainingEvent {
  /**
   * The same event of a run whose loss is so many times this one, which has the same steps: every
   * loss times the factor, what is made of gradients accordingly.
   *
   * @param factor above 0
   */
  TrainingEvent scaled(double factor);

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
      implements TrainingEvent {
    @Override
    public Started scaled(double factor) {
      return this;
    }
  }

  /**
   * After each step, for listeners that ask for it.
   *
   * @param step number of steps taken
   * @param loss mean loss of the batch, before the step
   * @param params the parameters after the step: the live array, to be read only and at once
   */
  record StepTaken(long step, double loss, float[] params) implements TrainingEvent {
    @Override
    public StepTaken scaled(double factor) {
      return new StepTaken(step, loss * factor, params);
    }
  }

  /**
   * Within an epoch, for listeners that ask for it: at intervals of at least a hundredth of it and
   * a thousandth of the run so far ({@link LossWindow}); none at its end, nor where an epoch is
   * over in milliseconds.
   *
   * @param epoch number of epochs done
   * @param position rows of the present epoch that were learnt from, or passed over for want of
   *     weight
   * @param step number of steps taken
   * @param steps how many the mean is of: those since the last such event of the epoch
   * @param trainingLoss mean over their batches of the loss before their step
   * @param learningRate of the last step
   * @param seconds of training so far
   */
  record WindowEnded(
      long epoch,
      long position,
      long step,
      long steps,
      double trainingLoss,
      double learningRate,
      double seconds)
      implements TrainingEvent {
    @Override
    public WindowEnded scaled(double factor) {
      return new WindowEnded(
          epoch, position, step, steps, trainingLoss * factor, learningRate, seconds);
    }
  }

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
      implements TrainingEvent {
    @Override
    public Measured scaled(double factor) {
      Double held = validationLoss == null ? null : Double.valueOf(validationLoss * factor);
      return new Measured(step, epoch, trainingLoss * factor, held, seconds);
    }
  }

  /**
   * After the steps that a listener chose ({@link TrainingListener#nextPlace}): where the run is.
   *
   * @param step number of steps taken
   * @param epoch number of passes over the examples, with the part of the one that goes on
   * @param learningRate of the last step; before it, of the first
   * @param params the parameters by which the next step goes on: a copy, to be kept if one likes
   */
  record PlaceReached(long step, double epoch, double learningRate, float[] params)
      implements TrainingEvent {
    @Override
    public PlaceReached scaled(double factor) {
      return this;
    }
  }

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
      implements TrainingEvent {
    @Override
    public EpochEnded scaled(double factor) {
      Double held = validationLoss == null ? null : Double.valueOf(validationLoss * factor);
      return new EpochEnded(epoch, step, trainingLoss * factor, held, learningRate, seconds);
    }
  }

  /**
   * The noise of the gradient, for listeners that ask for it ({@link
   * TrainingListener#gradientNoise}); at the ends of some epochs.
   *
   * @param epoch number of epochs done
   * @param step number of steps taken
   * @param batchSize of the steps
   * @param noise at the parameters now, of all rows or a sample of them
   */
  record NoiseMeasured(long epoch, long step, int batchSize, GradientNoise noise)
      implements TrainingEvent {
    @Override
    public NoiseMeasured scaled(double factor) {
      return new NoiseMeasured(epoch, step, batchSize, noise.scaled(factor));
    }
  }

  /**
   * The size of the batch from now on, where it may grow.
   *
   * @param epoch number of epochs done
   * @param batchSize of the next epoch
   * @param noise of the gradient, measured now
   */
  record BatchChosen(long epoch, int batchSize, GradientNoise noise) implements TrainingEvent {
    @Override
    public BatchChosen scaled(double factor) {
      return new BatchChosen(epoch, batchSize, noise.scaled(factor));
    }
  }

  /**
   * A convergence test.
   *
   * @param epoch number of epochs done
   * @param objective mean training loss plus penalties, exact
   * @param validationLoss mean loss of the validation examples, or null if there are none
   */
  record Tested(long epoch, double objective, @Nullable Double validationLoss)
      implements TrainingEvent {
    @Override
    public Tested scaled(double factor) {
      Double held = validationLoss == null ? null : Double.valueOf(validationLoss * factor);
      return new Tested(epoch, objective * factor, held);
    }
  }

  /**
   * The last event.
   *
   * @param reason why
   * @param step number of steps taken
   * @param epoch number of epochs completed
   */
  record Stopped(StopReason reason, long step, long epoch) implements TrainingEvent {
    @Override
    public Stopped scaled(double factor) {
      return this;
    }
  }
}
