package org.glissade.spec;

import java.io.Serial;
import java.util.Collection;

/** A text form that cannot be read: says what, where, and what is possible. */
public final class SpecException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1;

  public SpecException(String message) {
    super(message);
  }

  /** No {@code kind} (loss, schedule, …) has that name: names the nearest and all of them. */
  public static SpecException unknown(String kind, String name, Collection<String> known) {
    String nearest = Names.nearest(name, known);
    return new SpecException(
        "there is no "
            + kind
            + " named "
            + name
            + (nearest == null ? "." : "; did you mean " + nearest + "?")
            + " Known: "
            + String.join(", ", known));
  }
}
