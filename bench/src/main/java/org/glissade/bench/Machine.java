package org.glissade.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What this computer is and how busy it is, as Linux tells it under {@code /proc}. */
final class Machine {
  private static final Path PROC = Path.of("/proc");
  private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux

  private Machine() {}

  /**
   * One line each: processor, memory, system, JDK, compiler, and what was measured.
   *
   * @param home the folder of Glissade
   */
  static List<String> describe(CPrograms programs, Path home) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "processor: "
            + field("cpuinfo", "model name", "unknown")
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " cores");
    lines.add(
        String.format(
            Locale.ROOT,
            "memory: %.1f GB, transparent huge pages %s",
            kilobytes(field("meminfo", "MemTotal", "0")) / 1e9,
            hugePages()));
    lines.add("system: " + System.getProperty("os.name") + " " + System.getProperty("os.version"));
    lines.add("JDK: " + System.getProperty("java.vm.name") + " " + Runtime.version());
    lines.add("C: " + programs.version());
    String commit =
        CPrograms.firstLine(
            List.of("git", "-C", home.toString(), "describe", "--always", "--dirty"));
    lines.add("Glissade: " + (commit.isEmpty() ? "no commit is known" : "commit " + commit));
    return lines;
  }

  private static String hugePages() {
    String all = read(Path.of("/sys/kernel/mm/transparent_hugepage/enabled"));
    int from = all.indexOf('[');
    int to = all.indexOf(']');
    return from < 0 || to < from ? "unknown" : all.substring(from + 1, to);
  }

  /** Processes that ran or wanted to, on the average of the last minute. */
  static double load() {
    String text = read(PROC.resolve("loadavg"));
    return text.isEmpty() ? 0 : Double.parseDouble(text.substring(0, text.indexOf(' ')));
  }

  /** Bytes that can be had without swapping. */
  static long freeBytes() {
    return kilobytes(field("meminfo", "MemAvailable", "0"));
  }

  /** The most memory that a process has had, in bytes; 0 if it is gone. */
  static long peakBytes(long pid) {
    return kilobytes(field(pid + "/status", "VmHWM", "0"));
  }

  /** If memory runs out, the system shall end this process and not somebody else's. */
  static void expendable(long pid) {
    try {
      Files.writeString(PROC.resolve(pid + "/oom_score_adj"), "1000");
    } catch (IOException e) {
      // another system, or already over: then there is nothing to be done
    }
  }

  /** Seconds of processor time that everybody has used, and that the host has taken away. */
  static double busySeconds() {
    String text = read(PROC.resolve("stat"));
    if (text.isEmpty()) {
      return 0;
    }
    String[] words = text.lines().findFirst().orElse("").trim().split(" +", -1);
    double ticks = 0;
    for (int i : new int[] {1, 2, 3, 6, 7, 8}) { // user, nice, system, irq, softirq, steal
      ticks += Double.parseDouble(words[i]);
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** Seconds of processor time that this process and its descendants have used. */
  static double ownSeconds() {
    Stream<ProcessHandle> descendants = ProcessHandle.current().descendants();
    return seconds(ProcessHandle.current().pid())
        + descendants.mapToDouble(process -> seconds(process.pid())).sum();
  }

  /** Of a process, and of those of its children that have ended. */
  private static double seconds(long pid) {
    String text = read(PROC.resolve(pid + "/stat"));
    int name = text.lastIndexOf(')');
    if (name < 0) {
      return 0;
    }
    String[] words = text.substring(name + 2).split(" ", -1);
    double ticks = 0;
    for (int i = 11; i <= 14; i++) { // utime, stime, cutime, cstime
      ticks += Double.parseDouble(words[i]);
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** How much of the machine others used, in cores, since a moment. */
  static final class Others {
    private final double busy = busySeconds() - ownSeconds();
    private final long since = System.nanoTime();

    double cores() {
      double seconds = Duration.ofNanos(System.nanoTime() - since).toNanos() * 1e-9;
      return Math.max(0, (busySeconds() - ownSeconds() - busy) / Math.max(seconds, 1e-3));
    }
  }

  private static long kilobytes(String text) {
    return 1024 * Long.parseLong(text.replace("kB", "").trim());
  }

  private static String field(String file, String name, String otherwise) {
    return read(PROC.resolve(file))
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).trim())
        .findFirst()
        .orElse(otherwise);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return ""; // another system, or a process that has ended
    }
  }
}
