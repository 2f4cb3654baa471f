package org.glissade.optim;

import org.glissade.math.Layout;
import org.glissade.spec.Spec;
import org.glissade.spec.SpecException;

/**
 * Vowpal Wabbit's update: normalised, adaptive and safe from importance weights, so that it wants
 * no scaling of the features and hardly any choice of a rate. Text: {@code vw(rate=0.5,
 * power-t=0.5, initial-t=0, adaptive=true, normalised=true, invariant=true, l1=0, l2=0)}, of which
 * nothing must be there.
 *
 * <p>Idea: three rules for a linear model that sees one example at a time, each of which can be
 * left out. With x the features, h the importance weight, g = ∂ℓ/∂s at the prediction:
 *
 * <pre>
 *   adaptive      Gᵢ ← Gᵢ + h·g²·xᵢ²                          rᵢ ← Gᵢ^−p
 *   normalised    if |xᵢ| &gt; Nᵢ: wᵢ ← wᵢ·Nᵢ/|xᵢ|, Nᵢ ← |xᵢ|     rᵢ ← rᵢ/Nᵢ       (with p = ½)
 *                 m ← √(Σh / Σ h·Σᵢ(xᵢ/Nᵢ)²)                  over all examples so far
 *   invariant     u solves what infinitely many, infinitely small steps of total length a = η·h do:
 *                 ds/da = −π·ℓ′(s),  π = m·Σᵢ rᵢxᵢ²;  u = (s(a) − s(0))/π;   otherwise u = −a·g
 *   wᵢ ← wᵢ + u·m·rᵢ·xᵢ
 * </pre>
 *
 * <p>Without adaptive the rate decays by itself: a = η·h·t^−p with t the weight seen so far, and
 * the normalisation enters squared (rᵢ = 1/Nᵢ², m = Σh/Σ…). Predictions are kept within the range
 * of the targets seen so far (which contains 0; ±50 for logistic and Poisson loss) while it learns.
 * The bias is a feature that is always 1. An example without loss changes nothing but t.
 *
 * <p>Karampatziakis and Langford, "Online importance weight aware updates" (UAI 2011, arXiv
 * 1011.1576); Ross, Mineiro and Langford, "Normalized online learning" (UAI 2013, arXiv 1305.6646);
 * Duchi, Hazan and Singer (JMLR 2011), McMahan and Streeter (COLT 2010). Multiplying a feature by
 * any constant changes no prediction. Known differences from the program: square roots are exact
 * where it takes 12 bits, sums are wider; its loss of squares is (s − y)², twice Glissade's, and
 * that is the one meant here, so that its rates carry over; with power-t other than ½ and without
 * adaptive, 1/N² stays the normalisation where it takes another power, which is not free of scale.
 *
 * <p>L1 and L2 are its own, per example (truncated gradient: Langford, Li and Zhang, JMLR 2009),
 * biases included; they act by the rate of the example whatever the rates of the weights. It takes
 * the examples themselves, one a step: see {@link #needsExamples}. Costs two floats a parameter,
 * the buffers {@value #ADAPTIVE} and {@value #SCALE}, and some sums.
 *
 * @param rate η, above 0; by default 0.5 if adaptive and normalised, else 10, as VW has it
 * @param powerT p, from 0 to 1; 0 is a constant rate
 * @param initialT so much weight is taken to be seen before the first example, at least 0; by
 *     default 1 if neither adaptive nor normalised, else 0
 * @param adaptive whether each weight has a rate by its gradients
 * @param normalised whether by the largest value of its feature
 * @param invariant whether steps are those of infinitely small ones; otherwise a gradient step
 * @param l1 λ₁, at least 0
 * @param l2 λ₂, at least 0
 */
public record VowpalWabbit(
    double rate,
    double powerT,
    double initialT,
    boolean adaptive,
    boolean normalised,
    boolean invariant,
    double l1,
    double l2)
    implements GradientTransform {
  static final String NAME = "vw";
  private static final String ADAPTIVE = "adaptive";
  private static final String SCALE = "scale";
  private static final String SUMS = "sums";
  private static final int SUMS_LENGTH = 5;

  public VowpalWabbit {
    rate = Rates.positive("the rate", rate);
    powerT = Rates.rate("power-t", powerT);
    initialT = Rates.rate("initial-t", initialT);
    l1 = Rates.rate("l1", l1);
    l2 = Rates.rate("l2", l2);
    if (powerT > 1) {
      throw new IllegalArgumentException(
          "power-t must be from 0 (constant rate) to 1: " + Spec.number(powerT));
    }
    if (!adaptive && powerT > 0 && initialT == 0 && !normalised) {
      throw new IllegalArgumentException(
          "initial-t must be above 0 where the rate is rate·(initial-t/t)^power-t, which would be 0");
    }
  }

  /** All three rules, with VW's numbers. */
  public static VowpalWabbit usual() {
    return new VowpalWabbit(0.5, 0.5, 0, true, true, true, 0, 0);
  }

  static VowpalWabbit of(Spec spec) {
    var a =
        spec.bind(
            "rate", "power-t", "initial-t", "adaptive", "normalised", "invariant", "l1", "l2");
    boolean adaptive = a.optional("adaptive", true, Transforms::truth);
    boolean normalised = a.optional("normalised", true, Transforms::truth);
    return new VowpalWabbit(
        a.number("rate", adaptive && normalised ? 0.5 : 10),
        a.number("power-t", 0.5),
        a.number("initial-t", adaptive || normalised ? 0 : 1),
        adaptive,
        normalised,
        a.optional("invariant", true, Transforms::truth),
        a.number("l1", 0),
        a.number("l2", 0));
  }

  /** Σh·g²x² of each parameter; empty if it is not adaptive. */
  public float[] adaptive(Buffers buffers, int size) {
    return adaptive ? buffers.floats(ADAPTIVE, size) : new float[0];
  }

  /** The largest |x| of each parameter; empty if it is not normalised. */
  public float[] scale(Buffers buffers, int size) {
    return normalised ? buffers.floats(SCALE, size) : new float[0];
  }

  /**
   * Σ h·Σᵢ(xᵢ/Nᵢ)² and Σh of the examples that had a loss, Σh of all, and the lowest and highest
   * target, 0 being one.
   */
  public static double[] sums(Buffers buffers) {
    return buffers.doubles(SUMS, SUMS_LENGTH);
  }

  @Override
  public Kernel bind(Layout layout, Buffers buffers) {
    throw new SpecException(
        this
            + " takes its steps from single examples of a linear model with one output, not from"
            + " gradients");
  }

  @Override
  public boolean needsExamples() {
    return true;
  }

  @Override
  public boolean leavesUntouchedAlone() {
    return true;
  }

  @Override
  public boolean hasOwnRate() {
    return true;
  }

  /** Weights were scaled as their features came; their means belong to no scale. */
  @Override
  public boolean canBeAveraged() {
    return false;
  }

  @Override
  public double gain() {
    return Double.NaN;
  }

  @Override
  public double rate(long step) {
    return rate;
  }

  @Override
  public String toString() {
    return NAME
        + "(rate="
        + Spec.number(rate)
        + ", power-t="
        + Spec.number(powerT)
        + ", initial-t="
        + Spec.number(initialT)
        + ", adaptive="
        + adaptive
        + ", normalised="
        + normalised
        + ", invariant="
        + invariant
        + ", l1="
        + Spec.number(l1)
        + ", l2="
        + Spec.number(l2)
        + ")";
  }
}
