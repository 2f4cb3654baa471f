package org.glissade.spark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * A cluster on this machine: a driver in this process, executors in two others, four tasks each.
 * One for all tests of a run, unless they ask for other settings; it ends with this process.
 */
public final class Cluster {
  static final int SLOTS = 8;

  private static @Nullable SparkSession session;

  private Cluster() {}

  /** Of all tests. */
  public static synchronized SparkSession session() {
    if (session == null) {
      session = started("local-cluster[2,4,2048]", "1g", Map.of());
    }
    return session;
  }

  /** Another one in its place, until {@link #stop}: a process has one at a time. */
  static synchronized SparkSession session(Map<String, String> settings) {
    stop();
    session = started("local-cluster[2,4,2048]", "1g", settings);
    return session;
  }

  static synchronized void stop() {
    if (session != null) {
      session.stop();
      executors().forEach(process -> process.onExit().join());
      session = null;
    }
  }

  /** The processes of its executors. */
  static List<ProcessHandle> executors() {
    return ProcessHandle.current()
        .descendants()
        .filter(
            process ->
                process.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
        .toList();
  }

  /** Waits for the file of a round, at any time in it, then ends so many executors. */
  static void endAt(Path checkpoints, int round, int executors) {
    String name = String.format(Locale.ROOT, "round-%09d", round);
    while (true) {
      try (Stream<Path> files = Files.exists(checkpoints) ? Files.walk(checkpoints) : Stream.of()) {
        if (files.anyMatch(file -> file.getFileName().toString().equals(name))) {
          executors().stream().limit(executors).forEach(ProcessHandle::destroyForcibly);
          return;
        }
        Thread.sleep(2);
      } catch (IOException | UncheckedIOException _) {
        // a file was renamed or removed meanwhile
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * Another one, with the jars of this process.
   *
   * @param master {@code local-cluster[executors,cores,megabytes]}
   * @param memory of the heap of an executor
   * @param settings of Spark, beside those that all have
   */
  public static SparkSession started(String master, String memory, Map<String, String> settings) {
    List<String> folders = new ArrayList<>();
    try {
      Path jars = Path.of(System.getenv("SPARK_HOME"), "jars");
      Files.createDirectories(jars);
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        Path path = Path.of(entry).toAbsolutePath();
        if (Files.isDirectory(path)) {
          folders.add(path.toString());
        } else if (Files.exists(path) && !Files.exists(jars.resolve(path.getFileName()))) {
          Files.createSymbolicLink(jars.resolve(path.getFileName()), path);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    SparkSession.Builder builder =
        SparkSession.builder()
            .master(master)
            .appName("glissade")
            .config("spark.executor.memory", memory)
            .config("spark.executor.extraClassPath", String.join(File.pathSeparator, folders))
            .config("spark.executorEnv.JAVA_HOME", System.getProperty("java.home"))
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "1s")
            .config("spark.sql.warehouse.dir", System.getenv("SPARK_HOME") + "/warehouse");
    settings.forEach(builder::config);
    SparkSession started = builder.getOrCreate();
    started.sparkContext().setLogLevel("ERROR");
    return started;
  }
}
