package org.glissade.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Which Glissade this is. */
public final class Release {
  private Release() {}

  /** {@code 1.2.0}, as the build wrote it down. */
  public static String number() {
    try (InputStream file = Release.class.getResourceAsStream("version.txt")) {
      if (file == null) {
        throw new IllegalStateException("the library lacks its version.txt");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).trim();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
