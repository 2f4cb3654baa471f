package org.glissade.optim;

import java.util.List;
import java.util.stream.Collectors;
import org.glissade.spec.Spec;

/**
 * Drops at given times: {@code rate · factor^k}, where k is the number of times that are not after
 * step t. Text: {@code multi-step(0.1, 0.1, 30ep, 60ep, 80ep)}.
 *
 * @param rate at the beginning, at least 0
 * @param factor above 0; below 1 to decay
 * @param at the times of the drops, at least one, from the beginning of the run; their order does
 *     not matter, and a time that is there twice drops twice
 */
public record MultiStep(double rate, double factor, List<Span> at) implements Schedule {
  public MultiStep {
    rate = Rates.rate("a rate", rate);
    factor = Rates.positive("the factor of a drop", factor);
    at = List.copyOf(at);
    if (at.isEmpty()) {
      throw new IllegalArgumentException("multi-step needs at least one time to drop at");
    }
  }

  @Override
  public double at(long step) {
    int drops = 0;
    for (int i = 0; i < at.size(); i++) {
      if (at.get(i).steps() <= step) {
        drops++;
      }
    }
    return Rates.grown(rate, factor, drops);
  }

  @Override
  public Schedule over(Horizon horizon) {
    return new MultiStep(rate, factor, at.stream().map(time -> time.over(horizon)).toList());
  }

  @Override
  public String toString() {
    return "multi-step("
        + Spec.number(rate)
        + ", "
        + Spec.number(factor)
        + at.stream().map(time -> ", " + time).collect(Collectors.joining())
        + ")";
  }
}
