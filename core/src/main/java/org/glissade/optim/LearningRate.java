package org.glissade.optim;

import java.util.function.UnaryOperator;
import org.glissade.math.Layout;
import org.glissade.math.Vectors;

/**
 * Multiplies by −η: turns a direction uphill into a step downhill, {@code u ← −η(t)·u}. The last
 * link of a chain. Text: {@code learning-rate(cosine(0.1))}.
 *
 * @param schedule η as a function of the step
 */
public record LearningRate(Schedule schedule) implements GradientTransform {
  @Override
  public Kernel bind(Layout layout, Buffers buffers) {
    return new Kernel() {
      private float rate;

      @Override
      public void prepare(float[] update, float[] params, long step) {
        rate = (float) schedule.at(step);
      }

      @Override
      public void apply(float[] update, float[] params, int from, int to) {
        Vectors.scale(update, -rate, from, to);
      }
    };
  }

  @Override
  public boolean leavesUntouchedAlone() {
    return true;
  }

  @Override
  public GradientTransform withSchedules(UnaryOperator<Schedule> change) {
    return new LearningRate(change.apply(schedule));
  }

  @Override
  public double rate(long step) {
    return schedule.at(step);
  }

  @Override
  public long cycleEnd(long step) {
    return schedule.cycleEnd(step);
  }

  @Override
  public String toString() {
    return "learning-rate(" + schedule + ")";
  }
}
