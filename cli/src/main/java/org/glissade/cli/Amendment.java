package org.glissade.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.glissade.diagnose.Remedy;
import org.glissade.model.Huber;
import org.glissade.optim.ClipByNorm;
import org.glissade.optim.Constant;
import org.glissade.optim.GradientTransform;
import org.glissade.optim.Schedule;
import org.glissade.optim.Schedules;
import org.glissade.optim.Transforms;
import org.glissade.spec.Spec;

/**
 * Options that differ from those of a command line: remedies of a diagnosis as a user sets them.
 */
final class Amendment {
  static final String RATE = "--learning-rate";
  static final String OPTIMIZER = "--optimizer";
  static final String CLIP = "--clip-norm";
  static final String SCALE = "--scale";
  static final String LOSS = "--loss";
  static final String MODEL = "--model";

  /** Units of the target for which δ is told. */
  private final double targetScale;

  /** The highest rate that the run began with. */
  private final double peak;

  private final Map<String, String> changes = new LinkedHashMap<>();
  private String rate;
  private String optimizer;
  private final boolean whole;

  private Amendment(StepOptions steps, double peak, double targetScale) {
    this.peak = peak;
    this.targetScale = targetScale;
    this.rate = steps.learningRate();
    this.optimizer = steps.optimizer();
    this.whole = steps.isWholeChain();
  }

  /**
   * What remedies come to.
   *
   * @param steps the options as they are
   * @param peak the highest rate that the run began with
   * @param targetScale the unit in which the target was trained
   */
  static Amendment of(StepOptions steps, double peak, double targetScale, List<Remedy> remedies) {
    Amendment amendment = new Amendment(steps, peak, targetScale);
    remedies.forEach(amendment::add);
    return amendment;
  }

  private void add(Remedy remedy) {
    switch (remedy) {
      case Remedy.ScaleFeatures _ -> changes.put(SCALE, "standard");
      case Remedy.HuberLoss huber ->
          changes.put(LOSS, new Huber(twoDigits(huber.delta() * targetScale)).toString());
      case Remedy.Initialise initialise -> changes.put(MODEL, initialise.network().toString());
      case Remedy.ClipNorm clip -> {
        if (whole) {
          chain(Transforms.chain(new ClipByNorm(clip.max()), Transforms.parse(optimizer)));
        } else {
          changes.put(CLIP, Spec.number(clip.max()));
        }
      }
      case Remedy.LowerRate lower -> {
        double factor = twoDigits(lower.factor());
        if (whole) {
          chain(Transforms.parse(optimizer).withSchedules(s -> lower(s, factor)));
        } else {
          schedule(
              rate.equals("auto")
                  ? Schedules.linear(lower.rate()).toString()
                  : isNumber(rate)
                      ? Spec.number(lower.rate())
                      : lower(Schedules.parse(rate), factor).toString());
        }
      }
      case Remedy.WarmUp warm -> {
        String length =
            Double.isNaN(warm.share())
                ? Long.toString(warm.steps())
                : Spec.number(100 * warm.share()) + "%";
        if (whole) {
          chain(
              Transforms.parse(optimizer)
                  .withSchedules(s -> Schedules.parse("warm-up(" + length + ", " + s + ")")));
        } else {
          String inner = rate.equals("auto") ? Schedules.linear(peak).toString() : rate;
          schedule("warm-up(" + length + ", " + inner + ")");
        }
      }
    }
  }

  private static Schedule lower(Schedule schedule, double factor) {
    return schedule instanceof Constant constant
        ? Schedules.constant(twoDigits(factor * constant.rate()))
        : schedule.scaledBy(factor);
  }

  private void schedule(String text) {
    rate = text;
    changes.put(RATE, text);
  }

  private void chain(GradientTransform links) {
    optimizer = links.toString();
    changes.put(OPTIMIZER, optimizer);
  }

  private static boolean isNumber(String text) {
    try {
      return Double.parseDouble(text) >= 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private static double twoDigits(double value) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.1e", value));
  }

  /** The options, each with its value. */
  Map<String, String> changes() {
    return changes;
  }

  /** As they are typed, with quotes where a shell needs them; empty if there are none. */
  String text() {
    StringJoiner text = new StringJoiner(" ");
    changes.forEach(
        (name, value) ->
            text.add(
                name + " " + (value.matches("[-+.:,A-Za-z0-9]+") ? value : '"' + value + '"')));
    return text.toString();
  }
}
