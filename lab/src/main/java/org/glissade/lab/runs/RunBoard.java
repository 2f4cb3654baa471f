package org.glissade.lab.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.glissade.io.DataException;
import org.glissade.lab.server.Call;
import org.glissade.lab.server.Feed;
import org.glissade.lab.server.Reply;
import org.glissade.lab.server.Route;
import org.jspecify.annotations.Nullable;

/** Answers what the page of runs asks, and publishes what happens to them. */
public final class RunBoard implements AutoCloseable {
  /** How often records are looked at: what is new is told about seven times a second. */
  private static final Duration PACE = Duration.ofMillis(140);

  /** The same while a long log is read. */
  private static final Duration SHORT = Duration.ofMillis(5);

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final RunsFolder folder;
  private final DataFiles files;
  private final @Nullable Trainings trainings;
  private final Feed feed;
  private final Consumer<Throwable> faults;
  private final Thread watcher;
  private final ReentrantLock stretching = new ReentrantLock();
  private volatile boolean closed;

  /**
   * Where things are.
   *
   * @param runs the folder of records, which need not be there yet; null for none
   * @param data folders whose files may be trained on, the first by plain names
   */
  public record Places(@Nullable Path runs, List<Path> data) {
    public Places {
      data = List.copyOf(data);
    }
  }

  /**
   * Begins to watch.
   *
   * @param launcher starts trainings; null if the page may not
   * @param faults told what went wrong while watching
   */
  public RunBoard(
      Places places,
      @Nullable TrainingLauncher launcher,
      Feed feed,
      InstantSource clock,
      Consumer<Throwable> faults) {
    this.folder = new RunsFolder(places.runs(), clock);
    this.files = new DataFiles(places.data(), places.runs());
    this.feed = feed;
    this.faults = faults;
    this.trainings =
        launcher == null || places.runs() == null
            ? null
            : new Trainings(launcher, places.runs(), PATIENCE, this::tellTrainings);
    folder.list();
    this.watcher = Thread.ofVirtual().name("glissade-lab-runs").start(this::watch);
  }

  /** What the server has to route here. */
  public List<Route> routes() {
    return List.of(
        Route.get("/api/runs", this::runs),
        Route.get("/api/runs/{run}", call -> Reply.json(found(call).detail())),
        Route.get("/api/runs/{run}/series", this::series),
        Route.get("/api/runs/{run}/stretch", this::stretch),
        Route.get("/api/files", this::files),
        Route.get("/api/columns", this::columns),
        Route.get("/api/trainings", call -> Reply.json(Map.of("trainings", all()))),
        Route.post("/api/trainings", this::train),
        Route.post("/api/trainings/{training}/stop", this::stop));
  }

  /** Ends the trainings that were started here, in order. */
  @Override
  public void close() {
    closed = true;
    watcher.interrupt();
    if (trainings != null) {
      trainings.close();
    }
  }

  // --- watching --------------------------------------------------------------------------------

  private void watch() {
    while (!closed) {
      try {
        RunsFolder.News news = folder.look();
        tell(news);
        Thread.sleep(folder.isUnread() ? SHORT : PACE);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        faults.accept(e);
      }
    }
  }

  private void tell(RunsFolder.News news) {
    if (!news.any() || closed) {
      return;
    }
    List<Map<String, @Nullable Object>> changed = new ArrayList<>();
    for (WatchedRun run : news.changed()) {
      changed.add(run.entry());
    }
    feed.publish("runs", Map.of("changed", changed, "gone", news.gone()));
    for (WatchedRun run : news.changed()) {
      feed.publish(run.topic(), Map.of("status", run.status().key()));
    }
  }

  /** One at a time, so that what is published last is how they stand. */
  private synchronized void tellTrainings() {
    feed.publish("trainings", Map.of("trainings", all()));
  }

  private List<Map<String, @Nullable Object>> all() {
    return trainings == null ? List.of() : trainings.all();
  }

  // --- requests --------------------------------------------------------------------------------

  private Reply runs(Call call) {
    Path path = folder.path();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("folder", path == null ? null : path.toString());
    json.put("exists", path != null && Files.isDirectory(path));
    json.put("can_train", trainings != null);
    List<Map<String, @Nullable Object>> entries = new ArrayList<>();
    for (WatchedRun run : folder.runs()) {
      entries.add(run.entry());
    }
    json.put("runs", entries);
    return Reply.json(json);
  }

  private WatchedRun found(Call call) {
    String name = call.parameter("run");
    WatchedRun run = folder.find(name);
    if (run == null) {
      throw new DataException("there is no run " + name);
    }
    return run;
  }

  private Reply series(Call call) {
    WatchedRun run = found(call);
    int kinds = WatchedCurves.Kind.values().length;
    long[] points = numbers(call.query("points", ""), kinds);
    long[] widths = numbers(call.query("widths", ""), kinds);
    int[] narrow = new int[kinds];
    for (int i = 0; i < kinds; i++) {
      narrow[i] = (int) Math.min(widths[i], Integer.MAX_VALUE);
    }
    long start = numbers(call.query("start", "0"), 1)[0];
    return run.series((int) Math.min(start, Integer.MAX_VALUE), points, narrow).reply();
  }

  /** Logs are read for one page at a time: two at once would only slow each other down. */
  private Reply stretch(Call call) {
    WatchedRun run = found(call);
    Stretch stretch = Stretch.of(call.query("clock"), call.query("from"), call.query("to"));
    stretching.lock();
    try {
      return run.stretch(stretch).reply();
    } finally {
      stretching.unlock();
    }
  }

  /** So many numbers between commas; none stands for zeros. */
  private static long[] numbers(String text, int count) {
    long[] numbers = new long[count];
    if (text.isEmpty()) {
      return numbers;
    }
    String[] parts = text.split(",", -1);
    if (parts.length != count || !text.matches("[0-9]{1,18}(,[0-9]{1,18})*")) {
      throw new DataException(count + " whole numbers are needed, not " + text);
    }
    for (int i = 0; i < count; i++) {
      numbers[i] = Long.parseLong(parts[i]);
    }
    return numbers;
  }

  private Reply files(Call call) {
    List<Map<String, Object>> list = new ArrayList<>();
    files.list().forEach((name, file) -> list.add(Map.of("name", name, "bytes", file.size())));
    return Reply.json(Map.of("files", list));
  }

  private DataFiles.Found listed(String name) {
    DataFiles.Found file = files.list().get(name);
    if (file == null) {
      throw new DataException("there is no file " + name + " in the list");
    }
    return file;
  }

  private Reply columns(Call call) {
    FileColumns columns = FileColumns.of(listed(call.query("file")).path());
    return Reply.json(Map.of("columns", columns.names(), "targets", columns.targets()));
  }

  private Reply train(Call call) throws IOException {
    TrainingOrder order = TrainingOrder.of(call.body());
    DataFiles.Found file = listed(order.data());
    Map<String, @Nullable Object> started = allowed().start(order, file.path());
    tellTrainings();
    return Reply.json(started);
  }

  private Reply stop(Call call) {
    String number = call.parameter("training");
    if (!number.matches("[0-9]{1,9}")) {
      throw new DataException("there is no training " + number);
    }
    Map<String, @Nullable Object> asked = allowed().stop(Integer.parseInt(number));
    tellTrainings();
    return Reply.json(asked);
  }

  private Trainings allowed() {
    if (trainings == null) {
      throw new DataException("this lab starts no trainings");
    }
    return trainings;
  }
}
