package org.glissade.optim;

import org.glissade.math.Layout;
import org.glissade.spec.Spec;

/**
 * AdaDelta: RMSProp whose steps are as long as its own recent steps, so that they have the units of
 * the parameters. Text: {@code adadelta(decay=0.9, epsilon=1e-6)}, of which nothing must be there.
 *
 * <pre>
 *   v ← ρv + (1 − ρ)g²       u = √(a + ε) / √(v + ε) · g       a ← ρa + (1 − ρ)u²
 * </pre>
 *
 * <p>Zeiler, "ADADELTA: an adaptive learning rate method" (arXiv 1212.5701), algorithm 1, which has
 * no learning rate: the one behind it is a factor, 1 in the paper. The first steps are about √ε
 * long whatever the problem, so it starts slowly; a larger ε or factor is faster.
 *
 * <p>There is no {@link #gain}. Costs two floats a parameter ({@code squares}, {@code steps}).
 *
 * @param decay ρ, at least 0 and below 1, typically 0.9 to 0.95
 * @param epsilon ε, above 0, typically 1e-6
 */
public record AdaDelta(double decay, double epsilon) implements GradientTransform {
  public AdaDelta {
    decay = Rates.belowOne("decay", decay);
    epsilon = Rates.floatAboveZero("epsilon", epsilon);
  }

  static AdaDelta of(Spec spec) {
    var a = spec.bind("decay", "epsilon");
    return new AdaDelta(a.number("decay", 0.9), a.number("epsilon", 1e-6));
  }

  @Override
  public Kernel bind(Layout layout, Buffers buffers) {
    float[] squares = buffers.floats("squares", layout.size());
    float[] steps = buffers.floats("steps", layout.size());
    float share = (float) (1 - decay);
    float floor = (float) epsilon;
    return (update, params, from, to) -> {
      for (int i = from; i < to; i++) {
        float g = update[i];
        squares[i] = Math.fma(share, g * g - squares[i], squares[i]);
        float u = (float) Math.sqrt((steps[i] + floor) / (squares[i] + floor)) * g;
        steps[i] = Math.fma(share, u * u - steps[i], steps[i]);
        update[i] = u;
      }
    };
  }

  @Override
  public double gain() {
    return Double.NaN;
  }

  @Override
  public RateAdvice rateAdvice() {
    return RateAdvice.usual(1);
  }

  @Override
  public String toString() {
    return "adadelta(decay=" + Spec.number(decay) + ", epsilon=" + Spec.number(epsilon) + ")";
  }
}
