package org.glissade.io.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.glissade.spec.Numbers;
import org.glissade.train.TrainingEvent;
import org.jspecify.annotations.Nullable;

/** How a run went, as curves: made of its events alone. */
final class RunCurves {
  /** The training loss is smoothed over half an epoch, but at most this part of the run. */
  private static final int SMOOTHED = 20;

  /** And at least this part: less could not be told apart in a picture. */
  private static final int LEAST = 100;

  /** So many points are drawn as they are. */
  private static final int FEW = 40;

  /** A training loss, or several at once: the mean of some steps. */
  private record Point(
      long step, long steps, double epoch, double seconds, double loss, double rate) {}

  private record Held(long step, double epoch, double seconds, double loss) {}

  private record Noise(double epoch, double squared, double scale, int batch) {}

  private final List<Point> points = new ArrayList<>();
  private final List<Held> held = new ArrayList<>();
  private final List<Noise> noise = new ArrayList<>();
  private final double rows;
  private boolean windowsSinceEpoch;
  private long lastStep;
  private int batch;
  private long stepsPerEpoch = Long.MAX_VALUE;

  /**
   * @param rows number of training rows
   */
  RunCurves(List<TrainingEvent> events, int rows) {
    this.rows = rows;
    events.forEach(this::add);
  }

  private void add(TrainingEvent event) {
    switch (event) {
      case TrainingEvent.Started start -> {
        batch = (int) Math.min(start.recipe().batchSize(), rows);
        stepsPerEpoch = start.stepsPerEpoch();
      }
      case TrainingEvent.WindowEnded window -> {
        windowsSinceEpoch = true;
        points.add(
            new Point(
                window.step(),
                window.steps(),
                window.epoch() + window.position() / rows,
                window.seconds(),
                window.trainingLoss(),
                window.learningRate()));
      }
      case TrainingEvent.EpochEnded epoch -> add(epoch);
      case TrainingEvent.NoiseMeasured measured ->
          noise.add(
              new Noise(
                  measured.epoch(),
                  measured.noise().squaredGradient(),
                  measured.noise().scale(),
                  measured.batchSize()));
      case TrainingEvent.BatchChosen chosen -> {
        noise.add(
            new Noise(
                chosen.epoch(), chosen.noise().squaredGradient(), chosen.noise().scale(), batch));
        batch = chosen.batchSize();
      }
      default -> {}
    }
  }

  private void add(TrainingEvent.EpochEnded epoch) {
    if (!windowsSinceEpoch) {
      points.add(
          new Point(
              epoch.step(),
              epoch.step() - lastStep,
              epoch.epoch(),
              epoch.seconds(),
              epoch.trainingLoss(),
              epoch.learningRate()));
    }
    windowsSinceEpoch = false;
    lastStep = epoch.step();
    Double loss = epoch.validationLoss();
    if (loss != null) {
      held.add(new Held(epoch.step(), epoch.epoch(), epoch.seconds(), loss));
    }
  }

  /** The loss by updates, by epochs and by seconds; none where nothing was told. */
  List<Figure> losses() {
    List<Figure> figures = new ArrayList<>();
    add(figures, "Loss by updates", "updates", Point::step, Held::step);
    add(figures, "Loss by epochs", "epochs", Point::epoch, Held::epoch);
    if (!points.isEmpty() && points.getLast().seconds() > 0) {
      add(figures, "Loss by seconds", "seconds", Point::seconds, Held::seconds);
    }
    return figures;
  }

  private void add(
      List<Figure> figures,
      String title,
      String unit,
      ToDoubleFunction<Point> clock,
      ToDoubleFunction<Held> heldClock) {
    double[] x = points.stream().mapToDouble(clock).toArray();
    double[] y = points.stream().mapToDouble(Point::loss).toArray();
    List<Series> series = new ArrayList<>();
    boolean smooth = smooth();
    if (smooth) {
      series.add(new Series("as measured", Series.Role.RAW, x, y));
    }
    series.add(
        new Series(
            smooth ? "training, smoothed" : "training", Series.Role.MAIN, x, smooth ? mean() : y));
    if (!held.isEmpty()) {
      series.add(
          new Series(
              "validation",
              Series.Role.OTHER,
              held.stream().mapToDouble(heldClock).toArray(),
              held.stream().mapToDouble(Held::loss).toArray()));
    }
    double end = x.length == 0 ? 0 : x[x.length - 1];
    Figure figure = LineFigure.of(title, unit, end, series, "");
    if (figure != null) {
      figures.add(figure);
    }
  }

