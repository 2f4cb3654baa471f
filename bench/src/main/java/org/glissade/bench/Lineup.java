package org.glissade.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Who takes part in the races over epochs, and how each is started. */
final class Lineup {
  /** Everybody, in the order of the tables. */
  static final List<String> ALL =
      List.of(
          Race.READ,
          Race.C,
          Race.GLISSADE,
          "glissade-shuffle",
          "jsat",
          "tribuo",
          "liblinear",
          "vw",
          "numpy",
          "sklearn",
          "torch",
          "torch-manual");

  private static final List<String> IN_PYTHON =
      List.of("numpy", "sklearn", "torch", "torch-manual");

  /**
   * One collector thread, so that a contender has one core, as the others; half of the memory for
   * the heap, because a collector that is short of it would be what is measured.
   */
  static final List<String> JVM_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:MaxRAMPercentage=50",
          "--add-modules=jdk.incubator.vector",
          "--enable-native-access=ALL-UNNAMED");

  private final Path home;
  private final Path data;
  private final Path logs;
  private final CPrograms programs;
  private final List<String> names;

  /**
   * @param home the folder of bench
   * @param data where the data files are
   * @param names of the contenders wanted
   */
  Lineup(Path home, Path data, CPrograms programs, List<String> names) throws IOException {
    this.home = home;
    this.data = data;
    this.programs = programs;
    this.names = names;
    this.logs = Files.createDirectories(home.resolve("target").resolve("logs"));
  }

  List<String> names() {
    return names;
  }

  Path log(String name) {
    return logs.resolve(name + ".log");
  }

  List<String> command(String name, Job job) throws IOException, WorkerProcess.Refusal {
    List<String> command = new ArrayList<>();
    if (name.equals(Race.READ) || name.equals(Race.C)) {
      if (!programs.available()) {
        throw new WorkerProcess.Refusal("there is no gcc");
      }
      command.add(programs.compiled(name.equals(Race.C) ? "floor" : "bandwidth").toString());
    } else if (IN_PYTHON.contains(name)) {
      command.addAll(List.of("python3", home.resolve("py/contenders.py").toString(), name));
    } else {
      command.addAll(java());
      command.addAll(List.of(Worker.class.getName(), name));
    }
    command.add(data.toString());
    command.addAll(job.arguments());
    return command;
  }

  /** The JVM of this process, with its class path. */
  static List<String> java() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_OPTIONS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    return command;
  }

  /** A generous guess; objects of a row each take several times the room of its numbers. */
  long bytesNeeded(String name, long bytes) {
    long times =
        switch (name) {
          case Race.READ, Race.C -> 1;
          case "tribuo", "liblinear" -> 10;
          case "jsat", "sklearn" -> 4;
          default -> 3;
        };
    return times * bytes + (400L << 20);
  }
}
