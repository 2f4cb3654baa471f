package org.glissade.model;

import java.util.List;
import java.util.Locale;
import org.glissade.math.Layout;
import org.glissade.math.RandomStream;
import org.glissade.spec.Spec;
import org.glissade.spec.SpecException;

/**
 * The weights from which a layer starts; biases start from 0.
 *
 * @param kind from what they are drawn
 * @param deviation of {@link Kind#NORMAL}, above 0; 0 for the others
 */
public record Initialisation(Kind kind, double deviation) {
  /** From what weights are drawn. */
  public enum Kind {
    /** By the activation of the layer: {@link #HE} for relu, leaky-relu and gelu, else XAVIER. */
    AUTO,
    /** Normal, mean 0, of a given deviation. */
    NORMAL,
    /**
     * Uniform within ±√(6/(inputs + outputs)): signals and gradients keep their variance through
     * linear layers (Glorot and Bengio, AISTATS 2010, equation 16).
     */
    XAVIER,
    /**
     * Normal, of deviation √(2/inputs): signals keep theirs through rectified ones (He et al., ICCV
     * 2015, equation 10).
     */
    HE
  }

  public Initialisation {
    if (kind == Kind.NORMAL ? !(deviation > 0 && deviation < 1e6) : deviation != 0) {
      throw new IllegalArgumentException(
          "normal needs a deviation above 0, such as normal(0.01), not " + Spec.number(deviation));
    }
  }

  /** Of that kind, without a deviation of its own. */
  public static Initialisation of(Kind kind) {
    return new Initialisation(kind, 0);
  }

  public static Initialisation normal(double deviation) {
    return new Initialisation(Kind.NORMAL, deviation);
  }

  static Initialisation of(Spec spec) {
    return switch (spec.name().toLowerCase(Locale.ROOT)) {
      case "normal" -> normal(spec.bind("deviation").number("deviation", 0.01));
      case "auto" -> of(bound(spec, Kind.AUTO));
      case "xavier" -> of(bound(spec, Kind.XAVIER));
      case "he" -> of(bound(spec, Kind.HE));
      default ->
          throw SpecException.unknown(
              "initialisation", spec.name(), List.of("auto", "normal", "xavier", "he"));
    };
  }

  private static Kind bound(Spec spec, Kind kind) {
    spec.bind();
    return kind;
  }

  /** Draws the weights of a slot, outputs × inputs, of a layer with that activation. */
  void draw(float[] params, Layout.Slot slot, Activation activation, RandomStream random) {
    Kind chosen =
        kind != Kind.AUTO
            ? kind
            : switch (activation) {
              case Activations.Relu _, Activations.LeakyRelu _, Activations.Gelu _ -> Kind.HE;
              default -> Kind.XAVIER;
            };
    if (chosen == Kind.XAVIER) {
      double bound = Math.sqrt(6.0 / ((double) slot.columns() + slot.rows()));
      for (int i = slot.offset(); i < slot.end(); i++) {
        params[i] = (float) (bound * (2 * random.nextDouble() - 1));
      }
    } else {
      double sigma = chosen == Kind.HE ? Math.sqrt(2.0 / slot.columns()) : deviation;
      for (int i = slot.offset(); i < slot.end(); i++) {
        params[i] = (float) (sigma * random.nextGaussian());
      }
    }
  }

  @Override
  public String toString() {
    String name = kind.name().toLowerCase(Locale.ROOT);
    return kind == Kind.NORMAL ? name + "(" + Spec.number(deviation) + ")" : name;
  }
}
