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

  private Lab(LabServer server, RunBoard runs) {
    this.server = server;
    this.runs = runs;
  }

  /**
   * Opens a lab that starts no trainings of runs.
   *
   * @param faults told what went wrong inside; called from any thread
   * @throws IOException if it cannot listen there; says what to do
   */
  public static Lab open(LabContent content, Listening listening, Consumer<Throwable> faults)
      throws IOException {
    return open(content, null, listening, faults);
  }

  /**
   * Opens a lab.
   *
   * @param launcher starts trainings that the page asks for; null if it may not
   * @param faults told what went wrong inside; called from any thread
   * @throws IOException if it cannot listen there; says what to do
   */
  public static Lab open(
      LabContent content,
      @Nullable TrainingLauncher launcher,
      Listening listening,
      Consumer<Throwable> faults)
      throws IOException {
    Feed feed = new Feed();
    OwnData own = data(content);
    RunBoard runs = new RunBoard(places(content), launcher, feed, InstantSource.system(), faults);
    try {
      List<Route> routes = new ArrayList<>();
      routes.add(Route.get("/api/lab", call -> about(content)));
      routes.addAll(new Stage(own, System::nanoTime).routes());
      routes.addAll(runs.routes());
      return new Lab(LabServer.start(listening, routes, feed, faults), runs);
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
      runs.close();
    }
  }

  /** What the lab was opened on. */
  private static Reply about(LabContent content) {
    Map<String, @Nullable Object> about = new LinkedHashMap<>();
    about.put("data", name(content.data()));
    about.put("runs", name(content.runs()));
    return Reply.json(about);
  }

  private static @Nullable String name(@Nullable Path path) {
    return path == null ? null : path.toString();
  }
}
