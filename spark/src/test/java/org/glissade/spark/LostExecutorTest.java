package org.glissade.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Executors that are ended by their process id in the middle of a training. */
@Timeout(300)
class LostExecutorTest {
  private static final int ROUNDS = 10;
  private static final int AT = 3;

  @TempDir private Path folder;

  private static Dataset<Row> rows() {
    Random random = new Random(5);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      double[] x = random.doubles(200, -1, 1).toArray();
      rows.add(Rows.row(x[0] * x[1] > 0 ? 1 : 0, Vectors.dense(x)));
    }
    return Rows.of(rows, 8).persist();
  }

  /** A round is an epoch, and takes some tenths of a second. */
  private GlissadeClassifier estimator() {
    return new GlissadeClassifier()
        .setModel("mlp(256, 256)")
        .setLearningRate("0.1")
        .setEpochs(ROUNDS)
        .setLocalSteps(1000)
        .setMixing("never");
  }

  private static List<ProcessHandle> executors() {
    return ProcessHandle.current()
        .descendants()
        .filter(
            process ->
                process.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
        .toList();
  }

  /** Waits for the file of a round, at any time in it, then ends a process. */
  private static void endAt(Path checkpoints, int round, int executors) {
    String name = String.format(java.util.Locale.ROOT, "round-%09d", round);
    while (true) {
      try (Stream<Path> files = Files.exists(checkpoints) ? Files.walk(checkpoints) : Stream.of()) {
        if (files.anyMatch(file -> file.getFileName().toString().equals(name))) {
          executors().stream().limit(executors).forEach(ProcessHandle::destroyForcibly);
          return;
        }
        Thread.sleep(2);
      } catch (IOException | java.io.UncheckedIOException _) {
        // a file was renamed or removed meanwhile
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** One of two, then both: what they remembered is gone too, and the folder has it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aTrainingThatLosesExecutorsEndsWithTheSameBits(int executors) {
    Dataset<Row> rows = rows();
    float[] undisturbed = estimator().fit(rows).modelFile().params();
    AtomicInteger removed = new AtomicInteger();
    SparkListener counting =
        new SparkListener() {
          @Override
          public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
            removed.incrementAndGet();
          }
        };
    Cluster.session().sparkContext().addSparkListener(counting);
    Path checkpoints = folder.resolve("rounds");
    CompletableFuture<Void> end =
        CompletableFuture.runAsync(() -> endAt(checkpoints, AT, executors));
    GlissadeClassificationModel model =
        estimator().setCheckpointDir(checkpoints.toUri().toString()).fit(rows);
    end.join();
    Cluster.session().sparkContext().removeSparkListener(counting);
    assertThat(removed).hasValue(executors);
    assertThat(model.modelFile().params()).isEqualTo(undisturbed);
    assertThat(model.modelFile().training().get("rounds")).hasToString("" + ROUNDS);
    assertThat(checkpoints).isEmptyDirectory();
  }
}
