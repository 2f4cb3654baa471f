package org.glissade.lab.server;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The path and the query of a request, decoded once and strictly. Nothing is repaired: a path that
 * climbs ({@code ..}), hides a separator ({@code %2f}, a backslash), holds a control character or
 * is not UTF-8 is no path.
 */
final class RequestPath {
  private RequestPath() {}

  /** The segments, none for {@code /}; or null if it is no path. */
  static @Nullable List<String> segments(@Nullable String raw) {
    if (raw == null || !raw.startsWith("/")) {
      return null;
    }
    List<String> segments = new ArrayList<>();
    for (String part : split(raw)) {
      String segment = decode(part, false);
      if (segment == null || !isName(segment)) {
        return null;
      }
      segments.add(segment);
    }
    return segments;
  }

  /** The parts between slashes. */
  static List<String> split(String path) {
    return path.equals("/") ? List.of() : List.of(path.substring(1).split("/", -1));
  }

  /** The parameters of a query; or null if it is malformed or names one twice. */
  static @Nullable Map<String, String> query(@Nullable String raw) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (raw == null || raw.isEmpty()) {
      return parameters;
    }
    for (String part : raw.split("&", -1)) {
      int equals = part.indexOf('=');
      String name = decode(equals < 0 ? part : part.substring(0, equals), true);
      String value = decode(equals < 0 ? "" : part.substring(equals + 1), true);
      if (name == null || value == null || parameters.put(name, value) != null) {
        return null;
      }
    }
    return parameters;
  }

  private static boolean isName(String segment) {
    return !segment.isEmpty()
        && !segment.equals(".")
        && !segment.equals("..")
        && segment.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
  }

  private static @Nullable String decode(String text, boolean plusIsSpace) {
    ByteBuffer bytes = ByteBuffer.allocate(text.length() * 3);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int high = i + 2 < text.length() ? hex(text.charAt(i + 1)) : -1;
        int low = i + 2 < text.length() ? hex(text.charAt(i + 2)) : -1;
        if (high < 0 || low < 0) {
          return null;
        }
        bytes.put((byte) (high << 4 | low));
        i += 2;
      } else if (c > 0x7E) {
        return null; // not escaped
      } else {
        bytes.put((byte) (c == '+' && plusIsSpace ? ' ' : c));
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static int hex(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }
}
