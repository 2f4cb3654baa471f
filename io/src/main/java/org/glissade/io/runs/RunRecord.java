package org.glissade.io.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.glissade.io.DataException;
import org.glissade.io.json.Fields;
import org.glissade.io.json.Json;
import org.glissade.train.Recipe;
import org.glissade.train.StopReason;
import org.glissade.train.TrainingEvent;
import org.jspecify.annotations.Nullable;

/**
 * The record of a run, as {@link RunRecorder} wrote it: whole, broken off, or still going on.
 *
 * @param folder where it is
 * @param setup what was learnt from what
 * @param engine which engine computed the steps
 * @param threads how many threads computed them
 * @param recipe all that was decided before the first step, of the last start
 * @param events in the order in which they came
 * @param summary what {@code glissade train --json} prints, or null before the end
 * @param model the model, or null before the end
 */
public record RunRecord(
    Path folder,
    RunSetup setup,
    String engine,
    int threads,
    Recipe recipe,
    List<LoggedEvent> events,
    @Nullable Map<String, @Nullable Object> summary,
    @Nullable Path model) {
  public RunRecord {
    events = List.copyOf(events);
  }

  /** Whether a folder holds the record of a run. */
  public static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(RunRecorder.RECIPE));
  }

  /**
   * Reads a record.
   *
   * @throws DataException if the folder holds none, or it is damaged; says which file, and where
   */
  public static RunRecord read(Path folder) {
    Path log = log(folder);
    RunRecord record = withoutEvents(folder);
    return new RunRecord(
        folder,
        record.setup,
        record.engine,
        record.threads,
        record.recipe,
        Files.exists(log) ? EventLog.read(log) : List.of(),
        record.summary,
        record.model);
  }

  /** The log of a record, for an {@link EventReader}. */
  public static Path log(Path folder) {
    return folder.resolve(RunRecorder.EVENTS);
  }

  /**
   * Reads all of a record but its events, which may be many.
   *
   * @throws DataException if the folder holds none, or it is damaged; says which file, and where
   */
  public static RunRecord withoutEvents(Path folder) {
    if (!isIn(folder)) {
      throw new DataException(
          folder + " is no record of a run: there is no " + RunRecorder.RECIPE + " in it");
    }
    Path recipeFile = folder.resolve(RunRecorder.RECIPE);
    Fields json = Fields.parse(recipeFile.toString(), text(recipeFile));
    int format = json.count("format");
    if (format > RunRecorder.FORMAT) {
      throw new DataException(
          recipeFile
              + " has format "
              + format
              + "; this version reads records of format "
              + RunRecorder.FORMAT
              + ": use a newer Glissade");
    }
    Path summary = folder.resolve(RunRecorder.SUMMARY);
    Path model = folder.resolve(RunRecorder.MODEL);
    return new RunRecord(
        folder,
        RunSetup.of(json),
        json.text("engine"),
        json.count("threads"),
        RecipeText.parse(json.object("recipe")),
        List.of(),
        Files.exists(summary) ? object(summary) : null,
        Files.exists(model) ? model : null);
  }

  /**
   * The events of the training that counts: where a searched rate proved too high, there were
   * starts before it.
   */
  public List<LoggedEvent> lastStart() {
    int from = 0;
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i).event() instanceof TrainingEvent.Started) {
        from = i;
      }
    }
    return events.subList(from, events.size());
  }

  /** Why the training ended; null if it has not, or broke off. */
  public @Nullable StopReason stopReason() {
    List<LoggedEvent> last = lastStart();
    return !last.isEmpty() && last.getLast().event() instanceof TrainingEvent.Stopped end
        ? end.reason()
        : null;
  }

  private static Map<String, @Nullable Object> object(Path file) {
    try {
      return Json.object(text(file));
    } catch (DataException e) {
      throw new DataException(file + ": " + e.getMessage(), e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new DataException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
