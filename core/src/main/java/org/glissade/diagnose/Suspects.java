package org.glissade.diagnose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.glissade.data.Examples;
import org.glissade.math.Layout;
import org.glissade.math.Vectors;
import org.glissade.model.Initialisation;
import org.glissade.model.LinearModel;
import org.glissade.model.Loss;
import org.glissade.model.Model;
import org.glissade.model.Multilayer;
import org.glissade.model.Network;
import org.glissade.model.Squared;
import org.glissade.train.EmpiricalRisk;

/** What looks wrong at the start of a run, by robust statistics of its rows. */
final class Suspects {
  private static final double FAR_LABEL = 20;
  private static final double FAR_ROW = 10;
  private static final double LARGE = 10;
  private static final double LARGE_WEIGHTS = 3;

  /** So many times the bound is worth telling in any case. */
  private static final double STRIKING = 10;

  /** Most rows that can be called outliers, as a share. */
  private static final double MOST_SHARE = 0.01;

  private static final int MOST_COLUMNS = 5;
  private static final int PIECE = 256;

  private final Sample sample;
  private final Model model;
  private final Loss loss;
  private final ShortRuns runs;
  private final double[] gradients;
  private final double medianGradient;
  private final List<Suspect> found = new ArrayList<>();

  Suspects(Sample sample, Model model, Loss loss, ShortRuns runs) {
    this.sample = sample;
    this.model = model;
    this.loss = loss;
    this.runs = runs;
    this.gradients = gradients();
    this.medianGradient = FeatureScales.median(gradients.clone());
    FeatureScales scales = new FeatureScales(sample.examples());
    label();
    rows(scales);
    features(scales);
    layers();
  }

  /** In the order of {@link Cause}. */
  List<Suspect> found() {
    return found;
  }

  /** Whether the curvature can differ from place to place, so that a start matters. */
  boolean mayNeedWarmUp() {
    return !(model instanceof LinearModel && loss instanceof Squared);
  }

  /** The parameters with which a network of that shape starts. */
  float[] startWith(Network network) {
    Multilayer layers = (Multilayer) model;
    return runs.startOf(network.model(layers.inputs(), layers.outputs(), layers.bias()));
  }

  private double[] gradients() {
    EmpiricalRisk risk = new EmpiricalRisk(model, loss, sample.examples());
    double[] norms = new double[sample.examples().rows()];
    double[] some = new double[PIECE];
    int[] rows = IntStream.range(0, norms.length).toArray();
    float[] sum = new float[model.layout().size()];
    for (int from = 0; from < norms.length; from += PIECE) {
      int to = Math.min(norms.length, from + PIECE);
      risk.addGradientAndNorms(runs.start(), rows, from, to, sum, some);
      for (int i = from; i < to; i++) {
        norms[i] = Math.sqrt(some[i - from]);
      }
    }
    return norms;
  }

