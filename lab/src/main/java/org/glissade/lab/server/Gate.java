package org.glissade.lab.server;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who is let in. A page of any web site can make a browser send requests to this machine; this is
 * where those end:
 *
 * <ul>
 *   <li>the header {@code Host} has to name this machine: a foreign name that was made to point
 *       here (DNS rebinding) gets 421;
 *   <li>a request that another site caused, by {@code Origin} or {@code Sec-Fetch-Site}, gets 403;
 *   <li>the cookie has to be there, or 401. It is had by opening the printed address, whose token
 *       is exchanged for it at once, so that it stays in no history.
 * </ul>
 */
final class Gate {
  /** The first page, or another. */
  private static final Pattern PAGE = Pattern.compile("/([a-z]+[.]html)?");

  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9a-f:.]+]|[a-z0-9._-]+)(?::[0-9]{1,5})?");
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final String TOKEN = "token";

  private final Keys keys;
  private final String cookie;
  private final String host;
  private final boolean open;

  /**
   * @param host under which name it is asked for, besides those of every machine
   * @param port whose number the name of the cookie holds: browsers share cookies between ports
   * @param open whether other machines may ask, by any address that leads here
   */
  Gate(Keys keys, String host, int port, boolean open) {
    this.keys = keys;
    this.cookie = "glissade-lab-" + port;
    this.host = host.toLowerCase(Locale.ROOT);
    this.open = open;
  }

  /** The reply to a request that goes no further, or null if it is let in. */
  @Nullable Reply stop(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    URI target = exchange.getRequestURI();
    List<String> hosts = headers.getOrDefault("Host", List.of());
    String named = hosts.size() == 1 ? hosts.getFirst().toLowerCase(Locale.ROOT) : "";
    InetAddress here = exchange.getLocalAddress().getAddress();
    if (!isHere(named, here) || !isSame(target, named)) {
      return Reply.error(421, "this server answers only under its own name");
    }
    if (isForeign(headers, named)) {
      return isVisit(exchange) ? note(403) : Reply.error(403, "another site may not ask this");
    }
    boolean known = hasCookie(headers);
    String token = token(exchange);
    if (token != null && (known || keys.admits(token))) {
      return welcome(target);
    }
    if (!known) {
      return isVisit(exchange) ? note(401) : Reply.error(401, "open the printed address first");
    }
    return null;
  }

  // --- where to, where from --------------------------------------------------------------------

  /**
   * The port is not compared: a browser names the one that it connects to, which is another one
   * where the lab is reached through a tunnel, and it is the name that rebinding forges.
   */
  private boolean isHere(String named, InetAddress here) {
    Matcher matcher = HOST.matcher(named);
    if (!matcher.matches()) {
      return false;
    }
    String name = matcher.group(1);
    String address = here.getHostAddress();
    return THIS_MACHINE.contains(name)
        || name.equals(host)
        || (open && (name.equals(address) || name.equals("[" + address + "]")));
  }

  /** A request may name the server in its first line too; then it must be the same. */
  private static boolean isSame(URI target, String named) {
    String authority = target.getRawAuthority();
    return authority == null
        ? !target.isAbsolute()
        : "http".equals(target.getScheme()) && named.equals(authority.toLowerCase(Locale.ROOT));
  }

  private static boolean isForeign(Headers headers, String named) {
    for (String origin : headers.getOrDefault("Origin", List.of())) {
      if (!origin.toLowerCase(Locale.ROOT).equals("http://" + named)) {
        return true;
      }
    }
    for (String site : headers.getOrDefault("Sec-Fetch-Site", List.of())) {
      if (!site.equals("same-origin") && !site.equals("none")) {
        return true;
      }
    }
    return false;
  }

  /** Whether a person opens the page, in a tab of its own, rather than a script asks. */
  private static boolean isVisit(HttpExchange exchange) {
    String destination = exchange.getRequestHeaders().getFirst("Sec-Fetch-Dest");
    return exchange.getRequestMethod().equals("GET")
        && !String.valueOf(exchange.getRequestURI().getRawPath()).startsWith("/api/")
        && (destination == null || destination.equals("document"));
  }

  // --- keys ------------------------------------------------------------------------------------

  private boolean hasCookie(Headers headers) {
    for (String line : headers.getOrDefault("Cookie", List.of())) {
      for (String pair : line.split(";", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0
            && pair.substring(0, equals).trim().equals(cookie)
            && keys.isSession(pair.substring(equals + 1).trim())) {
          return true;
        }
      }
    }
    return false;
  }

  /** The token in the address of a page. */
  private static @Nullable String token(HttpExchange exchange) {
    URI target = exchange.getRequestURI();
    if (!exchange.getRequestMethod().equals("GET")
        || !PAGE.matcher(String.valueOf(target.getRawPath())).matches()) {
      return null;
    }
    Map<String, String> query = RequestPath.query(target.getRawQuery());
    return query == null ? null : query.get(TOKEN);
  }

  /** Sends the browser to the same page without the token, and gives it the cookie. */
  private Reply welcome(URI target) {
    StringBuilder rest = new StringBuilder();
    for (String part : String.valueOf(target.getRawQuery()).split("&", -1)) {
      Map<String, String> parameter = RequestPath.query(part);
      if (parameter != null && !parameter.containsKey(TOKEN)) {
        rest.append(rest.isEmpty() ? "?" : "&").append(part);
      }
    }
    return Reply.page(303, "")
        .with("Location", target.getRawPath() + rest)
        .with("Set-Cookie", cookie + "=" + keys.session() + "; Path=/; HttpOnly; SameSite=Strict");
  }

  private static Reply note(int status) {
    return Reply.page(
        status,
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>Glissade lab</title>
        <h1>Glissade lab</h1>
        <p>This tab has no key. Open the address that <code>glissade lab</code> has printed in the
        terminal: copy all of it, with its token, into the address bar.</p>
        """);
  }
}
