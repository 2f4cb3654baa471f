package org.glissade.lab.problem;

import org.glissade.spec.SpecException;

/**
 * Which problem, with what can be chosen of it. What a problem does not have is passed over.
 *
 * @param key of {@link Problems#KEYS}
 * @param examples how many are drawn, from {@value #FEWEST} to {@value #MOST}
 * @param condition κ = λmax/λmin of least squares, from 1 to {@value #MOST_CONDITION}
 * @param noise deviation of what is in the targets (or gradients) beyond the model, from 0 to
 *     {@value #MOST_NOISE}
 * @param seed of the examples
 * @param first a column of the user's data, or none
 * @param second another one, or none
 */
public record ProblemSettings(
    String key,
    int examples,
    double condition,
    double noise,
    long seed,
    String first,
    String second) {
  public static final int FEWEST = 8;
  public static final int MOST = 4096;
  public static final int MOST_CONDITION = 1000;
  public static final int MOST_NOISE = 5;

  public ProblemSettings {
    check("the number of examples", examples, FEWEST, MOST);
    check("the condition number", condition, 1, MOST_CONDITION);
    check("the noise", noise, 0, MOST_NOISE);
  }

  /** A problem with its usual settings. */
  public static ProblemSettings usual(String key) {
    return new ProblemSettings(key, 256, 12, 0.6, 7, "", "");
  }

  private static void check(String what, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new SpecException(
          what + " is from " + (long) least + " to " + (long) most + ", not " + value);
    }
  }
}
