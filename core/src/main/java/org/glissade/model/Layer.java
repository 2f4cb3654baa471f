package org.glissade.model;

import org.glissade.spec.Spec;

/**
 * A hidden layer: a = φ(Wx + b).
 *
 * @param units number of outputs, at least 1
 * @param activation φ
 * @param dropout share of the units that is left out of each step at random while it learns, from 0
 *     to below 1; the others are scaled up by 1/(1 − dropout), so that nothing changes afterwards
 *     (Srivastava et al., JMLR 15, 2014, section 10, "inverted")
 */
public record Layer(int units, Activation activation, double dropout) {
  public Layer {
    if (units < 1) {
      throw new IllegalArgumentException("a layer has at least 1 unit, not " + units);
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new IllegalArgumentException(
          "dropout must be at least 0 and below 1, not " + Spec.number(dropout));
    }
  }

  public Layer(int units, Activation activation) {
    this(units, activation, 0);
  }
}
