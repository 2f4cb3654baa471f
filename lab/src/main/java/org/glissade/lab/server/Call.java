package org.glissade.lab.server;

import java.util.Map;
import org.glissade.io.DataException;
import org.glissade.io.json.Fields;
import org.jspecify.annotations.Nullable;

/**
 * A request that was let in.
 *
 * @param parameters what stands in the path where the route has {@code {name}}
 * @param query the parameters behind the question mark
 * @param headers by name in lower case, without cookies
 * @param body the JSON object that was posted; empty for a GET
 */
public record Call(
    Map<String, String> parameters,
    Map<String, String> query,
    Map<String, String> headers,
    Fields body) {
  public Call {
    parameters = Map.copyOf(parameters);
    query = Map.copyOf(query);
    headers = Map.copyOf(headers);
  }

  /** What stands in the path where the route has {@code {name}}. */
  public String parameter(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalStateException("the route has no {" + name + "}");
    }
    return value;
  }

  /** A parameter behind the question mark, which has to be there. */
  public String query(String name) {
    String value = query.get(name);
    if (value == null) {
      throw new DataException("the query lacks " + name);
    }
    return value;
  }

  /** A parameter behind the question mark, or what stands for it. */
  public String query(String name, String otherwise) {
    return query.getOrDefault(name, otherwise);
  }

  /** A header, by its name in lower case. */
  public @Nullable String header(String name) {
    return headers.get(name);
  }
}
