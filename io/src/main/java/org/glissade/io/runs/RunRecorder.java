package org.glissade.io.runs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.glissade.io.DataException;
import org.glissade.io.json.Json;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.modelfile.WholeFile;
import org.glissade.train.TrainingEvent;
import org.glissade.train.TrainingListener;
import org.jspecify.annotations.Nullable;

/**
 * Writes the record of a run while it goes on: a folder of its own that {@link RunRecord} reads,
 * curves for TensorBoard, or both.
 *
 * <p>The folder is made when training starts, under a name made of time and data that is not yet
 * taken. A model matters more than its record: where the record cannot be written, the trouble is
 * told once, and training goes on without it.
 */
public final class RunRecorder implements TrainingListener, AutoCloseable {
  static final String RECIPE = "recipe.json";
  static final String EVENTS = "events.jsonl";
  static final String SUMMARY = "summary.json";
  static final String MODEL = "model.glissade";

  /** The version of what the files of a record hold. */
  static final int FORMAT = 1;

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final int LONGEST_NAME = 60;

  /**
   * Where runs are recorded, each in a folder of its own there.
   *
   * @param runs for records, or null for none
   * @param tensorBoard for curves, or null for none; the same place puts both into one folder
   */
  public record Places(@Nullable Path runs, @Nullable Path tensorBoard) {
    /** Whether anything is to be written. */
    public boolean any() {
      return runs != null || tensorBoard != null;
    }

    /** The places as folders that are there, a common one once. */
    private List<Path> made() throws IOException {
      Set<Path> places = new LinkedHashSet<>();
      for (Path place : Arrays.asList(runs, tensorBoard)) {
        if (place != null) {
          places.add(Files.createDirectories(place).toRealPath());
        }
      }
      return List.copyOf(places);
    }
  }

  /** What writes to a record, and may fail. */
  @FunctionalInterface
  private interface Recording {
    void write(Path folder, EventLog log) throws IOException;
  }

  /** What writes curves, and may fail. */
  @FunctionalInterface
  private interface Drawing {
    void write(TensorBoardLog log) throws IOException;
  }

  private final Places places;
  private final InstantSource clock;
  private final Consumer<String> trouble;
  private RunSetup setup;
  private TrainingEvent.@Nullable Started started;
  private @Nullable String name;
  private @Nullable EventLog events;
  private @Nullable TensorBoardLog curves;
  private boolean failed;

  /**
   * @param setup what is known of the run
   * @param clock tells when events come
   * @param trouble receives a sentence where something cannot be written
   */
  public RunRecorder(Places places, RunSetup setup, InstantSource clock, Consumer<String> trouble) {
    this.places = places;
    this.setup = setup;
    this.clock = clock;
    this.trouble = trouble;
  }

  /** The folder of the record, or null if there is none (yet). */
  public @Nullable Path folder() {
    return places.runs() == null || name == null ? null : places.runs().resolve(name);
  }

  /** The folder of the curves, or null if there is none (yet). */
  public @Nullable Path curvesFolder() {
    return places.tensorBoard() == null || name == null ? null : places.tensorBoard().resolve(name);
  }

  /** Whether something could not be written, so that the record lacks it. */
  public boolean hasFailed() {
    return failed;
  }

  /** Says what the rows have told since the beginning. */
  public void learnt(RunSetup.Data data, RunSetup.Learner learner) {
    setup = setup.with(data, learner);
    record((folder, log) -> writeRecipe(folder));
  }

  @Override
  public boolean gradientNoise() {
    return true;
  }

  @Override
  public boolean everyWindow() {
    return true;
  }

  @Override
  public void on(TrainingEvent event) {
    Instant time = clock.instant();
    if (event instanceof TrainingEvent.Started start) {
      started = start;
      begin(time);
      record((folder, log) -> writeRecipe(folder));
    }
    TrainingEvent told = event.scaled(setup.learner().lossFactor());
    record((folder, log) -> log.append(time, told));
    draw(log -> log.append(time, told));
  }

  /**
   * Completes the record.
   *
   * @param model what came of the run
   * @param summary what the command tells of it, a JSON object
   */
  public void finish(ModelFile model, String summary) {
    record(
        (folder, log) -> {
          model.write(folder.resolve(MODEL));
          write(folder.resolve(SUMMARY), summary);
        });
    close();
  }

