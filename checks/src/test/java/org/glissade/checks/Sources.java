package org.glissade.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The project's own files. */
final class Sources {
  private Sources() {}

  /** The folder that holds the root pom. */
  static Path root() {
    return Path.of("").toAbsolutePath().getParent();
  }

  /** Every Java file outside build folders. */
  static List<Path> java() throws IOException {
    try (Stream<Path> files = Files.walk(root())) {
      return files
          .filter(path -> path.toString().endsWith(".java"))
          .filter(path -> !root().relativize(path).toString().contains("target/"))
          // shown in the documentation, where one-line methods read better
          .filter(path -> !root().relativize(path).startsWith("examples"))
          .sorted()
          .toList();
    }
  }
}
