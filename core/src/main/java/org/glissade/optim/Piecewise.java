package org.glissade.optim;

import java.util.ArrayList;
import java.util.List;

/**
 * One schedule after another. Text: {@code piecewise(0.1, 5ep, cosine(0.01), 80%, 0.001)}, parts
 * and boundaries in turn.
 *
 * <p>Boundaries are times from the beginning of the run. Each part counts its steps from its own
 * beginning and takes its own part for the run, so {@code cosine(0.01)} above falls to 0 at 80% of
 * the run. A boundary that turns out to lie before the one in front of it (as 5ep and 80% may in a
 * short run) counts as that one: the part between them is empty.
 *
 * @param parts at least one
 * @param boundaries one fewer than the parts; boundaries of the same unit ascend
 */
public record Piecewise(List<Schedule> parts, List<Span> boundaries) implements Schedule {
  public Piecewise {
    parts = List.copyOf(parts);
    boundaries = List.copyOf(boundaries);
    if (parts.size() != boundaries.size() + 1) {
      throw new IllegalArgumentException(
          "piecewise takes schedules with one boundary between each two of them, but has "
              + parts.size()
              + " schedules and "
              + boundaries.size()
              + " boundaries");
    }
    for (int i = 1; i < boundaries.size(); i++) {
      Span before = boundaries.get(i - 1);
      Span after = boundaries.get(i);
      if (before.unit() == after.unit() && before.amount() > after.amount()) {
        throw new IllegalArgumentException(
            "boundaries must ascend, but " + after + " follows " + before);
      }
    }
  }

  @Override
  public double at(long step) {
    int part = part(step);
    return parts.get(part).at(step - begin(part));
  }

  /** Each boundary ends a cycle too, if any part has cycles. */
  @Override
  public long cycleEnd(long step) {
    boolean cycles = false;
    for (Schedule part : parts) {
      cycles |= part.cycleEnd(0) < Long.MAX_VALUE;
    }
    if (!cycles) {
      return Long.MAX_VALUE;
    }
    int part = part(step);
    long begin = begin(part);
    long end = parts.get(part).cycleEnd(step - begin);
    end = end > Long.MAX_VALUE - begin ? Long.MAX_VALUE : begin + end;
    return part < boundaries.size() ? Math.min(end, boundaries.get(part).steps()) : end;
  }

  private int part(long step) {
    int part = 0;
    while (part < boundaries.size() && boundaries.get(part).steps() <= step) {
      part++;
    }
    return part;
  }

  private long begin(int part) {
    return part == 0 ? 0 : boundaries.get(part - 1).steps();
  }

  @Override
  public Schedule over(Horizon horizon) {
    List<Schedule> resolved = new ArrayList<>();
    List<Span> steps = new ArrayList<>();
    long begin = 0;
    for (int i = 0; i < parts.size(); i++) {
      boolean last = i == boundaries.size();
      long end = last ? horizon.steps() : Math.max(begin, boundaries.get(i).steps(horizon));
      if (!last) {
        steps.add(Span.steps(end));
      }
      Horizon own = new Horizon(Math.max(1, end - begin), horizon.stepsPerEpoch());
      resolved.add(parts.get(i).over(own));
      begin = end;
    }
    return new Piecewise(resolved, steps);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("piecewise(").append(parts.getFirst());
    for (int i = 0; i < boundaries.size(); i++) {
      text.append(", ").append(boundaries.get(i)).append(", ").append(parts.get(i + 1));
    }
    return text.append(')').toString();
  }
}
