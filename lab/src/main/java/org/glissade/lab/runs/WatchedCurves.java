package org.glissade.lab.runs;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.glissade.train.GradientNoise;
import org.glissade.train.Sgd;
import org.glissade.train.StopReason;
import org.glissade.train.TrainingEvent;
import org.glissade.train.TrainingEvent.BatchChosen;
import org.glissade.train.TrainingEvent.EpochEnded;
import org.glissade.train.TrainingEvent.Measured;
import org.glissade.train.TrainingEvent.NoiseMeasured;
import org.glissade.train.TrainingEvent.PlaceReached;
import org.glissade.train.TrainingEvent.Started;
import org.glissade.train.TrainingEvent.StepTaken;
import org.glissade.train.TrainingEvent.Stopped;
import org.glissade.train.TrainingEvent.Tested;
import org.glissade.train.TrainingEvent.WindowEnded;
import org.jspecify.annotations.Nullable;

/** What the events of a run say, since its last start: curves, and what is worth a word. */
final class WatchedCurves {
  /** Shorter times are too short to divide by. */
  private static final double SHORTEST = 1e-3;

  private static final int MOST_NOTES = 50;

  /** What is drawn. */
  enum Kind {
    /** Mean training loss of windows, and of epochs that are over before a window. */
    TRAIN,
    /** Mean training loss of epochs. */
    EPOCH,
    VALIDATION,
    RATE,
    /** Norm of the gradient of the mean loss. */
    NORM,
    /** Noise scale, in examples. */
    SCALE,
    BATCH,
    /** Rows a second. */
    SPEED;

    /** In the arrays of a reply. */
    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Something worth a word.
   *
   * @param kind started, batch, best, stopped or diverged
   */
  record Note(String kind, Moment at, String text) {}

  private final Map<Kind, Curve> curves = new EnumMap<>(Kind.class);
  private final List<Note> notes = new ArrayList<>();
  private @Nullable Note best;
  private double bestValidation = Double.POSITIVE_INFINITY;
  private int starts;
  private @Nullable Started started;
  private @Nullable StopReason stopped;
  private Moment now = Moment.BEGIN;
  private Moment timed = Moment.BEGIN;
  private double timedRows;
  private long windowsOfEpoch;
  private double before = Double.NaN;
  private final @Nullable Stretch stretch;

  WatchedCurves() {
    this.stretch = null;
    clear();
  }

  /**
   * Those of a stretch alone, as a run goes on from where it stood: what is outside is taken for
   * what follows from it, but not drawn.
   */
  WatchedCurves(Standing standing, Stretch stretch) {
    this.stretch = stretch;
    clear();
    starts = standing.starts;
    started = standing.started;
    now = standing.now;
    timed = standing.timed;
    timedRows = standing.timedRows;
    windowsOfEpoch = standing.windowsOfEpoch;
  }

  /** How a run stands: what later events depend on. */
  record Standing(
      int starts,
      @Nullable Started started,
      Moment now,
      Moment timed,
      double timedRows,
      long windowsOfEpoch) {}

  Standing standing() {
    return new Standing(starts, started, now, timed, timedRows, windowsOfEpoch);
  }

  private void clear() {
    for (Kind kind : Kind.values()) {
      curves.put(kind, new Curve());
    }
    best = null;
    bestValidation = Double.POSITIVE_INFINITY;
    stopped = null;
    now = Moment.BEGIN;
    timed = Moment.BEGIN;
    timedRows = 0;
    windowsOfEpoch = 0;
    before = Double.NaN;
  }

  Curve of(Kind kind) {
    Curve curve = curves.get(kind);
    if (curve == null) {
      throw new IllegalStateException("there is a curve of each kind");
    }
    return curve;
  }

  private void add(Kind kind, Moment at, double value) {
    if (stretch == null || stretch.holds(at)) {
      of(kind).add(at, value);
    }
  }

  /** How often training has started: curves are those of the last. */
  int starts() {
    return starts;
  }

  /** The last start, or null before it. */
  @Nullable Started started() {
    return started;
  }

  /** Why it ended, or null. */
  @Nullable StopReason stopped() {
    return stopped;
  }

  /** When the last event came. */
  Moment now() {
    return now;
  }

  /** The mean training loss of the epoch before the last; NaN if there is none. */
  double epochBefore() {
    return before;
  }