  /** Ends the writing; a record that was not finished stays as far as it went. */
  @Override
  public void close() {
    record((folder, log) -> log.close());
    events = null;
    draw(TensorBoardLog::close);
    curves = null;
  }

  // --- the folder ------------------------------------------------------------------------------

  private void begin(Instant time) {
    if (name != null || failed) {
      return;
    }
    try {
      makeFolders(time);
    } catch (IOException e) {
      fail("record", places.runs() != null ? places.runs() : places.tensorBoard(), e);
    }
  }

  private void makeFolders(Instant time) throws IOException {
    List<Path> each = places.made();
    String base = name(setup.begun(), setup.data().source());
    int number = 1;
    String free = base;
    while (!make(each, free)) {
      number++;
      free = base + "-" + number;
    }
    name = free;
    Path folder = folder();
    if (folder != null) {
      events = EventLog.create(folder.resolve(EVENTS));
    }
    Path curvesFolder = curvesFolder();
    if (curvesFolder != null) {
      curves = TensorBoardLog.create(curvesFolder, time);
    }
  }

  /** Makes a folder of that name in each place; false if one is taken, and then none is made. */
  private static boolean make(List<Path> places, String name) throws IOException {
    List<Path> made = new ArrayList<>();
    try {
      for (Path place : places) {
        made.add(Files.createDirectory(place.resolve(name)));
      }
      return true;
    } catch (FileAlreadyExistsException e) {
      for (Path folder : made) {
        Files.delete(folder);
      }
      return false;
    }
  }

  /** Time, to sort by, and what the data are called, to know again. */
  static String name(Instant time, String source) {
    String file = source.substring(source.replace('\\', '/').lastIndexOf('/') + 1);
    int dot = file.indexOf('.', 1);
    String plain = (dot < 0 ? file : file.substring(0, dot)).replaceAll("[^\\p{L}\\p{N}_-]+", "-");
    String cut = plain.length() <= LONGEST_NAME ? plain : plain.substring(0, LONGEST_NAME);
    return NAME.format(time) + "-" + cut;
  }

  private void writeRecipe(Path folder) {
    TrainingEvent.Started start = Objects.requireNonNull(started);
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("format", FORMAT);
    json.putAll(setup.toJson());
    json.put("engine", start.engine());
    json.put("threads", start.threads());
    json.put("recipe", RecipeText.of(start.recipe()));
    write(folder.resolve(RECIPE), Json.text(json));
  }

  private static void write(Path file, String text) {
    byte[] bytes = (text.strip() + "\n").getBytes(StandardCharsets.UTF_8);
    WholeFile.write(file, channel -> write(channel, ByteBuffer.wrap(bytes)));
  }

  private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  // --- trouble ---------------------------------------------------------------------------------

  /** Does that with the record, if there is one; if it fails, there is none any more. */
  private void record(Recording writing) {
    Path folder = folder();
    EventLog log = events;
    if (folder == null || log == null) {
      return;
    }
    try {
      writing.write(folder, log);
    } catch (IOException | DataException e) {
      events = null;
      abandon(log);
      fail("record", folder, e);
    }
  }

  /** Does that with the curves, if there are any; if it fails, there are none any more. */
  private void draw(Drawing writing) {
    TensorBoardLog log = curves;
    if (log == null) {
      return;
    }
    try {
      writing.write(log);
    } catch (IOException e) {
      curves = null;
      abandon(log);
      fail("TensorBoard log", curvesFolder(), e);
    }
  }

  private static void abandon(Closeable log) {
    try {
      log.close();
    } catch (IOException e) {
      // What went wrong first is what is told.
    }
  }

  private void fail(String what, @Nullable Path where, Exception e) {
    failed = true;
    trouble.accept(
        "the "
            + what
            + " of this run in "
            + where
            + " is not complete: "
            + reason(e)
            + ". Training and model are not affected");
  }

  private static String reason(Exception e) {
    if (e instanceof FileAlreadyExistsException taken) {
      return taken.getFile() + " is there and is no folder";
    }
    if (e instanceof FileSystemException system) {
      String why = system.getReason();
      return "cannot write " + system.getFile() + (why == null ? "" : ": " + why);
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