  /** Whether there are so many points that a mean shows more than each of them. */
  private boolean smooth() {
    return points.size() > FEW && points.stream().anyMatch(point -> point.steps() < span());
  }

  private long span() {
    long all = points.isEmpty() ? 0 : points.getLast().step();
    return Math.max(1, Math.max(all / LEAST, Math.min(stepsPerEpoch / 2, all / SMOOTHED)));
  }

  /** What the loss curves are of, in a sentence; nothing if there are none. */
  String lossWords() {
    if (points.isEmpty()) {
      return "";
    }
    return "The training loss is the mean over batches, each before its step, without penalties"
        + (smooth()
            ? "; smoothed means the mean of the last "
                + Numbers.count(span(), "update")
                + ", and what was measured lies behind it."
            : ".")
        + (held.isEmpty()
            ? ""
            : " The validation loss is that of the rows held out, after each epoch.");
  }

  /** Trailing means by updates. */
  private double[] mean() {
    double[] means = new double[points.size()];
    long span = span();
    int from = 0;
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < means.length; i++) {
      Point point = points.get(i);
      if (Series.isShown(point.loss())) {
        sum += point.loss() * point.steps();
        weight += point.steps();
      }
      while (from < i && points.get(from).step() <= point.step() - span) {
        from++;
        sum = Double.NaN;
      }
      if (Double.isNaN(sum) || !Series.isShown(sum)) {
        sum = 0;
        weight = 0;
        for (Point each : points.subList(from, i + 1)) {
          if (Series.isShown(each.loss())) {
            sum += each.loss() * each.steps();
            weight += each.steps();
          }
        }
      }
      means[i] = Series.isShown(point.loss()) ? sum / weight : point.loss();
    }
    return means;
  }

  private double end() {
    return points.isEmpty() ? 0 : points.getLast().epoch();
  }

  /** The rate of the steps; null if nothing was told of it. */
  @Nullable Figure rate() {
    return LineFigure.of(
        "Learning rate",
        "epochs",
        end(),
        List.of(
            new Series(
                "rate of the last step",
                Series.Role.MAIN,
                points.stream().mapToDouble(Point::epoch).toArray(),
                points.stream().mapToDouble(Point::rate).toArray())),
        "");
  }

  /** Whether the noise of the gradient was measured. */
  boolean noisy() {
    return !noise.isEmpty();
  }

  /** The norm of the mean gradient; null if it was not measured, or drowned in its noise. */
  @Nullable Figure gradient() {
    List<Noise> above = noise.stream().filter(each -> each.squared() > 0).toList();
    int drowned = noise.size() - above.size();
    return LineFigure.of(
        "Gradient norm",
        "epochs",
        end(),
        List.of(
            new Series(
                "norm of the mean gradient",
                Series.Role.MAIN,
                above.stream().mapToDouble(Noise::epoch).toArray(),
                above.stream().mapToDouble(each -> Math.sqrt(each.squared())).toArray())),
        drowned == 0
            ? ""
            : Numbers.count(drowned, "measurement")
                + " left out: the gradient drowned in the noise of the sample.");
  }

  /** The noise scale against the batch; null if it was not measured, or cannot be told. */
  @Nullable Figure scale() {
    double[] x = noise.stream().mapToDouble(Noise::epoch).toArray();
    List<Series> series = new ArrayList<>();
    series.add(
        new Series(
            "noise scale",
            Series.Role.MAIN,
            x,
            noise.stream().mapToDouble(Noise::scale).toArray()));
    if (series.getFirst().shown().size() == 0) {
      return null;
    }
    series.add(
        new Series(
            "batch", Series.Role.MARK, x, noise.stream().mapToDouble(Noise::batch).toArray()));
    return LineFigure.of(
        "Gradient noise scale",
        "epochs",
        end(),
        series,
        "A batch of that many rows has as much noise as gradient: smaller ones make better use of"
            + " rows, larger ones of updates.");
  }
}
