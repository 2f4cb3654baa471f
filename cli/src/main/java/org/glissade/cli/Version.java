package org.glissade.cli;

import org.glissade.io.Release;
import picocli.CommandLine.IVersionProvider;

/** The version of the program, and the Java that runs it. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "glissade " + Release.number() + " (Java " + Runtime.version() + ")",
    };
  }
}
