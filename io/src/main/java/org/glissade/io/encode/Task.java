package org.glissade.io.encode;

import java.util.List;
import java.util.Locale;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;

/** What is predicted. */
public enum Task {
  /** A number. */
  REGRESSION,
  /** One of two classes. */
  BINARY,
  /** One of several classes. */
  MULTICLASS;

  /** Its name on the command line and in model files. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The task of that name, or null for {@code auto}: to be told from the target.
   *
   * @throws SpecException if there is none
   */
  public static @Nullable Task parse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "auto" -> null;
      case "regression" -> REGRESSION;
      case "binary" -> BINARY;
      case "multiclass" -> MULTICLASS;
      default ->
          throw SpecException.unknown(
              "task", text, List.of("auto", "regression", "binary", "multiclass"));
    };
  }
}
