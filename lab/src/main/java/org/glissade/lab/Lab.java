package org.glissade.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.glissade.lab.server.Feed;
import org.glissade.lab.server.LabServer;
import org.glissade.lab.server.Listening;
import org.glissade.lab.server.Reply;
import org.glissade.lab.server.Route;
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
    List<Route> routes = List.of(Route.get("/api/lab", call -> about(content)));
    return new Lab(LabServer.start(listening, routes, new Feed(), faults));
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
