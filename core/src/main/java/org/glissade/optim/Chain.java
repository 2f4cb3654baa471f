package org.glissade.optim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.glissade.math.Layout;

/**
 * Transforms one after the other: each receives what the one before made. Text: {@code
 * chain(clip-norm(1), momentum(0.9), learning-rate(0.1))}. A chain within a chain is the same as
 * its links in its place, and is taken apart.
 *
 * <p>A link may need the whole vector (a norm) before it touches the first element, so each link
 * but the last is prepared <em>and applied</em> to the whole vector in the chain's {@code prepare};
 * the last is prepared there, and is all that the chain's {@code apply} runs. Both must be given
 * the same update, and between them the ranges of {@code apply} must cover it once.
 *
 * <p>The buffers of link i are prefixed by its place and name, as in {@code 1-momentum.velocity}.
 *
 * @param links in their order, at least one, none of them a chain
 */
public record Chain(List<GradientTransform> links) implements GradientTransform {
  public Chain {
    List<GradientTransform> flat = new ArrayList<>();
    for (GradientTransform link : links) {
      if (link instanceof Chain chain) {
        flat.addAll(chain.links);
      } else {
        flat.add(link);
      }
    }
    if (flat.isEmpty()) {
      throw new IllegalArgumentException("a chain needs at least one link");
    }
    links = List.copyOf(flat);
    if (hasOwnRate(links) && links.stream().anyMatch(LearningRate.class::isInstance)) {
      throw new IllegalArgumentException(
          "one of the links has a rate of its own; leave the learning rate out of " + links);
    }
    for (GradientTransform link : links) {
      if (link.needsExamples() && links.size() > 1) {
        throw new IllegalArgumentException(
            link + " takes its steps from the examples themselves; it cannot stand in a chain");
      }
    }
    for (GradientTransform link : links.subList(0, links.size() - 1)) {
      if (link.followsRate() || link.hasEvaluationPoint()) {
        throw new IllegalArgumentException(
            link + " works on the step itself; make it the last link, behind the learning rate");
      }
    }
  }

  private static boolean hasOwnRate(List<GradientTransform> links) {
    return links.stream().anyMatch(GradientTransform::hasOwnRate);
  }

  @Override
  public boolean hasOwnRate() {
    return hasOwnRate(links);
  }

  /** Where the link at that place keeps what it remembers. */
  public Buffers buffersOf(int place, Buffers buffers) {
    return buffers.scope(place + "-" + name(links.get(place)));
  }

  @Override
  public Kernel bind(Layout layout, Buffers buffers) {
    int size = layout.size();
    int last = links.size() - 1;
    boolean lastFollowsRate = links.get(last).followsRate();
    Kernel[] kernels = new Kernel[links.size()];
    for (int i = 0; i <= last; i++) {
      kernels[i] = links.get(i).bind(layout, buffersOf(i, buffers));
    }
    return new Kernel() {
      private boolean waits;

      @Override
      public void batchWeight(double weight) {
        for (Kernel kernel : kernels) {
          kernel.batchWeight(weight);
        }
      }

      @Override
      public void prepare(float[] update, float[] params, long step) {
        waits = false;
        for (int i = 0; i < last && !waits; i++) {
          kernels[i].prepare(update, params, step);
          kernels[i].apply(update, params, 0, size);
          waits = kernels[i].waits();
        }
        if (!waits) {
          if (lastFollowsRate) {
            kernels[last].learningRate(rateBefore(last, step));
          }
          kernels[last].prepare(update, params, step);
        }
      }

      @Override
      public boolean waits() {
        return waits || kernels[last].waits();
      }

      @Override
      public void apply(float[] update, float[] params, int from, int to) {
        if (!waits) { // otherwise the link that waits has left zeros
          kernels[last].apply(update, params, from, to);
        }
      }
    };
  }

  /** The text of the link up to its first parenthesis or other mark: the same in every run. */
  private static String name(GradientTransform link) {
    String text = link.toString();
    int end = 0;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '-')) {
      end++;
    }
    return text.substring(0, end);
  }

  @Override
  public boolean leavesUntouchedAlone() {
    return links.stream().allMatch(GradientTransform::leavesUntouchedAlone);
  }

  @Override
  public boolean canBeAveraged() {
    return links.stream().allMatch(GradientTransform::canBeAveraged);
  }

  @Override
  public boolean followsRate() {
    return links.getLast().followsRate();
  }

  @Override
  public boolean needsExamples() {
    return links.getFirst().needsExamples();
  }

  @Override
  public boolean remembersExamples() {
    return links.getFirst().remembersExamples();
  }

  @Override
  public boolean hasEvaluationPoint() {
    return links.getLast().hasEvaluationPoint();
  }

  @Override
  public void evaluationPoint(Buffers buffers, float[] params, float[] into) {
    int last = links.size() - 1;
    links.get(last).evaluationPoint(buffersOf(last, buffers), params, into);
  }

  @Override
  public RateAdvice rateAdvice() {
    RateAdvice advice = RateAdvice.NONE;
    for (GradientTransform link : links) {
      advice = advice.and(link.rateAdvice());
    }
    return advice;
  }

  @Override
  public double gain() {
    double gain = 1;
    for (GradientTransform link : links) {
      gain *= link.gain();
    }
    return gain;
  }

  @Override
  public double rate(long step) {
    return rateBefore(links.size(), step);
  }

  private double rateBefore(int place, long step) {
    double rate = 1;
    for (int i = 0; i < place; i++) { // by index: it is asked for in each step
      rate *= links.get(i).rate(step);
    }
    return rate;
  }

  @Override
  public long cycleEnd(long step) {
    long end = Long.MAX_VALUE;
    for (GradientTransform link : links) {
      end = Math.min(end, link.cycleEnd(step));
    }
    return end;
  }

  @Override
  public GradientTransform withSchedules(UnaryOperator<Schedule> change) {
    return new Chain(links.stream().map(link -> link.withSchedules(change)).toList());
  }

  @Override
  public String toString() {
    return links.stream()
        .map(GradientTransform::toString)
        .collect(Collectors.joining(", ", "chain(", ")"));
  }
}
