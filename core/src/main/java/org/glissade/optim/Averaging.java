package org.glissade.optim;

import java.util.List;
import java.util.Locale;
import org.glissade.spec.Spec;
import org.glissade.spec.SpecException;

/**
 * A mean of the iterates, which is often a better answer than the last of them: with a constant
 * rate the iterates scatter about the optimum, and their mean does not.
 *
 * <p>Averaging only looks on: it changes no step. Implementations are records that print the text
 * from which {@link #parse} reads them, and own no state; all of it, the counters too, lies in the
 * buffers. Sums run in double, 8 bytes a parameter: a running mean in float would stand still after
 * some 10⁷ iterates, when the share of the next one is lost to rounding.
 */
public interface Averaging {
  /** The kernel for so many parameters, its memory in those buffers. */
  Kernel bind(int size, Buffers buffers);

  /** The same averaging with every length of time in steps. */
  default Averaging over(Horizon horizon) {
    return this;
  }

  /** What does the work in one run. Not thread-safe. */
  interface Kernel {
    /**
     * Called after each step that was taken.
     *
     * @param params after the step
     * @param step the step that led there, which counts from 0
     */
    void update(float[] params, long step);

    /** Whether there is an average yet. Until then the parameters themselves are the answer. */
    boolean started();

    /**
     * Writes the average into the array.
     *
     * @throws IllegalStateException if there is none yet
     */
    void average(float[] into);
  }

  /** The last iterate: no averaging. Text: {@code none}. */
  static Averaging none() {
    return new NoAveraging();
  }

  /** See {@link PolyakAverage}. */
  static Averaging polyak() {
    return new PolyakAverage();
  }

  /** See {@link TailAverage}. */
  static Averaging tail(double share) {
    return new TailAverage(share);
  }

  /** See {@link ExponentialAverage}. */
  static Averaging ema(double decay) {
    return new ExponentialAverage(decay);
  }

  /** The names that {@link #parse} knows. */
  static List<String> names() {
    return List.of("none", "polyak", "tail", "ema");
  }

  /**
   * Reads the text that an averaging prints.
   *
   * @throws SpecException if it is not one: says what is possible
   */
  static Averaging parse(String text) {
    Spec spec = Spec.parse(text);
    try {
      return switch (spec.name().toLowerCase(Locale.ROOT)) {
        case "none" -> {
          spec.bind();
          yield none();
        }
        case "polyak" -> {
          spec.bind();
          yield polyak();
        }
        case "tail" -> {
          var a = spec.bind("share", "start");
          yield new TailAverage(
              a.number("share", TailAverage.SHARE),
              a.optional("start", TailAverage.UNKNOWN, TailAverage::startOf));
        }
        case "ema" -> ema(spec.bind("decay").number("decay", ExponentialAverage.DECAY));
        default -> throw SpecException.unknown("averaging", spec.name(), names());
      };
    } catch (SpecException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new SpecException(spec + ": " + e.getMessage());
    }
  }
}
