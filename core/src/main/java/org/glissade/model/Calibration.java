package org.glissade.model;

import java.util.List;
import java.util.Locale;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;

/**
 * A map from the scores of a model to probabilities that are right on average: of the rows that get
 * 0.8, about 80% are of the class. It is fitted on rows that the model did not learn from, on which
 * alone its scores are what they will be on new rows.
 *
 * <p>Two classes have one score a row, which rises with the probability of the second one. More
 * classes have one each: {@link Temperature} takes those that softmax would, {@link Platt} and
 * {@link Isotonic} calibrate each class against the rest and divide by the sum (Zadrozny and Elkan,
 * "Transforming classifier scores into accurate multiclass probability estimates", KDD 2002).
 *
 * <p>Which to take: {@link Temperature} has one parameter and leaves the order of the classes as it
 * is; {@link Platt} two a class, and gives margins probabilities; {@link Isotonic} follows any
 * rising curve, and wants a thousand rows or more (Niculescu-Mizil and Caruana, "Predicting good
 * probabilities with supervised learning", ICML 2005).
 */
public sealed interface Calibration permits Platt, Isotonic, Temperature {
  /** The ways to fit one. */
  enum Method {
    /** {@link Platt}. */
    PLATT,
    /** {@link Isotonic}. */
    ISOTONIC,
    /** {@link Temperature}. */
    TEMPERATURE;

    /** The name, in lower case. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The method of that name; null for {@code none}.
     *
     * @throws SpecException if there is none
     */
    public static @Nullable Method parse(String text) {
      String name = text.toLowerCase(Locale.ROOT);
      if (name.equals("none")) {
        return null;
      }
      for (Method method : values()) {
        if (method.text().equals(name)) {
          return method;
        }
      }
      throw SpecException.unknown(
          "calibration", text, List.of("platt", "isotonic", "temperature", "none"));
    }

    /**
     * Fits one.
     *
     * @param scores {@code rows × outputs}, row-major, finite
     * @param classOf the class of each row from 0: 0 or 1 with one output
     * @param weights one a row, not negative, or null for all 1
     * @param outputs scores a row, at least 1
     * @throws IllegalArgumentException if lengths do not fit, or no row has weight
     */
    public Calibration fit(float[] scores, int[] classOf, float @Nullable [] weights, int outputs) {
      CalibrationRows.check(scores, classOf, weights, outputs);
      return switch (this) {
        case PLATT -> Platt.fit(scores, classOf, weights, outputs);
        case ISOTONIC -> Isotonic.fit(scores, classOf, weights, outputs);
        case TEMPERATURE -> Temperature.fit(scores, classOf, weights, outputs);
      };
    }
  }

  /** How it was fitted. */
  Method method();

  /** Whether it is for that many scores a row. */
  boolean fits(int outputs);

  /**
   * Turns scores into calibrated ones, in place: with one output log-odds, of which {@link
   * Loss.Link#LOGISTIC} makes the probability of the second class; with several, numbers of which
   * {@link Loss.Link#SOFTMAX} makes those of all classes.
   *
   * @param scores {@code rows × outputs}, row-major; overwritten
   */
  void apply(float[] scores, int rows, int outputs);
}
