package org.glissade.lab.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.glissade.io.json.Json;

/** What a request is answered with. The server adds the headers that every reply has. */
public sealed interface Reply {
  String JSON = "application/json";
  String HTML = "text/html; charset=utf-8";
  String TEXT = "text/plain; charset=utf-8";

  /** The status of HTTP. */
  int status();

  /** The media type. */
  String type();

  /** Headers of this reply alone. */
  Map<String, String> headers();

  /** A reply whose body is at hand. */
  record Whole(int status, String type, byte[] body, Map<String, String> headers) implements Reply {
    public Whole {
      headers = Map.copyOf(headers);
    }

    Whole with(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return new Whole(status, type, body, more);
    }
  }

  /** A reply that is written bit by bit. */
  record Stream(String type, Writing writing, Map<String, String> headers) implements Reply {
    public Stream {
      headers = Map.copyOf(headers);
    }

    @Override
    public int status() {
      return 200;
    }

    Stream with(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return new Stream(type, writing, more);
    }
  }

  /** Writes the body of a reply; an interrupt, or a client that is gone, ends it. */
  @FunctionalInterface
  interface Writing {
    void to(OutputStream out) throws IOException, InterruptedException;
  }

  /** A JSON object. */
  static Whole json(Map<String, ?> object) {
    return json(200, object);
  }

  /** A JSON object, with another status. */
  static Whole json(int status, Map<String, ?> object) {
    return text(status, JSON, Json.text(object)).with("Cache-Control", "no-store");
  }

  /** Bytes of some type. */
  static Whole bytes(String type, byte[] body) {
    return new Whole(200, type, body, Map.of("Cache-Control", "no-store"));
  }

  /** A body that is written bit by bit. */
  static Stream stream(String type, Writing writing) {
    return new Stream(type, writing, Map.of("Cache-Control", "no-store"));
  }

  /** There is no such thing; {@code what} completes "there is no …". */
  static Whole notFound(String what) {
    return error(404, "there is no " + what);
  }

  /** Something is wrong: says what. */
  static Whole error(int status, String message) {
    return json(status, Map.of("error", message));
  }

  /** A page for people. */
  static Whole page(int status, String html) {
    return text(status, HTML, html).with("Cache-Control", "no-store");
  }

  private static Whole text(int status, String type, String text) {
    return new Whole(status, type, text.getBytes(StandardCharsets.UTF_8), Map.of());
  }
}
