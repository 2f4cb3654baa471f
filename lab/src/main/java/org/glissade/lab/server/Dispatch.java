package org.glissade.lab.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.glissade.io.DataException;
import org.glissade.io.json.Fields;
import org.jspecify.annotations.Nullable;

/** Finds what answers a request that was let in, reads its body, and asks. */
final class Dispatch {
  private static final String SHOWING = "GET, HEAD";

  /**
   * A request.
   *
   * @param headers by names in lower case
   */
  record Request(String method, URI target, Map<String, String> headers, InputStream body) {}

  private final List<Route> routes;
  private final Assets assets;

  Dispatch(List<Route> routes, Assets assets) {
    this.routes = List.copyOf(routes);
    this.assets = assets;
  }

  /** The answer; never an exception but for a connection that fails. */
  Reply answer(Request request, Consumer<Throwable> faults) throws IOException {
    List<String> path = RequestPath.segments(request.target().getRawPath());
    if (path == null) {
      return Reply.notFound("such path");
    }
    String allowed = "";
    for (Route route : routes) {
      Map<String, String> parameters = route.match(path);
      if (parameters != null) {
        if (accepts(route, request.method())) {
          return answer(route, parameters, request, faults);
        }
        String methods = route.method() == Route.Method.GET ? SHOWING : "POST";
        allowed = allowed.isEmpty() ? methods : allowed + ", " + methods;
      }
    }
    Reply asset = assets.find(path, request.headers().get("if-none-match"));
    if (asset != null) {
      if (isShowing(request.method())) {
        return asset;
      }
      allowed = SHOWING;
    }
    return allowed.isEmpty()
        ? Reply.notFound("such path")
        : Reply.json(405, Map.of("error", "allowed: " + allowed)).with("Allow", allowed);
  }

  private static boolean isShowing(String method) {
    return method.equals("GET") || method.equals("HEAD");
  }

  private static boolean accepts(Route route, String method) {
    return route.method() == Route.Method.GET ? isShowing(method) : method.equals("POST");
  }

  private static Reply answer(
      Route route, Map<String, String> parameters, Request request, Consumer<Throwable> faults)
      throws IOException {
    Map<String, String> query = RequestPath.query(request.target().getRawQuery());
    if (query == null) {
      return Reply.error(400, "the query is malformed, or names something twice");
    }
    byte[] body = new byte[0];
    if (route.method() == Route.Method.POST) {
      if (!isJson(request.headers().get("content-type"))) {
        return Reply.error(415, "the body has to be " + Reply.JSON);
      }
      byte[] read = body(request);
      if (read == null) {
        return Reply.error(413, "a body may have " + ServerLimits.BODY_BYTES + " bytes");
      }
      body = read;
    }
    try {
      Fields fields =
          route.method() == Route.Method.POST
              ? Fields.parse("the request", text(body))
              : new Fields("the request", Map.of());
      return route.endpoint().answer(new Call(parameters, query, request.headers(), fields));
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      return failure(e, faults);
    }
  }

  private static Reply failure(Throwable e, Consumer<Throwable> faults) {
    String message = String.valueOf(e.getMessage());
    return switch (e) {
      case DataException data -> Reply.error(400, message);
      // of which a SpecException is one
      case IllegalArgumentException argument when argument.getMessage() != null ->
          Reply.error(400, message);
      case NoSuchFileException none -> Reply.notFound("file " + none.getFile());
      default -> {
        faults.accept(e);
        yield Reply.error(500, "a fault of the lab; the terminal that started it says which");
      }
    };
  }

  // --- the body --------------------------------------------------------------------------------

  private static boolean isJson(@Nullable String type) {
    return type != null && type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT).equals(Reply.JSON);
  }

  /** All of the body, or null if it is too large: then as little as possible is read. */
  private static byte @Nullable [] body(Request request) throws IOException {
    String length = request.headers().get("content-length");
    if (length != null && Long.parseLong(length.trim()) > ServerLimits.BODY_BYTES) {
      return null;
    }
    byte[] body = request.body().readNBytes(ServerLimits.BODY_BYTES + 1);
    return body.length > ServerLimits.BODY_BYTES ? null : body;
  }

  private static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new DataException("the request is not UTF-8", e);
    }
  }
}
