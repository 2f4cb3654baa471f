package org.glissade.train;

import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.glissade.data.Examples;
import org.glissade.data.Order;
import org.glissade.data.WeightedOrder;
import org.glissade.optim.Averaging;
import org.glissade.optim.Chain;
import org.glissade.optim.GradientTransform;
import org.glissade.optim.Horizon;
import org.glissade.optim.LearningRate;
import org.glissade.optim.Schedule;
import org.glissade.spec.SpecException;

/**
 * Everything that is decided about a run before it starts; with the data and the seed it fixes
 * every bit of the result.
 *
 * @param batchSize m, at least 1; more than the number of examples means all of them (full batch)
 * @param order which examples come next
 * @param transform how a gradient becomes an update, the learning rate included
 * @param penalty L1 and L2
 * @param averaging of the iterates
 * @param stopping when the run ends
 * @param seed of every random stream
 * @param parallel how threads share the work
 * @param growsBatch whether the batch may grow with the noise of the gradient
 */
public record Recipe(
    int batchSize,
    Order order,
    GradientTransform transform,
    Penalty penalty,
    Averaging averaging,
    Stopping stopping,
    long seed,
    Parallel parallel,
    boolean growsBatch) {
  public Recipe {
    if (batchSize < 1) {
      throw new IllegalArgumentException("the batch size must be at least 1: " + batchSize);
    }
    if (penalty.l1() > 0 && Double.isNaN(transform.gain())) {
      throw new SpecException(
          "L1 does not go together with "
              + culprit(transform, link -> Double.isNaN(link.gain()))
              + ", whose steps are not of one length for all weights and steps; use ftrl(l1=…),"
              + " which has an L1 of its own (vw(l1=…) too), or plain SGD");
    }
    if (transform.hasEvaluationPoint() && !averaging.equals(Averaging.none())) {
      throw new SpecException(
          "averaging "
              + averaging
              + " does not go together with "
              + culprit(transform, GradientTransform::hasEvaluationPoint)
              + ", which gives a mean of its own; leave one of them out");
    }
    if (transform.needsExamples()) {
      checkAlone(transform, parallel);
      if (!transform.remembersExamples()) {
        checkSingle(batchSize, transform, penalty);
      }
    }
    checkParallel(parallel, transform, penalty, averaging);
    if (growsBatch) {
      checkGrowth(order, parallel, transform, stopping);
    }
  }

  private static void checkGrowth(
      Order order, Parallel parallel, GradientTransform transform, Stopping stopping) {
    String culprit =
        order instanceof WeightedOrder
            ? "the noise is measured for rows that come equally often, not for the order " + order
            : !parallel.equals(Parallel.minibatch())
                ? parallel + " has several batches at once"
                : transform.needsExamples()
                    ? transform + " is for batches of one size"
                    : stopping.steps() != Long.MAX_VALUE
                        ? "the number of steps is then not known beforehand: set the epochs instead"
                        : null;
    if (culprit != null) {
      throw new SpecException("a batch that grows (auto) is not possible here: " + culprit);
    }
  }

  private static void checkAlone(GradientTransform transform, Parallel parallel) {
    if (parallel instanceof Parallel.Hogwild) {
      throw new SpecException(
          "hogwild needs plain SGD, adagrad or ftrl: " + transform + " takes its steps one by one");
    }
  }

  private static void checkSingle(int batchSize, GradientTransform transform, Penalty penalty) {
    if (batchSize != 1) {
      throw new SpecException(
          "a step of "
              + transform
              + " is on one example, whose importance weight and scale it takes into account: the"
              + " batch size is 1, not "
              + (batchSize == Sgd.FULL_BATCH ? "full" : batchSize)
              + "; leave it out, or use another optimizer");
    }
    if (penalty.l2() > 0) {
      throw new SpecException(
          "L2 does not go together with "
              + transform
              + ", which works on single examples and not on the objective; it has an L2 of its own"
              + " in l2=…");
    }
  }

  /** A recipe of which threads share the minibatches. */
  public Recipe(
      int batchSize,
      Order order,
      GradientTransform transform,
      Penalty penalty,
      Averaging averaging,
      Stopping stopping,
      long seed) {
    this(
        batchSize,
        order,
        transform,
        penalty,
        averaging,
        stopping,
        seed,
        Parallel.minibatch(),
        false);
  }

  private static void checkParallel(
      Parallel parallel, GradientTransform transform, Penalty penalty, Averaging averaging) {
    switch (parallel) {
      case Parallel.Minibatch _ -> {}
      case Parallel.Hogwild _ -> {
        if (penalty.l1() > 0) {
          throw new SpecException(
              "L1 does not go together with hogwild: threads that meet at a weight could take it"
                  + " twice or not at all; use average, or ftrl(l1=…), whose L1 is part of its sums");
        }
        if (!averaging.equals(Averaging.none())) {
          throw new SpecException(
              "averaging "
                  + averaging
                  + " does not go together with hogwild, in which there is no moment after a step"
                  + " when all weights can be looked at; use average, or leave the averaging out");
        }
      }
      case Parallel.Average _ -> {
        if (!transform.canBeAveraged()) {
          throw new SpecException(
              culprit(transform, link -> !link.canBeAveraged())
                  + " does not go together with "
                  + parallel
                  + ": what it remembers of several models, such as sums, distances or counts, cannot"
                  + " be averaged as their weights are; use adagrad, adam or plain SGD, or hogwild on"
                  + " sparse rows");
        }
      }
    }
  }

  /** The first link of which something holds that holds of the chain because of it. */
  private static GradientTransform culprit(
      GradientTransform transform, Predicate<GradientTransform> problem) {
    return transform instanceof Chain chain
        ? chain.links().stream().filter(problem).findFirst().orElse(transform)
        : transform;
  }

  /** What a run of this recipe does, without when it ends. */
  String describe(Objective objective) {
    return objective.examples()
        + " examples, "
        + objective.layout().size()
        + " parameters, batch size "
        + batchSize
        + ", order "
        + order
        + ", "
        + transform
        + ", "
        + penalty
        + ", averaging "
        + averaging
        + ", seed "
        + seed
        + (parallel.equals(Parallel.minibatch()) ? "" : ", parallel " + parallel)
        + (growsBatch ? ", growing batch" : "");
  }

  /** Whether the update is −η·g and nothing else. */
  boolean isPlainSgd() {
    return transform instanceof LearningRate;
  }

  /** Whether iterates are averaged. */
  boolean averages() {
    return !averaging.equals(Averaging.none());
  }

  /** The same recipe with an order that knows the size of the data. */
  Recipe sized(int examples, double bytesPerExample) {
    return with(order.sized(examples, bytesPerExample));
  }

  /** The same recipe with an order that knows the examples. */
  Recipe on(Examples examples) {
    return with(order.on(examples));
  }

  private Recipe with(Order other) {
    return new Recipe(
        batchSize, other, transform, penalty, averaging, stopping, seed, parallel, growsBatch);
  }

  /** The same recipe with threads sharing the work in that way. */
  Recipe withParallel(Parallel other) {
    return new Recipe(
        batchSize, order, transform, penalty, averaging, stopping, seed, other, growsBatch);
  }

  /** The same recipe with what is to be done to a gradient, and when the run ends. */
  Recipe with(GradientTransform links, Stopping limits) {
    return new Recipe(
        batchSize, order, links, penalty, averaging, limits, seed, parallel, growsBatch);
  }

  /** The same recipe with a larger batch. */
  Recipe grown(int multiple, UnaryOperator<Schedule> schedules) {
    int batch = (int) Math.min(Integer.MAX_VALUE, (long) multiple * batchSize);
    GradientTransform links = transform.withSchedules(schedules);
    return new Recipe(
        batch, order, links, penalty, averaging, stopping, seed, parallel, growsBatch);
  }

  /** The same recipe with all lengths of time in steps. */
  Recipe over(Horizon horizon) {
    return new Recipe(
        batchSize,
        order,
        transform.over(horizon),
        penalty,
        averaging.over(horizon),
        stopping,
        seed,
        parallel,
        growsBatch);
  }
}
