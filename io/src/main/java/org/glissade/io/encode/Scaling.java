package org.glissade.io.encode;

import java.util.List;
import java.util.Locale;
import org.glissade.spec.SpecException;

/** Whether features are brought to a common scale before training. */
public enum Scaling {
  /**
   * Numbers of a table (and of dense LIBSVM data) to mean 0 and standard deviation 1; sparse
   * features by their largest magnitude.
   */
  STANDARD,
  /** Numbers as they stand in the file. */
  NONE;

  /**
   * The scaling of that name.
   *
   * @throws SpecException if there is none
   */
  public static Scaling parse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "standard" -> STANDARD;
      case "none" -> NONE;
      default -> throw SpecException.unknown("scaling", text, List.of("standard", "none"));
    };
  }
}
