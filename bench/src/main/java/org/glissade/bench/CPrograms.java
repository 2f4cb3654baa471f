package org.glissade.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The programs under {@code bench/c}, compiled for this machine where there is a gcc. */
final class CPrograms {
  static final List<String> FLAGS = List.of("-O3", "-march=native", "-ffast-math");

  private final Path sources;
  private final Path binaries;
  private final String version;

  CPrograms(Path sources, Path binaries) {
    this.sources = sources;
    this.binaries = binaries;
    this.version = firstLine(List.of("gcc", "--version"));
  }

  boolean available() {
    return !version.isEmpty();
  }

  String version() {
    return available() ? version + ", " + String.join(" ", FLAGS) : "no gcc";
  }

  /** The program of that name, compiled if its source is newer. */
  Path compiled(String name) throws IOException {
    Path source = sources.resolve(name + ".c");
    Path binary = binaries.resolve(name);
    if (Files.exists(binary)
        && isNewer(binary, source)
        && isNewer(binary, sources.resolve("worker.h"))
        && isNewer(binary, sources.resolve("linear.h"))) {
      return binary;
    }
    Files.createDirectories(binaries);
    List<String> command = new ArrayList<>(List.of("gcc"));
    command.addAll(FLAGS);
    command.addAll(List.of("-o", binary.toString(), source.toString(), "-lm", "-ldl"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (waitFor(process) != 0) {
      throw new IOException("gcc could not compile " + source + ":\n" + said);
    }
    return binary;
  }

  private static boolean isNewer(Path file, Path than) throws IOException {
    return Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(than)) > 0;
  }

  /** What a command says first, or nothing if there is no such command. */
  static String firstLine(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return waitFor(process) == 0 ? said.lines().findFirst().orElse("") : "";
    } catch (IOException e) {
      return "";
    }
  }

  private static int waitFor(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
