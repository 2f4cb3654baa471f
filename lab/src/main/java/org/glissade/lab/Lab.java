package org.glissade.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.glissade.io.formats.DataReader;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.Source;
import org.glissade.lab.problem.OwnData;
import org.glissade.lab.replay.Replays;
import org.glissade.lab.replay.Retraining;
import org.glissade.lab.runs.RunBoard;
import org.glissade.lab.runs.TrainingLauncher;
import org.glissade.lab.server.Feed;
import org.glissade.lab.server.LabServer;
import org.glissade.lab.server.Listening;
import org.glissade.lab.server.Reply;
import org.glissade.lab.server.Route;
import org.glissade.lab.stage.Stage;
import org.jspecify.annotations.Nullable;

/** The lab, running: the one place where its rooms are put together. Closing it ends everything. */
public final class Lab implements AutoCloseable {
  private final LabServer server;
  private final RunBoard runs;
  private final Replays replays;

  private Lab(LabServer server, RunBoard runs, Replays replays) {
    this.server = server;
    this.runs = runs;
    this.replays = replays;
  }

  /**
   * What of the command the page may use.
   *
   * @param launcher starts trainings; null if the page may not
   * @param retraining trains a recorded run again; null if the page may not
   */
  public record Commands(@Nullable TrainingLauncher launcher, @Nullable Retraining retraining) {
    /** The page only shows. */
    public static final Commands NONE = new Commands(null, null);
  }

  /**
   * Opens a lab whose page only shows.
   *
   * @param faults told what went wrong inside; called from any thread
   * @throws IOException if it cannot listen there; says what to do
   */
  public static Lab open(LabContent content, Listening listening, Consumer<Throwable> faults)
      throws IOException {
    return open(content, Commands.NONE, listening, faults);
  }

  /**
   * Opens a lab.
   *
   * @param faults told what went wrong inside; called from any thread
   * @throws IOException if it cannot listen there; says what to do
   */
  public static Lab open(
      LabContent content, Commands commands, Listening listening, Consumer<Throwable> faults)
      throws IOException {
    Feed feed = new Feed();
    OwnData own = data(content);
    RunBoard runs =
        new RunBoard(places(content), commands.launcher(), feed, InstantSource.system(), faults);
    Replays replays = new Replays(runs::folder, commands.retraining(), feed, faults);
    try {
      List<Route> routes = new ArrayList<>();
      routes.add(Route.get("/api/lab", call -> about(content, commands)));
      routes.addAll(new Stage(own, System::nanoTime).routes());
      routes.addAll(runs.routes());
      routes.addAll(replays.routes());
      return new Lab(LabServer.start(listening, routes, feed, faults), runs, replays);
    } catch (IOException e) {
      runs.close();
      throw e;
    }
  }

  /** Data are offered from where the lab was started, and from where the file of the user is. */
  private static RunBoard.Places places(LabContent content) {
    List<Path> folders = new ArrayList<>();
    folders.add(Path.of(""));
    Path data = content.data();
    if (data != null && data.toAbsolutePath().getParent() != null) {
      folders.add(data.toAbsolutePath().getParent());
    }
    return new RunBoard.Places(content.runs(), folders);
  }

  private static @Nullable OwnData data(LabContent content) {
    if (content.data() == null) {
      return null;
    }
    ReadOptions options = ReadOptions.defaults();
    if (content.target() != null) {
      options = options.target(content.target());
    }
    return new OwnData(DataReader.read(Source.file(content.data()), options));
  }

  /** The running server: its addresses. */
  public LabServer server() {
    return server;
  }

  @Override
  public void close() {
    try (server) {
      replays.close();
      runs.close();
    }
  }

  /** What the lab was opened on. */
  private static Reply about(LabContent content, Commands commands) {
    Map<String, @Nullable Object> about = new LinkedHashMap<>();
    about.put("data", name(content.data()));
    about.put("runs", name(content.runs()));
    about.put("replays", commands.retraining() != null);
    return Reply.json(about);
  }

  private static @Nullable String name(@Nullable Path path) {
    return path == null ? null : path.toString();
  }
}
