package org.glissade.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster on which Spark refuses barrier stages: it begins with one executor, for two tasks. It
 * encrypts what goes from one process to another and what it writes, which changes no bit either.
 */
@Timeout(300)
class DynamicAllocationTest {
  private static final int PARTITIONS = 4;

  @TempDir private Path folder;

  /** What the same came to in a barrier stage: rows left where they are, and dealt out. */
  private static float[] inPlace = {};

  private static float[] dealt = {};

  private static float[] inPlace() {
    return LostExecutorTest.estimator().fit(LostExecutorTest.rows(PARTITIONS)).modelFile().params();
  }

  private static float[] dealt() {
    return new GlissadeClassifier()
        .setPartitions(PARTITIONS)
        .fit(Rows.of(Rows.twoClasses(1000, 1), 3))
        .modelFile()
        .params();
  }

  @BeforeAll
  static void begin() {
    inPlace = inPlace();
    dealt = dealt();
    Cluster.session(
        Map.of(
            "spark.authenticate", "true",
            "spark.authenticate.secret", "of this test",
            "spark.network.crypto.enabled", "true",
            "spark.io.encryption.enabled", "true",
            "spark.dynamicAllocation.enabled", "true",
            "spark.dynamicAllocation.shuffleTracking.enabled", "true",
            "spark.dynamicAllocation.maxExecutors", "5", // the cluster has cores for four
            "spark.executor.cores", "2"));
  }

  @AfterAll
  static void end() {
    Cluster.stop();
  }

  @Test
  void aTrainingEndsWithTheBitsOfABarrierStage() {
    assertThat(dealt()).isEqualTo(dealt);
  }

  @Test
  void aTrainingThatLosesAnExecutorEndsWithTheSameBits() {
    Dataset<Row> rows = LostExecutorTest.rows(PARTITIONS);
    assertThat(
            LostExecutorTest.disturbed(
                LostExecutorTest.estimator(), rows, 1, folder.resolve("rounds")))
        .isEqualTo(inPlace);
  }

  @Test
  void faultyRowsAreToldAsInABarrierStage() {
    Dataset<Row> rows =
        Rows.of(Rows.twoClasses(100, 1), PARTITIONS)
            .unionAll(Rows.of(Rows.threeClasses(1, 1), 1).withColumn("label", functions.lit(1.0)));
    assertThatThrownBy(() -> new GlissadeClassifier().fit(rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("80 features");
  }

  @Test
  void moreTasksThanTheClusterWillEverRunEndWithACount() {
    String wait = "spark.scheduler.barrier.maxConcurrentTasksCheck.maxFailures";
    Dataset<Row> rows = Rows.of(Rows.twoClasses(100, 1), PARTITIONS);
    Cluster.session().sparkContext().conf().set(wait, "3");
    assertThatThrownBy(() -> new GlissadeClassifier().setPartitions(Cluster.SLOTS + 1).fit(rows))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching("only [1-8] of 9 workers came .*");
    Cluster.session().sparkContext().conf().remove(wait);
  }
}