  /** The lowest validation loss, and when, or null if there is none. */
  @Nullable Note best() {
    return best;
  }

  double bestValidation() {
    return best == null ? Double.NaN : bestValidation;
  }

  List<Note> notes() {
    List<Note> all = new ArrayList<>(notes);
    if (best != null) {
      int at = 0;
      while (at < all.size() && all.get(at).at().update() <= best.at().update()) {
        at++;
      }
      boolean ended = at > 0 && stopped != null && at == all.size();
      all.add(ended ? at - 1 : at, best);
    }
    return all;
  }

  void take(TrainingEvent event) {
    switch (event) {
      case Started start -> start(start);
      case StepTaken _, PlaceReached _ -> {}
      case WindowEnded window -> window(window);
      case EpochEnded epoch -> epoch(epoch);
      case Measured _ -> {}
      case NoiseMeasured measured -> {
        Moment at = new Moment(measured.step(), measured.epoch(), now.seconds());
        noise(at, measured.noise());
        add(Kind.BATCH, at, batch(measured.batchSize()));
      }
      case BatchChosen chosen -> {
        Moment at = new Moment(now.update(), chosen.epoch(), now.seconds());
        if (of(Kind.BATCH).last() != chosen.batchSize()) {
          note(new Note("batch", at, "batch " + chosen.batchSize()));
        }
        noise(at, chosen.noise());
        add(Kind.BATCH, at, chosen.batchSize());
      }
      case Tested _ -> {}
      case Stopped end -> stop(end);
    }
  }

  private void start(Started start) {
    boolean again = starts > 0;
    clear();
    starts++;
    started = start;
    note(
        new Note(
            "started",
            Moment.BEGIN,
            (again ? "started again at a lower rate" : "started")
                + ", seed "
                + start.recipe().seed()));
    add(Kind.BATCH, Moment.BEGIN, batch(start.recipe().batchSize()));
  }

  private double batch(int size) {
    int examples = examples();
    return size == Sgd.FULL_BATCH || (examples > 0 && size > examples) ? examples : size;
  }

  private int examples() {
    return started == null ? 0 : started.examples();
  }

  private void window(WindowEnded window) {
    int examples = examples();
    double part = examples == 0 ? 0 : (double) window.position() / examples;
    now = new Moment(window.step(), window.epoch() + part, window.seconds());
    windowsOfEpoch++;
    add(Kind.TRAIN, now, window.trainingLoss());
    add(Kind.RATE, now, window.learningRate());
    speed((double) window.epoch() * examples + window.position());
  }

  private void epoch(EpochEnded epoch) {
    now = new Moment(epoch.step(), epoch.epoch(), epoch.seconds());
    before = of(Kind.EPOCH).last();
    add(Kind.EPOCH, now, epoch.trainingLoss());
    if (windowsOfEpoch == 0) {
      add(Kind.TRAIN, now, epoch.trainingLoss());
    }
    windowsOfEpoch = 0;
    add(Kind.RATE, now, epoch.learningRate());
    Double held = epoch.validationLoss();
    if (held != null) {
      add(Kind.VALIDATION, now, held);
      if (held < bestValidation) {
        bestValidation = held;
        best = new Note("best", now, "best validation loss");
      }
    }
    if (examples() > 0) {
      speed((double) epoch.epoch() * examples());
    }
  }

  private void speed(double rows) {
    double seconds = now.seconds() - timed.seconds();
    if (seconds >= SHORTEST && rows > timedRows) {
      add(Kind.SPEED, now, (rows - timedRows) / seconds);
      timed = now;
      timedRows = rows;
    }
  }

  private void noise(Moment at, GradientNoise noise) {
    if (noise.squaredGradient() > 0) {
      add(Kind.NORM, at, Math.sqrt(noise.squaredGradient()));
    }
    if (Double.isFinite(noise.scale())) {
      add(Kind.SCALE, at, noise.scale());
    }
  }

  private void stop(Stopped end) {
    stopped = end.reason();
    now = new Moment(end.step(), Math.max((double) end.epoch(), now.epoch()), now.seconds());
    String kind = end.reason() == StopReason.DIVERGED ? "diverged" : "stopped";
    note(new Note(kind, now, end.reason().words()));
  }

  private void note(Note note) {
    if (notes.size() == MOST_NOTES) {
      notes.remove(1);
    }
    notes.add(note);
  }
}
