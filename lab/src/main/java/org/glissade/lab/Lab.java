package org.glissade.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.glissade.io.formats.DataReader;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.Source;
import org.glissade.lab.problem.OwnData;
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

  private Lab(LabServer server) {
    this.server = server;
  }

  /**
   * Opens a lab.
   *
   * @param faults told what went wrong inside; called from any thread
   * @throws IOException if it cannot listen there; says what to do
   */
  public static Lab open(LabContent content, Listening listening, Consumer<Throwable> faults)
      throws IOException {
    List<Route> routes = new ArrayList<>();
    routes.add(Route.get("/api/lab", call -> about(content)));
    routes.addAll(new Stage(data(content.data()), System::nanoTime).routes());
    return new Lab(LabServer.start(listening, routes, new Feed(), faults));
  }

  private static @Nullable OwnData data(@Nullable Path file) {
    return file == null
        ? null
        : new OwnData(DataReader.read(Source.file(file), ReadOptions.defaults()));
  }

  /** The running server: its addresses. */
  public LabServer server() {
    return server;
  }

  @Override
  public void close() {
    server.close();
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
