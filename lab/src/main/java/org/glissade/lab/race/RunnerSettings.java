package org.glissade.lab.race;

import java.util.List;
import java.util.Locale;
import org.glissade.data.Order;
import org.glissade.data.Orders;
import org.glissade.lab.problem.Problem;
import org.glissade.optim.Schedule;
import org.glissade.optim.Schedules;
import org.glissade.spec.SpecException;

/**
 * How one training of the lab goes.
 *
 * @param batch m, at least 1; more than N is all of them
 * @param rate η, above 0
 * @param momentum β, from 0 to below 1
 * @param schedule of {@link #SCHEDULES}
 * @param order of {@link #ORDERS}
 * @param epochs most passes over the examples, at least 1
 * @param seed of the order
 */
public record RunnerSettings(
    int batch, double rate, double momentum, String schedule, String order, int epochs, long seed) {
  public static final List<String> SCHEDULES =
      List.of("constant", "step", "inverse", "cosine", "linear");

  public static final List<String> ORDERS =
      List.of("shuffle", "shuffle-once", "replacement", "sequential", "sorted");

  /** Most updates of a training. */
  public static final long MOST_UPDATES = 200_000;

  public RunnerSettings {
    if (batch < 1) {
      throw new SpecException("a batch has at least one example, not " + batch);
    }
    if (!(rate > 0 && rate <= 1000)) {
      throw new SpecException("the rate is above 0 and at most 1000, not " + rate);
    }
    if (!(momentum >= 0 && momentum < 1)) {
      throw new SpecException("momentum is from 0 to below 1, not " + momentum);
    }
    if (epochs < 1) {
      throw new SpecException("there is at least one epoch, not " + epochs);
    }
    if (!SCHEDULES.contains(schedule)) {
      throw SpecException.unknown("schedule", schedule, SCHEDULES);
    }
    if (!ORDERS.contains(order)) {
      throw SpecException.unknown("order", order, ORDERS);
    }
  }

  /** ⌈N/m⌉. */
  public long updatesPerEpoch(int examples) {
    return Math.ceilDiv(examples, Math.min(batch, examples));
  }

  /** The rate over the run; one run of updates is 100%. */
  Schedule rates() {
    String eta = String.format(Locale.ROOT, "%s", rate);
    return Schedules.parse(
        switch (schedule) {
          case "step" -> "step(" + eta + ", 25%, 0.3)";
          case "inverse" -> "inverse-scaling(" + eta + ", 0.5)";
          case "cosine" -> "warm-up(5%, cosine(" + eta + "))";
          case "linear" -> "linear(" + eta + ")";
          default -> "constant(" + eta + ")";
        });
  }

  Order rows(Problem problem) {
    return order.equals("sorted")
        ? new SortedOrder(problem.examples().targets())
        : Orders.parse(order);
  }
}
