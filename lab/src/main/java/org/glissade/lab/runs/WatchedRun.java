package org.glissade.lab.runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.glissade.io.DataException;
import org.glissade.io.runs.EventReader;
import org.glissade.io.runs.RunRecord;
import org.glissade.lab.server.Frame;
import org.glissade.train.StopReason;
import org.glissade.train.TrainingEvent;
import org.glissade.train.TrainingEvent.Started;
import org.jspecify.annotations.Nullable;

/** A record that is watched: read on as it grows. */
final class WatchedRun {
  private static final int OUTLINE = 40;

  /** How long a record may be silent whose process cannot be seen from here. */
  private static final Duration SILENCE = Duration.ofSeconds(20);

  private final Path folder;
  private final String name;
  private final WatchedCurves curves = new WatchedCurves();
  private final EventReader reader;
  private final LogMarks marks = new LogMarks();
  private @Nullable RunRecord record;
  private @Nullable FileTime recipeTime;
  private @Nullable String fault;
  private RunStatus status = RunStatus.LIVE;
  private boolean read;
  private boolean unread;

  WatchedRun(Path folder) {
    this.folder = folder;
    this.name = String.valueOf(folder.getFileName());
    this.reader = new EventReader(RunRecord.log(folder));
  }

  String name() {
    return name;
  }

  Path folder() {
    return folder;
  }

  /** What is published of it: its name, where that is none for a topic spelt out in bytes. */
  String topic() {
    if (name.matches("[A-Za-z0-9_-]{1,190}")) {
      return "run/" + name;
    }
    String hex = HexFormat.of().formatHex(name.getBytes(StandardCharsets.UTF_8));
    return "run/." + hex.substring(0, Math.min(hex.length(), 190));
  }

  synchronized RunStatus status() {
    return status;
  }

  /** Whether there is more to be read, of a long log. */
  synchronized boolean isUnread() {
    return unread;
  }

  /** The process that records or recorded it; 0 if it is not known. */
  synchronized long process() {
    return record == null ? 0 : record.setup().environment().process();
  }

  /**
   * Looks at it again.
   *
   * @return whether anything is new
   */
  synchronized boolean look(Instant now) {
    if (fault != null) {
      return false;
    }
    boolean changed = !read;
    read = true;
    RunStatus previous = status;
    try {
      changed |= readRecipe();
      long from = reader.position();
      if (Files.exists(RunRecord.log(folder))) {
        unread = reader.readSome(event -> take(event.event()));
      }
      changed |= reader.position() != from;
      status = standing(now);
    } catch (DataException | IOException e) {
      fault = String.valueOf(e.getMessage());
      unread = false;
      status = RunStatus.DAMAGED;
    }
    return changed || status != previous;
  }

  private void take(TrainingEvent event) {
    marks.pass(reader, curves);
    curves.take(event);
    if (event instanceof Started) {
      marks.clear();
    }
  }

  /** How much of its log has been read, of a long one; 1 at its end. */
  private double share() {
    try {
      return unread ? (double) reader.position() / Files.size(RunRecord.log(folder)) : 1;
    } catch (IOException e) {
      return 1; // it has gone, which the next look will say
    }
  }

  /** The recipe is written again where the rows have told more. */
  private boolean readRecipe() throws IOException {
    FileTime time = Files.getLastModifiedTime(folder.resolve("recipe.json"));
    if (time.equals(recipeTime)) {
      return false;
    }
    record = RunRecord.withoutEvents(folder);
    recipeTime = time;
    return true;
  }

  private RunStatus standing(Instant now) throws IOException {
    StopReason stopped = curves.stopped();
    if (stopped != null) {
      return switch (stopped) {
        case DIVERGED -> RunStatus.DIVERGED;
        case INTERRUPTED -> RunStatus.INTERRUPTED;
        default -> RunStatus.FINISHED;
      };
    }
    if (Files.exists(folder.resolve("summary.json"))) {
      return RunStatus.FINISHED;
    }
    return isProcessThere() || now.isBefore(lastWritten().plus(SILENCE))
        ? RunStatus.LIVE
        : RunStatus.BROKE_OFF;
  }

  /** Whether the process that began it is there; a later one may have the same number. */
  private boolean isProcessThere() {
    if (record == null || process() == 0) {
      return false;
    }
    Instant begun = record.setup().begun();
    Optional<ProcessHandle> process = ProcessHandle.of(process());
    return process.isPresent()
        && process.get().isAlive()
        && process.get().info().startInstant().map(start -> !start.isAfter(begun)).orElse(false);
  }

  private Instant lastWritten() throws IOException {
    Path log = RunRecord.log(folder);
    return Files.exists(log) ? Files.getLastModifiedTime(log).toInstant() : Instant.MIN;
  }

  // --- what the page is told -------------------------------------------------------------------

