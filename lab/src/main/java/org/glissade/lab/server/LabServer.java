package org.glissade.lab.server;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * The server of the lab: files of the page, routes of the rooms, events. Every request passes the
 * {@link Gate} first; every reply, errors too, has the same headers of safety.
 *
 * <p>A request has a virtual thread of its own, so that one that comes slowly, or whose answer
 * takes long, holds up no other.
 */
public final class LabServer implements AutoCloseable {
  /** What every reply says about itself; a page may load nothing from elsewhere, nor run inline. */
  static final Map<String, String> SAFETY =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
              + " font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
              + " frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Referrer-Policy",
          "no-referrer");

  private final HttpServer server;
  private final ExecutorService threads;
  private final Keys keys = new Keys();
  private final Gate gate;
  private final Dispatch dispatch;
  private final Feed feed;
  private final Consumer<Throwable> faults;
  private final String address;
  private final boolean open;

  private LabServer(
      HttpServer server,
      Listening listening,
      Dispatch dispatch,
      Feed feed,
      Consumer<Throwable> faults) {
    this.server = server;
    this.dispatch = dispatch;
    this.feed = feed;
    this.faults = faults;
    this.threads = Executors.newVirtualThreadPerTaskExecutor();
    InetAddress bound = server.getAddress().getAddress();
    int port = server.getAddress().getPort();
    this.open = !bound.isLoopbackAddress();
    String host = bound.isAnyLocalAddress() ? machine() : inAddress(listening.host());
    this.gate = new Gate(keys, host, port, open);
    this.address = "http://" + host + ":" + port + "/";
  }

  /**
   * Starts a server.
   *
   * @param routes of the rooms
   * @param feed to which the rooms publish; closed with the server
   * @param faults told what went wrong in a room; the client is told only that something did
   * @throws IOException if the port is taken or the host is not of this machine; says what to do
   */
  public static LabServer start(
      Listening listening, List<Route> routes, Feed feed, Consumer<Throwable> faults)
      throws IOException {
    ServerLimits.set();
    HttpServer http = bind(listening);
    List<Route> all = new ArrayList<>(feed.routes());
    all.addAll(routes);
    Dispatch dispatch = new Dispatch(all, Assets.load());
    LabServer server = new LabServer(http, listening, dispatch, feed, faults);
    http.setExecutor(server.threads);
    http.createContext("/", server::handle);
    http.start();
    return server;
  }

  /** The address to open, with the token. */
  public String address() {
    return address("");
  }

  /** That of another page, such as {@code runs.html}. */
  public String address(String page) {
    return address + page + "?token=" + keys.token();
  }

  /** An address that can be opened once: for a command line, which others can read. */
  public String addressForOnce() {
    return addressForOnce("");
  }

  /** That of another page. */
  public String addressForOnce(String page) {
    return address + page + "?token=" + keys.newTicket();
  }

  /** Whether other machines can ask. */
  public boolean isOpenToOthers() {
    return open;
  }

  /** The port on which it listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Ends all streams, then all connections, and waits until no thread is left. */
  @Override
  public void close() {
    feed.close();
    server.stop(0);
    threads.shutdownNow();
    threads.close();
  }

  // --- where it listens ------------------------------------------------------------------------

  private static HttpServer bind(Listening listening) throws IOException {
    InetAddress host = resolve(listening.host());
    Integer asked = listening.port();
    int port = asked == null ? Listening.USUAL_PORT : asked;
    try {
      return HttpServer.create(new InetSocketAddress(host, port), 0);
    } catch (BindException e) {
      if (asked == null) {
        return HttpServer.create(new InetSocketAddress(host, 0), 0);
      }
      BindException told =
          new BindException(
              "cannot listen on port "
                  + port
                  + " of "
                  + listening.host()
                  + " ("
                  + e.getMessage()
                  + "); give another --port, or none for one that is free");
      told.initCause(e);
      throw told;
    }
  }

  private static InetAddress resolve(String host) throws IOException {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new IOException(
          "there is no host " + host + "; --host is an address or a name of this machine", e);
    }
  }

  private static String inAddress(String host) {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  /** What others call this machine. */
  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  // --- requests --------------------------------------------------------------------------------

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply = gate.stop(exchange);
      if (reply == null) {
        reply = answer(exchange);
      }
      send(exchange, reply);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // cut off, or the server stops
    }
  }

  private Reply answer(HttpExchange exchange) throws IOException {
    Dispatch.Request request =
        new Dispatch.Request(
            exchange.getRequestMethod(),
            exchange.getRequestURI(),
            headers(exchange.getRequestHeaders()),
            exchange.getRequestBody());
    return dispatch.answer(request, faults);
  }

  /** By names in lower case; the first of each. The key stays at the gate. */
  private static Map<String, String> headers(Headers headers) {
    Map<String, String> result = new LinkedHashMap<>();
    headers.forEach((name, values) -> result.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    result.remove("cookie");
    return result;
  }

  private static void send(HttpExchange exchange, Reply reply)
      throws IOException, InterruptedException {
    Headers headers = exchange.getResponseHeaders();
    SAFETY.forEach(headers::set);
    headers.set("Content-Type", reply.type());
    reply.headers().forEach(headers::set);
    boolean bodiless = exchange.getRequestMethod().equals("HEAD") || reply.status() == 304;
    switch (reply) {
      case Reply.Whole whole -> {
        byte[] body = whole.body();
        exchange.sendResponseHeaders(
            whole.status(), bodiless || body.length == 0 ? -1 : body.length);
        if (!bodiless && body.length > 0) {
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        }
      }
      case Reply.Stream stream -> {
        exchange.sendResponseHeaders(stream.status(), bodiless ? -1 : 0);
        if (!bodiless) {
          try (OutputStream out = exchange.getResponseBody()) {
            stream.writing().to(out);
          }
        }
      }
    }
  }
}
