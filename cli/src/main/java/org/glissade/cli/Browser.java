package org.glissade.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The browser of who sits at this machine. */
final class Browser {
  private Browser() {}

  /**
   * Starts it, if there is a way to.
   *
   * @return whether something was started; whether it then shows the page is not known
   */
  static boolean open(String address, Map<String, String> environment) {
    for (List<String> command : commands(System.getProperty("os.name", ""), environment, address)) {
      try {
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
        return true;
      } catch (IOException e) {
        // there is no such program: the next, or none, as the address is printed
      }
    }
    return false;
  }

  /** What may start a browser on a system, best first; nothing where there is no screen. */
  static List<List<String>> commands(
      String system, Map<String, String> environment, String address) {
    String name = system.toLowerCase(Locale.ROOT);
    if (name.startsWith("mac")) {
      return List.of(List.of("open", address));
    }
    if (name.startsWith("windows")) {
      return List.of(List.of("rundll32", "url.dll,FileProtocolHandler", address));
    }
    // without a screen xdg-open would start a browser of text in this terminal
    boolean screen =
        !environment.getOrDefault("DISPLAY", "").isEmpty()
            || !environment.getOrDefault("WAYLAND_DISPLAY", "").isEmpty();
    // in a session of its own, so that the Ctrl-C that ends the lab does not end the browser
    return screen
        ? List.of(List.of("setsid", "xdg-open", address), List.of("xdg-open", address))
        : List.of();
  }
}