  /** A line of the list. */
  synchronized Map<String, @Nullable Object> entry() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("topic", topic());
    json.put("status", status.key());
    json.put("fault", fault);
    json.put("read", share());
    if (record != null) {
      json.put("begun", record.setup().begun().toString());
      json.put("source", record.setup().data().source());
      json.put("model", record.setup().learner().model());
      json.put("task", record.setup().learner().task());
      json.put("process", process());
      json.put("batch", RecipeEntries.batch(record.recipe()));
      json.put("epochs", RecipeEntries.bound(record.recipe().stopping().epochs()));
      json.put("steps", RecipeEntries.bound(record.recipe().stopping().steps()));
    }
    StopReason stopped = curves.stopped();
    json.put("reason", stopped == null ? null : stopped.words());
    json.put("now", curves.now().json());
    json.put("training_loss", training().last());
    json.put("best_training_loss", training().least());
    json.put("validation_loss", curves.of(WatchedCurves.Kind.VALIDATION).last());
    json.put("best_validation_loss", curves.bestValidation());
    json.put("speed", curves.of(WatchedCurves.Kind.SPEED).last());
    List<Double> outline = new ArrayList<>();
    for (double value : curves.of(WatchedCurves.Kind.TRAIN).outline(OUTLINE)) {
      outline.add(value);
    }
    json.put("outline", outline);
    return json;
  }

  /** Epochs, or windows where none is done. */
  private Curve training() {
    Curve epochs = curves.of(WatchedCurves.Kind.EPOCH);
    return epochs.size() > 0 ? epochs : curves.of(WatchedCurves.Kind.TRAIN);
  }

  /** All that is known of it but its curves. */
  synchronized Map<String, @Nullable Object> detail() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>(entry());
    json.put("facts", record == null ? Map.of() : RecipeEntries.of(record));
    json.put("arguments", record == null ? List.of() : record.setup().arguments());
    json.put("rate", curves.of(WatchedCurves.Kind.RATE).last());
    json.put("norm", curves.of(WatchedCurves.Kind.NORM).last());
    json.put("scale", curves.of(WatchedCurves.Kind.SCALE).last());
    json.put("batch_now", curves.of(WatchedCurves.Kind.BATCH).last());
    json.put("previous_training_loss", curves.epochBefore());
    WatchedCurves.Note best = curves.best();
    json.put("best", best == null ? null : best.at().json());
    Started started = curves.started();
    json.put("examples", started == null ? null : started.examples());
    json.put("parameters", started == null ? null : started.parameters());
    List<Map<String, Object>> notes = new ArrayList<>();
    for (WatchedCurves.Note note : curves.notes()) {
      notes.add(Map.of("kind", note.kind(), "at", note.at().json(), "text", note.text()));
    }
    json.put("notes", notes);
    return json;
  }

  /**
   * Its curves, of bounded size.
   *
   * @param start the start that the page has, and {@code had} what it has of its curves: points and
   *     width of buckets, in the order of {@link WatchedCurves.Kind}; only the rest is sent
   */
  synchronized Frame series(int start, long[] points, int[] widths) {
    Map<String, @Nullable Object> head = new LinkedHashMap<>(detail());
    head.put("start", curves.starts());
    WatchedCurves.Kind[] kinds = WatchedCurves.Kind.values();
    int[] from = new int[kinds.length];
    for (int i = 0; i < kinds.length; i++) {
      Curve curve = curves.of(kinds[i]);
      from[i] = start == curves.starts() ? curve.missing(points[i], widths[i]) : 0;
    }
    return frame(head, curves, from);
  }

  /** Curves from some of their buckets on. */
  private static Frame frame(Map<String, @Nullable Object> head, WatchedCurves curves, int[] from) {
    Map<String, Object> about = new LinkedHashMap<>();
    WatchedCurves.Kind[] kinds = WatchedCurves.Kind.values();
    for (int i = 0; i < kinds.length; i++) {
      Curve curve = curves.of(kinds[i]);
      about.put(
          kinds[i].key(),
          Map.of("from", from[i], "width", curve.width(), "points", curve.points()));
    }
    head.put("curves", about);
    Frame frame = new Frame(head);
    for (int i = 0; i < kinds.length; i++) {
      curves.of(kinds[i]).addTo(frame, kinds[i].key(), from[i]);
    }
    return frame;
  }

  /**
   * The curves of a stretch, as fine as so many buckets allow. They are read from the log, from the
   * last mark before the stretch on: nothing of it is held in memory.
   */
  Frame stretch(Stretch wanted) {
    LogMarks.Mark mark;
    synchronized (this) {
      mark = marks.isEmpty() ? new LogMarks.Mark(0, 0, curves.standing()) : marks.before(wanted);
    }
    WatchedCurves found = new WatchedCurves(mark.standing(), wanted);
    EventReader part = new EventReader(RunRecord.log(folder), mark.position(), mark.lines());
    boolean more = true;
    while (more && !wanted.isOver(found.now())) {
      more = part.readSome(event -> found.take(event.event()));
    }
    Map<String, @Nullable Object> head = new LinkedHashMap<>();
    head.put("start", found.starts());
    return frame(head, found, new int[WatchedCurves.Kind.values().length]);
  }
}
