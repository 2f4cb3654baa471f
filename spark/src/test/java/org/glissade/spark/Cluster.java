package org.glissade.spark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * A cluster on this machine: a driver in this process, executors in two others, four tasks each.
 * One for all tests of a run; it ends with this process.
 */
public final class Cluster {
  static final int SLOTS = 8;

  private static @Nullable SparkSession session;

  private Cluster() {}

  /** Of all tests. */
  public static synchronized SparkSession session() {
    if (session == null) {
      session = started("local-cluster[2,4,2048]", "1g");
    }
    return session;
  }

  /**
   * Another one, with the jars of this process.
   *
   * @param master {@code local-cluster[executors,cores,megabytes]}
   * @param memory of the heap of an executor
   */
  public static SparkSession started(String master, String memory) {
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
    SparkSession started =
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
            .config("spark.sql.warehouse.dir", System.getenv("SPARK_HOME") + "/warehouse")
            .getOrCreate();
    started.sparkContext().setLogLevel("ERROR");
    return started;
  }
}
