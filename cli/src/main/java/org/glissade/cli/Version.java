package org.glissade.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** The version of the program, as the build wrote it down, and the Java that runs it. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "glissade " + number() + " (Java " + Runtime.version() + ")",
    };
  }

  /** {@code 1.2.0}. */
  static String number() {
    try (InputStream file = Version.class.getResourceAsStream("version.txt")) {
      if (file == null) {
        throw new IllegalStateException("the program lacks its version.txt");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).trim();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
