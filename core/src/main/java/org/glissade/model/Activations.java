package org.glissade.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.glissade.spec.Spec;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;

/** The built-in activations, by name. */
public final class Activations {
  private static final List<String> NAMES =
      List.of("identity", "relu", "leaky-relu", "tanh", "sigmoid", "gelu");

  private Activations() {}

  /** The names that {@link #parse} knows. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The activation that prints as this text: {@code relu}, {@code leaky-relu(0.01)}, …
   *
   * @throws SpecException if there is none; says what is possible
   */
  public static Activation parse(String text) {
    return of(Spec.parse(text));
  }

  static Activation of(Spec spec) {
    String name = spec.name().toLowerCase(Locale.ROOT).replace('_', '-');
    if (name.equals("leaky-relu")) {
      return new LeakyRelu(spec.bind("slope").number("slope", 0.01));
    }
    Activation found =
        switch (name) {
          case "identity", "linear" -> new Identity();
          case "relu" -> new Relu();
          case "tanh" -> new Tanh();
          case "sigmoid" -> new Sigmoid();
          case "gelu" -> new Gelu();
          default -> throw SpecException.unknown("activation", spec.name(), NAMES);
        };
    spec.bind();
    return found;
  }

  /** φ(z) = z: a linear layer. */
  public record Identity() implements Activation {
    @Override
    public void apply(float[] values, float @Nullable [] slopes, int count) {
      if (slopes != null) {
        Arrays.fill(slopes, 0, count, 1);
      }
    }

    @Override
    public String toString() {
      return "identity";
    }
  }

  /**
   * φ(z) = max(0, z), with φ′(0) = 0 (Nair and Hinton, "Rectified linear units improve restricted
   * Boltzmann machines", ICML 2010).
   */
  public record Relu() implements Activation {
    @Override
    public void apply(float[] values, float @Nullable [] slopes, int count) {
      if (slopes == null) {
        for (int i = 0; i < count; i++) {
          values[i] = Math.max(values[i], 0);
        }
        return;
      }
      for (int i = 0; i < count; i++) {
        slopes[i] = values[i] > 0 ? 1 : 0;
      }
      for (int i = 0; i < count; i++) {
        values[i] = Math.max(values[i], 0);
      }
    }

    @Override
    public String toString() {
      return "relu";
    }
  }

  /**
   * φ(z) = z above 0, slope·z below (Maas, Hannun and Ng, "Rectifier nonlinearities improve neural
   * network acoustic models", ICML workshop 2013).
   *
   * @param slope from 0 to below 1
   */
  public record LeakyRelu(double slope) implements Activation {
    public LeakyRelu {
      if (!(slope >= 0 && slope < 1)) {
        throw new IllegalArgumentException(
            "the slope of leaky-relu must be at least 0 and below 1, not " + Spec.number(slope));
      }
    }

    @Override
    public void apply(float[] values, float @Nullable [] slopes, int count) {
      float below = (float) slope;
      if (slopes != null) {
        for (int i = 0; i < count; i++) {
          slopes[i] = values[i] > 0 ? 1 : below;
        }
      }
      for (int i = 0; i < count; i++) {
        values[i] = Math.max(values[i], below * values[i]);
      }
    }

    @Override
    public String toString() {
      return "leaky-relu(" + Spec.number(slope) + ")";
    }
  }

  /** φ(z) = tanh z, φ′ = 1 − φ². */
  public record Tanh() implements Activation {
    @Override
    public void apply(float[] values, float @Nullable [] slopes, int count) {
      for (int i = 0; i < count; i++) {
        values[i] = (float) tanh(values[i]);
      }
      if (slopes != null) {
        for (int i = 0; i < count; i++) {
          slopes[i] = 1 - values[i] * values[i];
        }
      }
    }

    @Override
    public String toString() {
      return "tanh";
    }
  }

  /** φ(z) = 1/(1 + e⁻ᶻ), φ′ = φ(1 − φ). */
  public record Sigmoid() implements Activation {
    @Override
    public void apply(float[] values, float @Nullable [] slopes, int count) {
      for (int i = 0; i < count; i++) {
        values[i] = (float) (1 / (1 + Exponential.exp(-values[i])));
      }
      if (slopes != null) {
        for (int i = 0; i < count; i++) {
          slopes[i] = values[i] * (1 - values[i]);
        }
      }
    }

    @Override
    public String toString() {
      return "sigmoid";
    }
  }

  /**
   * φ(z) = ½z(1 + tanh(√(2/π)(z + 0.044715z³))), the usual approximation of z·Φ(z) with Φ the
   * normal distribution function (Hendrycks and Gimpel, "Gaussian error linear units", arXiv
   * 1606.08415, section 2).
   */
  public record Gelu() implements Activation {
    private static final double SCALE = 0.7978845608028654; // √(2/π)
    private static final double CUBIC = 0.044715;

    @Override
    public void apply(float[] values, float @Nullable [] slopes, int count) {
      for (int i = 0; i < count; i++) {
        double z = values[i];
        double t = tanh(SCALE * (z + CUBIC * z * z * z));
        values[i] = (float) (0.5 * z * (1 + t));
        if (slopes != null) {
          double inner = SCALE * (1 + 3 * CUBIC * z * z);
          slopes[i] = (float) (0.5 * (1 + t) + 0.5 * z * (1 - t * t) * inner);
        }
      }
    }

    @Override
    public String toString() {
      return "gelu";
    }
  }

  /** Within 1e-16 of tanh x. */
  private static double tanh(double x) {
    return 1 - 2 / (1 + Exponential.exp(2 * x));
  }
}
