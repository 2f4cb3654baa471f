package org.glissade.lab.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which requests go to which endpoint.
 *
 * @param method GET, which changes nothing, or POST, which brings a JSON object
 * @param pattern the path, {@code /api/races/{race}/updates}: a segment in braces stands for any
 *     one segment
 * @param endpoint what answers
 */
public record Route(Method method, String pattern, Endpoint endpoint) {
  /** The methods that there are. */
  public enum Method {
    GET,
    POST
  }

  public Route {
    if (!pattern.matches("/api(/([a-z0-9.-]+|\\{[a-z]+}))+")) {
      throw new IllegalArgumentException("a route is /api/name/{name}…, not " + pattern);
    }
  }

  /** A route that shows. */
  public static Route get(String pattern, Endpoint endpoint) {
    return new Route(Method.GET, pattern, endpoint);
  }

  /** A route that changes something. */
  public static Route post(String pattern, Endpoint endpoint) {
    return new Route(Method.POST, pattern, endpoint);
  }

  /** What stands at the names of the pattern, or null if it is another path. */
  @Nullable Map<String, String> match(List<String> path) {
    List<String> parts = RequestPath.split(pattern);
    if (parts.size() != path.size()) {
      return null;
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      if (part.startsWith("{")) {
        parameters.put(part.substring(1, part.length() - 1), path.get(i));
      } else if (!part.equals(path.get(i))) {
        return null;
      }
    }
    return parameters;
  }
}
