package org.glissade.train;

import org.glissade.data.Order;
import org.glissade.data.Orders;
import org.glissade.model.LinearModel;
import org.glissade.model.Logistic;
import org.glissade.model.Loss;
import org.glissade.model.Model;
import org.glissade.model.Squared;
import org.glissade.optim.Averaging;
import org.glissade.optim.GradientTransform;
import org.glissade.optim.Horizon;
import org.glissade.optim.RateAdvice;
import org.glissade.optim.Schedule;
import org.glissade.optim.Schedules;
import org.glissade.optim.Transforms;
import org.glissade.optim.VowpalWabbit;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;

/**
 * What {@link OnlineLearner} does where nothing is set, and what it refuses: examples that come
 * without end have no length that a schedule could fall over, and no sample to search a rate on.
 *
 * <ul>
 *   <li>Linear models with one output take {@link VowpalWabbit}'s steps: free of the scales of the
 *       features, which nobody knows beforehand, with no rate to choose.
 *   <li>Linear models with several outputs take AdaGrad's with the rate {@value #ADAGRAD_RATE},
 *       which touch the weights of an example only.
 *   <li>Networks and other models take Adam's. The rates at which a search on batches of 64 would
 *       begin are divided by 8, as the square root of the batch (Malladi et al. 2022, arXiv
 *       2205.10287).
 *   <li>A rate is constant, so that the learner follows what changes.
 * </ul>
 */
final class OnlineRecipe {
  private static final double ADAGRAD_RATE = 0.1;

  /** √64: rates that are known are those of batches of 64. */
  private static final double BATCH_ROOT = 8;

  private OnlineRecipe() {}

  /** Model and loss, where the user set none those of {@link Sgd#online}. */
  static OnlineLearner.Task task(
      boolean classifies, @Nullable Model model, @Nullable Loss loss, boolean bias) {
    return new OnlineLearner.Task(
        model != null ? model : new LinearModel(1, 1, bias),
        loss != null ? loss : classifies ? new Logistic() : new Squared(),
        classifies);
  }

  /** The links where the user gave no whole chain. */
  static GradientTransform links(
      UpdateChain update, @Nullable Schedule schedule, OnlineLearner.Task task) {
    if (schedule != null) {
      return update.with(schedule);
    }
    if (update.isEmpty()) {
      return usual(task);
    }
    RateAdvice advice = update.with(Schedules.constant(0)).rateAdvice();
    if (Double.isNaN(advice.rate()) && update.first.contains(Transforms.adaGrad())) {
      return update.with(Schedules.constant(ADAGRAD_RATE));
    }
    if (Double.isNaN(advice.rate())) {
      throw new SpecException(
          "examples that come one by one leave nothing to search a learning rate on: set one, such"
              + " as 0.01, which stays constant so that the model follows what changes; or leave"
              + " the optimizer out, and linear models of one output take steps that need none"
              + " (vw)");
    }
    double rate = advice.settled() ? advice.rate() : advice.rate() / BATCH_ROOT;
    return update.with(Schedules.constant(rate));
  }

  private static GradientTransform usual(OnlineLearner.Task task) {
    if (task.model() instanceof LinearModel linear && linear.outputs() == 1) {
      boolean invariant = ImportanceAwareStep.of(task.loss()) != null;
      return new VowpalWabbit(0.5, 0.5, 0, true, true, invariant, 0, 0);
    }
    return task.model() instanceof LinearModel
        ? single(Transforms.adaGrad()).with(Schedules.constant(ADAGRAD_RATE))
        : links(single(Transforms.adam()), null, task);
  }

  private static UpdateChain single(GradientTransform link) {
    UpdateChain update = new UpdateChain();
    update.first.add(link);
    return update;
  }

  /**
   * The recipe of single examples in the order in which they come.
   *
   * @throws SpecException if something in it has to know how long the run is
   */
  static Recipe of(GradientTransform links, Penalty penalty, Averaging averaging, long seed) {
    // Any two runs of different lengths tell whether something depends on it.
    Horizon shorter = new Horizon(1 << 20, 1 << 10);
    Horizon longer = new Horizon(1L << 30, 1 << 12);
    if (!links.over(shorter).equals(links.over(longer))) {
      throw new SpecException(
          links
              + " has to know how long the run is, and examples that come one by one have no end:"
              + " use a constant rate, inverse-scaling or bottou, or give its lengths in steps, as in"
              + " cosine(0.1, 10000)");
    }
    if (!averaging.over(shorter).equals(averaging.over(longer))) {
      throw new SpecException(
          "averaging "
              + averaging
              + " has to know how long the run is, and examples that come one by one have no end:"
              + " use ema(0.999), which looks back over 1000 steps, or polyak");
    }
    return new Recipe(
        1,
        Orders.sequential(),
        links.over(shorter),
        penalty,
        averaging.over(shorter),
        Stopping.afterEpochs(Long.MAX_VALUE),
        seed);
  }

  /**
   * Refuses what only goes with runs over a known number of examples.
   *
   * @throws SpecException if something of the kind was asked for
   */
  static void check(
      boolean function,
      boolean batches,
      boolean held,
      boolean limited,
      @Nullable Order order,
      Parallel parallel) {
    String what =
        function
            ? "an objective that is no loss of examples"
            : batches
                ? "a batch of several examples"
                : held
                    ? "a validation set"
                    : limited
                        ? "a number of epochs or steps, or a limit of time,"
                        : order != null && !order.equals(Orders.sequential())
                            ? "the order " + order
                            : parallel.equals(Parallel.minibatch()) ? "" : parallel.toString();
    if (!what.isEmpty()) {
      throw new SpecException(
          what + " does not go with learning from examples one by one as they come; leave it out");
    }
  }
}
