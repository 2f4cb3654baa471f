package org.glissade.lab.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.glissade.io.DataException;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;

/** A server with a few routes, asked byte by byte over a socket: clients of the JDK forbid much. */
final class Wire implements AutoCloseable {
  /** What no reply may show. */
  static final String INSIDE = "what-only-the-terminal-may-say";

  private static final int PATIENCE_MILLIS = 30_000;

  final Feed feed;
  final LabServer server;

  Wire() {
    this(new Feed(), fault -> {});
  }

  Wire(Feed feed, Consumer<Throwable> faults) {
    this.feed = feed;
    try {
      this.server = LabServer.start(Listening.anywhereFree(), routes(), feed, faults);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<Route> routes() {
    return List.of(
        Route.get("/api/echo/{what}", call -> Reply.json(Map.of("what", call.parameter("what")))),
        Route.get("/api/query", call -> Reply.json(Map.of("x", call.query("x")))),
        Route.post("/api/echo", call -> Reply.json(Map.of("text", call.body().text("text")))),
        Route.get(
            "/api/data",
            call -> {
              throw new DataException("iris.csv:3:2: no number");
            }),
        Route.get(
            "/api/spec",
            call -> {
              throw new SpecException("there is no loss named squard");
            }),
        Route.get(
            "/api/fault",
            call -> {
              throw new IllegalStateException(INSIDE);
            }));
  }

  /**
   * A reply.
   *
   * @param headers by name in lower case
   */
  record Answer(int status, Map<String, String> headers, String body) {
    /** Fails with the whole reply unless it has this status. */
    Answer has(int expected) {
      assertThat(status).as("status of %s", this).isEqualTo(expected);
      return this;
    }

    /** A header that has to be there. */
    String header(String name) {
      String value = headers.get(name);
      assertThat(value).as("%s of %s", name, this).isNotNull();
      return String.valueOf(value);
    }
  }

  String host() {
    return "127.0.0.1:" + server.port();
  }

  /** The token in the printed address. */
  String token() {
    String address = server.address();
    return address.substring(address.indexOf("token=") + "token=".length());
  }

  /** The cookie that the token is exchanged for, as a browser sends it. */
  String cookie() throws IOException {
    String set = ask("GET /?token=" + token(), "Host: " + host()).has(303).header("set-cookie");
    return set.substring(0, set.indexOf(';'));
  }

  /** A GET by who is let in. */
  Answer get(String target, String... headers) throws IOException {
    return ask("GET " + target, letIn(headers));
  }

  /** A POST of JSON by who is let in. */
  Answer post(String target, String json) throws IOException {
    return send("POST " + target, json, letIn("Content-Type: application/json"));
  }

  /** Headers, with those of who is let in. */
  String[] letIn(String... headers) throws IOException {
    String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "Host: " + host();
    all[headers.length + 1] = "Cookie: " + cookie();
    return all;
  }

  /** A request with these headers and no others. */
  Answer ask(String methodAndTarget, String... headers) throws IOException {
    return send(methodAndTarget, null, headers);
  }

  /** A request with a body and its length. */
  Answer send(String methodAndTarget, @Nullable String body, String... headers) throws IOException {
    StringBuilder request = new StringBuilder(methodAndTarget).append(" HTTP/1.1\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    if (body != null) {
      int length = body.getBytes(StandardCharsets.UTF_8).length;
      request.append("Content-Length: ").append(length).append("\r\n");
    }
    request.append("Connection: close\r\n\r\n").append(body == null ? "" : body);
    return raw(request.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Any bytes; what comes back until the server closes. */
  Answer raw(byte[] request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request);
      socket.getOutputStream().flush();
      return parse(new String(readAll(socket), StandardCharsets.UTF_8));
    }
  }

  Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", server.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  static byte[] readAll(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    return in.readAllBytes();
  }

  static Answer parse(String reply) {
    int end = reply.indexOf("\r\n\r\n");
    assertThat(end).as("end of the headers of <%s>", reply).isPositive();
    List<String> lines = reply.substring(0, end).lines().toList();
    assertThat(lines.getFirst()).matches("HTTP/1\\.1 \\d{3} .*");
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
    }
    int status = Integer.parseInt(lines.getFirst().substring(9, 12));
    return new Answer(status, headers, reply.substring(end + 4));
  }

  @Override
  public void close() {
    server.close();
  }
}
