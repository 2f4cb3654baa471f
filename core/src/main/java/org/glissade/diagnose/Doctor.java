package org.glissade.diagnose;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.glissade.data.Examples;
import org.glissade.model.Loss;
import org.glissade.model.Model;
import org.glissade.train.Outcome;
import org.glissade.train.Recipe;
import org.jspecify.annotations.Nullable;

/**
 * Says why a run diverged: by experiment. What looks wrong at the start (rows and targets far off,
 * features out of scale, layers with large weights) is a suspicion; it becomes a finding if a short
 * run with the same rates, batches and transforms is stable, or stable at higher rates, once it is
 * mended.
 *
 * <p>With f(S) the largest factor of all rates with which the short run holds when the suspects S
 * are mended, the gain of one more is f(S ∪ {s})/f(S). Suspects are taken greedily, the largest
 * gain first, of those that are enough by themselves the most {@link Cause particular}; what is
 * then left, 1/f(S), is the part of the rate. So of a rate that is a thousand times too high, of
 * which a factor of a hundred goes to a feature in the wrong unit, the unit is named first and the
 * rate second. A lower rate, which mends nearly everything, is never the answer where something
 * else is.
 *
 * <p>Suspicions are robust: medians and median deviations, which rows far off do not move. The cost
 * is some dozens of short runs of at most 8,192 rows, steps and 10⁹ multiplications each. The
 * sample holds all rows that are suspected.
 */
public final class Doctor {
  /** The least gain that counts. */
  static final double MATTERS = 1.5;

  /** Multiplications of the products that find a curvature. */
  private static final double MOST_WORK = 2e9;

  private final ShortRuns runs;
  private final Suspects suspects;
  private final Recipe recipe;
  private final Model model;
  private final Loss loss;
  private final List<Finding> findings = new ArrayList<>();
  private Treatment treatment = Treatment.NONE;

  private final long usualWarmUp;

  private Doctor(
      ShortRuns runs, Suspects suspects, Recipe recipe, Model model, Loss loss, int examples) {
    long stepsPerEpoch = Math.ceilDiv(examples, Math.min(recipe.batchSize(), examples));
    double run = recipe.stopping().horizon(stepsPerEpoch);
    this.usualWarmUp = (long) Math.clamp(Remedy.WarmUp.USUAL * run, 1, (double) Integer.MAX_VALUE);
    this.runs = runs;
    this.suspects = suspects;
    this.recipe = recipe;
    this.model = model;
    this.loss = loss;
  }

  /**
   * Examines a run that has diverged.
   *
   * @param examples all that it learnt from
   * @param startFrom the parameters at which it began, or null for the model's own
   */
  public static Diagnosis examine(
      Model model, Loss loss, Examples examples, Outcome outcome, float @Nullable [] startFrom) {
    Recipe recipe = outcome.recipe();
    Sample sample = Sample.of(examples, loss, recipe.seed());
    ShortRuns runs = new ShortRuns(model, loss, sample.examples(), recipe, startFrom);
    Suspects suspects = new Suspects(sample, model, loss, runs);
    return new Doctor(runs, suspects, recipe, model, loss, examples.rows())
        .diagnosis(sample.examples().rows());
  }

  private Diagnosis diagnosis(int rows) {
    boolean reproduced = runs.reproduces();
    RateLimit limit = limit(Treatment.NONE);
    if (!reproduced) {
      return unproved(rows, limit);
    }
    double factor = runs.largestFactor(Treatment.NONE);
    limit = limit.holding(factor * limit.rate());
    List<Suspect> left = new ArrayList<>(suspects.found());
    while (factor < 1 && !left.isEmpty()) {
      Suspect next = next(left, factor);
      if (next == null) {
        break;
      }
      left.remove(next);
      Treatment more = treatment.and(next.treatment());
      double then = runs.largestFactor(more);
      findings.add(finding(next, more, gain(then, factor), then >= 1));
      treatment = more;
      factor = then;
    }
    if (factor < 1 && findings.isEmpty()) {
      factor = warmUp(limit, factor);
    }
    if (factor < 1) {
      rate(factor);
    }
    for (Suspect other : left) {
      if (other.striking()) {
        findings.add(finding(other, treatment.and(other.treatment()), 1, false));
      }
    }
    return new Diagnosis(findings, limit, cure(), rows, runs.steps(), true);
  }

  /** No run that diverges: what is measured at the start is all there is. */
  private Diagnosis unproved(int rows, RateLimit limit) {
    for (Suspect suspect : suspects.found()) {
      findings.add(finding(suspect, suspect.treatment(), Double.NaN, false));
    }
    if (limit.excess() > 1) {
      double rate = advised(limit);
      findings.add(
          new Finding(
              Cause.RATE_TOO_HIGH,
              new Evidence.Rate(limit),
              limit.excess(),
              false,
              List.of(new Remedy.LowerRate(rate / limit.rate(), rate))));
    }
    return new Diagnosis(findings, limit, List.of(), rows, runs.steps(), false);
  }