  /** The rows of the largest numbers above a bound, at most a share of all. */
  private static Set<Integer> far(double[] numbers, double bound) {
    int most = (int) Math.max(1, MOST_SHARE * numbers.length);
    return IntStream.range(0, numbers.length)
        .filter(i -> numbers[i] > bound)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -numbers[i]))
        .limit(most)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static int farthest(Set<Integer> rows, double[] numbers) {
    return rows.stream().max(Comparator.comparingDouble(i -> numbers[i])).orElseThrow();
  }

  private List<Integer> numbered(Set<Integer> rows) {
    return rows.stream().map(i -> sample.rows()[i]).sorted().toList();
  }

  /** A longest gradient that nine of ten rows do not reach. */
  private Remedy.ClipNorm clip() {
    double[] sorted = gradients.clone();
    Arrays.sort(sorted);
    double usual = sorted[(int) (0.9 * (sorted.length - 1))];
    return new Remedy.ClipNorm(usual > 0 ? Doctor.rounded(usual) : 1);
  }

  private void label() {
    if (loss.target() != Loss.Target.REAL && loss.target() != Loss.Target.COUNT) {
      return;
    }
    Examples examples = sample.examples();
    int each = examples.targetsPerRow();
    double[] worst = new double[examples.rows()];
    int[] output = new int[worst.length];
    double[] medians = new double[each];
    double[] spreads = new double[each];
    for (int k = 0; k < each; k++) {
      double[] y = new double[worst.length];
      for (int i = 0; i < y.length; i++) {
        y[i] = examples.targets()[i * each + k];
      }
      double median = FeatureScales.median(y.clone());
      double[] off = Arrays.stream(y).map(value -> Math.abs(value - median)).toArray();
      double spread = FeatureScales.median(off.clone());
      if (spread == 0) {
        double[] some = Arrays.stream(off).filter(value -> value > 0).toArray();
        spread = some.length == 0 ? 0 : FeatureScales.median(some);
      }
      medians[k] = median;
      spreads[k] = FeatureScales.NORMAL * spread;
      for (int i = 0; i < y.length; i++) {
        double deviations = spread == 0 ? 0 : off[i] / spreads[k];
        if (deviations > worst[i]) {
          worst[i] = deviations;
          output[i] = k;
        }
      }
    }
    Set<Integer> rows = far(worst, FAR_LABEL);
    if (rows.isEmpty()) {
      return;
    }
    int row = farthest(rows, worst);
    int k = output[row];
    List<List<Remedy>> remedies = new ArrayList<>();
    if (loss instanceof Squared && each == 1 && runs.takesGradients()) {
      remedies.add(List.of(new Remedy.HuberLoss(1.345 * spreads[0])));
    }
    if (runs.takesGradients()) {
      remedies.add(List.of(clip()));
    }
    Evidence evidence =
        new Evidence.FarLabel(
            sample.rows()[row],
            k,
            examples.targets()[row * each + k],
            medians[k],
            worst[row],
            gradients[row],
            medianGradient,
            numbered(rows));
    found.add(
        new Suspect(
            Cause.BAD_LABEL,
            evidence,
            Treatment.leavingOut(rows),
            worst[row] > STRIKING * FAR_LABEL,
            remedies));
  }

  private void rows(FeatureScales scales) {
    double[] distances = scales.distances();
    Set<Integer> rows = far(distances, FAR_ROW);
    if (rows.isEmpty()) {
      return;
    }
    int row = farthest(rows, distances);
    int column = scales.farthestColumn(row);
    double value = scales.value(row, column);
    Evidence evidence =
        new Evidence.FarRow(
            sample.rows()[row],
            column,
            value,
            scales.median(column),
            Math.abs(value) / scales.magnitudes()[column],
            gradients[row],
            medianGradient,
            numbered(rows));
    found.add(
        new Suspect(
            Cause.OUTLIER_ROW,
            evidence,
            Treatment.leavingOut(rows),
            distances[row] > STRIKING * FAR_ROW,
            runs.takesGradients()
                ? List.of(
                    List.of(clip()),
                    List.of(new Remedy.ScaleFeatures()),
                    List.of(new Remedy.ScaleFeatures(), clip()))
                : List.of(List.of(new Remedy.ScaleFeatures()))));
  }

  private void features(FeatureScales scales) {
    double[] magnitudes = scales.magnitudes();
    List<Integer> large =
        IntStream.range(0, magnitudes.length)
            .filter(j -> magnitudes[j] > LARGE)
            .boxed()
            .sorted(Comparator.comparingDouble(j -> -magnitudes[j]))
            .toList();
    if (large.isEmpty()) {
      return;
    }
    double[] others = Arrays.stream(magnitudes).filter(m -> m > 0 && !(m > LARGE)).toArray();
    RateLimit unknown = new RateLimit(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    Evidence evidence =
        new Evidence.Scales(
            large.stream()
                .limit(MOST_COLUMNS)
                .map(j -> new Evidence.Scale(j, magnitudes[j]))
                .toList(),
            large.size(),
            others.length == 0 ? Double.NaN : FeatureScales.median(others),
            unknown,
            unknown);
    found.add(
        new Suspect(
            Cause.UNSCALED_FEATURES,
            evidence,
            Treatment.scaling(),
            magnitudes[large.getFirst()] > STRIKING * LARGE,
            List.of(List.of(new Remedy.ScaleFeatures()))));
  }

  private void layers() {
    if (!(model instanceof Multilayer layers) || !runs.ownStart()) {
      return;
    }
    Initialisation auto = Initialisation.of(Initialisation.Kind.AUTO);
    Network usual = new Network(layers.network().hidden(), auto);
    float[] other = startWith(usual);
    Layout layout = model.layout();
    int worst = 0;
    double most = 0;
    int layer = 0;
    for (Layout.Slot slot : layout.slots()) {
      if (!slot.penalised()) {
        continue;
      }
      layer++;
      double times =
          Math.sqrt(
              Vectors.squaredNorm(runs.start(), slot.offset(), slot.end())
                  / Vectors.squaredNorm(other, slot.offset(), slot.end()));
      if (times > most) {
        most = times;
        worst = layer;
      }
    }
    if (most > LARGE_WEIGHTS) {
      Examples examples = sample.examples();
      Evidence evidence =
          new Evidence.LargeWeights(
              worst,
              most,
              ShortRuns.meanLoss(model, loss, examples, runs.start()),
              ShortRuns.meanLoss(model, loss, examples, other));
      found.add(
          new Suspect(
              Cause.EXPLODING_LAYER,
              evidence,
              Treatment.from(usual),
              most > STRIKING * LARGE_WEIGHTS,
              List.of(List.of(new Remedy.Initialise(usual)))));
    }
  }
}
