package org.glissade.cli;

import java.nio.file.Path;
import java.util.Map;

/** Where runs are recorded, and looked for, if nothing else is said. */
final class RunsPlace {
  private RunsPlace() {}

  /** {@code $XDG_DATA_HOME/glissade/runs}, or {@code ~/.local/share/glissade/runs}. */
  static Path usual(Map<String, String> environment) {
    String data = environment.getOrDefault("XDG_DATA_HOME", "");
    // relative ones are invalid by the specification
    Path base =
        !data.isEmpty() && Path.of(data).isAbsolute()
            ? Path.of(data)
            : Path.of(System.getProperty("user.home", "."), ".local", "share");
    return base.resolve("glissade").resolve("runs");
  }
}
