package org.glissade.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who takes part in the races over epochs, and how each is started. */
final class Lineup {
  /** Everybody, in the order of the tables. */
  static final List<String> ALL =
      List.of(
          Race.READ,
          Race.C,
          "openblas",
          Race.GLISSADE,
          "glissade-heap",
          "glissade-npy",
          "glissade-shuffle",
          "glissade-2",
          "glissade-hogwild",
          "glissade-average",
          "jsat",
          "tribuo",
          "liblinear",
          "vw",
          "numpy",
          "sklearn",
          "torch",
          "torch-manual");

  private static final Map<String, String> IN_C =
      Map.of(Race.READ, "bandwidth", Race.C, "floor", "openblas", "openblas");

  private static final List<String> IN_PYTHON =
      List.of("numpy", "sklearn", "torch", "torch-manual");

  /**
   * One collector thread, so that a contender has one core, as the others; half of the memory for
   * the heap, because a collector that is short of it would be what is measured. The export lets
   * Glissade load the Vector module as its jar does; nobody else here uses either.
   */
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:MaxRAMPercentage=50",
          "--add-exports=java.base/jdk.internal.module=ALL-UNNAMED",
          "--enable-native-access=ALL-UNNAMED");

  private static final int STARTS = 3;

  private final Path home;
  private final Path data;
  private final Path logs;
  private final CPrograms programs;
  private final Set<String> wanted;

  /**
   * @param home the folder of bench
   * @param data where the data files are
   * @param wanted names of contenders; empty for those that a workload usually has
   */
  Lineup(Path home, Path data, CPrograms programs, Set<String> wanted) throws IOException {
    this.home = home;
    this.data = data;
    this.programs = programs;
    this.wanted = wanted;
    this.logs = Files.createDirectories(home.resolve("target").resolve("logs"));
  }

  /** Who takes part, in the order of the table. */
  List<String> names(Workload workload) {
    Set<String> chosen = wanted.isEmpty() ? workload.contenders() : wanted;
    return ALL.stream().filter(name -> name.equals(Race.READ) || chosen.contains(name)).toList();
  }

  /**
   * JVMs of a contender. Compilers decide by what they see while they run, so that the same program
   * may be a fifth faster after one start than after another: what is claimed for Glissade shall
   * not rest on one of them.
   */
  static int starts(String name) {
    return name.equals(Race.GLISSADE) || name.equals("glissade-2") ? STARTS : 1;
  }

  Path log(String name) {
    return logs.resolve(name + ".log");
  }

  List<String> command(String name, Job job) throws IOException, WorkerProcess.Refusal {
    List<String> command = new ArrayList<>();
    String program = IN_C.get(name);
    if (program != null) {
      if (!programs.available()) {
        throw new WorkerProcess.Refusal("there is no gcc");
      }
      command.add(programs.compiled(program).toString());
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
          case Race.READ, Race.C, "openblas", "glissade-npy" -> 1;
          case Race.GLISSADE, "glissade-2" -> STARTS;
          case "tribuo", "liblinear" -> 10;
          case "jsat", "sklearn" -> 4;
          default -> 3;
        };
    return times * bytes + (400L << 20);
  }
}