  /** The suspect to be mended next: the first that is enough, else the one with the most gain. */
  private @Nullable Suspect next(List<Suspect> left, double factor) {
    for (Suspect suspect : left) {
      if (runs.holds(treatment.and(suspect.treatment()))) {
        return suspect;
      }
    }
    Suspect best = null;
    double most = MATTERS;
    Treatment all = treatment;
    for (Suspect suspect : left) {
      double gain = gain(runs.largestFactor(treatment.and(suspect.treatment())), factor);
      if (gain > most) {
        most = gain;
        best = suspect;
      }
      all = all.and(suspect.treatment());
    }
    // Each may hide behind another: then the most particular one goes first.
    boolean together =
        best == null && left.size() > 1 && gain(runs.largestFactor(all), factor) > MATTERS;
    return together ? left.getFirst() : best;
  }

  private static double gain(double then, double before) {
    return then == before ? 1 : then / before;
  }

  private Finding finding(Suspect suspect, Treatment with, double gain, boolean enough) {
    Evidence evidence = suspect.evidence();
    if (evidence instanceof Evidence.Scales scales) {
      evidence =
          new Evidence.Scales(
              scales.largest(), scales.count(), scales.usual(), limit(treatment), limit(with));
    }
    return new Finding(suspect.cause(), evidence, gain, enough, remedies(suspect, with));
  }

  /** The first remedies of the suspect that do as well as leaving it out; none if none do. */
  private List<Remedy> remedies(Suspect suspect, Treatment with) {
    if (!suspect.isAboutRows()) {
      return suspect.remedies().getFirst();
    }
    double wanted = runs.largestFactor(with);
    for (List<Remedy> remedies : suspect.remedies()) {
      Treatment other = treatment.and(Treatment.of(remedies));
      if (runs.holds(other.times(wanted > 0 && wanted < 1 ? wanted / 2 : 1))) {
        return remedies;
      }
    }
    return List.of();
  }

  /** Whether rates that rise first are enough: where the curvature falls as the run goes on. */
  private double warmUp(RateLimit limit, double factor) {
    if (!suspects.mayNeedWarmUp() || !runs.hasRates()) {
      return factor;
    }
    long steps = Math.min(usualWarmUp, 2 * runs.steps());
    Treatment warm = Treatment.rising(steps);
    if (!runs.holds(warm)) {
      return factor;
    }
    RateLimit later = limit(Treatment.NONE, runs.end(warm));
    findings.add(
        new Finding(
            Cause.NO_WARM_UP,
            new Evidence.Beginning(limit, later),
            gain(1, factor),
            true,
            List.of(
                new Remedy.WarmUp(
                    steps, steps == usualWarmUp ? Remedy.WarmUp.USUAL : Double.NaN))));
    treatment = warm;
    return 1;
  }

  /** What is left is the rate. */
  private void rate(double factor) {
    RateLimit left = limit(treatment);
    left = left.holding(factor * left.rate());
    double rate = advised(left);
    List<Remedy> lower =
        runs.hasRates() && rate > 0
            ? List.of(new Remedy.LowerRate(rate / left.rate(), rate))
            : List.of();
    Finding found =
        new Finding(
            Cause.RATE_TOO_HIGH,
            new Evidence.Rate(left),
            factor > 0 ? 1 / factor : Double.POSITIVE_INFINITY,
            !lower.isEmpty(),
            lower);
    findings.add(found);
    findings.sort(Comparator.comparingDouble(finding -> -finding.gain()));
  }

  /** Half of what is stable, or what is usual for the transform if that is less. */
  private double advised(RateLimit limit) {
    double most = Double.isNaN(limit.held()) ? limit.stable() : limit.held();
    double stable = Double.isNaN(limit.stable()) ? most : Math.min(most, limit.stable());
    double usual = recipe.transform().rateAdvice().rate();
    return rounded(Double.isNaN(usual) ? 0.5 * stable : Math.min(0.5 * stable, usual));
  }

  /** Remedies of findings with which, all together, a short run holds. */
  private List<Remedy> cure() {
    List<Remedy> cure = new ArrayList<>();
    for (Finding finding : findings) {
      if (finding.contributes() && !runs.holds(Treatment.of(cure))) {
        for (Remedy remedy : finding.remedies()) {
          if (!cure.contains(remedy)) {
            cure.add(remedy);
          }
        }
      }
    }
    Treatment cured = Treatment.of(cure);
    double factor = runs.largestFactor(cured);
    if (factor >= 1) {
      return cure;
    }
    cure.removeIf(Remedy.LowerRate.class::isInstance);
    cured = Treatment.of(cure);
    RateLimit limit = limit(cured);
    double rate = advised(limit.holding(runs.largestFactor(cured) * limit.rate()));
    if (!(rate > 0)) {
      return List.of();
    }
    cure.add(new Remedy.LowerRate(rate / limit.rate(), rate));
    return cure;
  }

  private RateLimit limit(Treatment with) {
    return limit(with, with.network() == null ? runs.start() : suspects.startWith(with.network()));
  }

  private RateLimit limit(Treatment with, float[] params) {
    return StableRates.of(model, loss, runs.examples(with), recipe, params, MOST_WORK, runs.rate());
  }

  /** Two digits: more is not known, and people can read and repeat it. */
  static double rounded(double rate) {
    return Double.isFinite(rate)
        ? new BigDecimal(rate).round(new MathContext(2)).doubleValue()
        : rate;
  }
}
