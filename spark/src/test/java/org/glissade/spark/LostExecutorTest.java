package org.glissade.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
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

  static Dataset<Row> rows(int partitions) {
    Random random = new Random(5);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      double[] x = random.doubles(200, -1, 1).toArray();
      rows.add(Rows.row(x[0] * x[1] > 0 ? 1 : 0, Vectors.dense(x)));
    }
    return Rows.of(rows, partitions).persist();
  }

  /** A round is an epoch, and takes some tenths of a second. */
  static GlissadeClassifier estimator() {
    return new GlissadeClassifier()
        .setModel("mlp(256, 256)")
        .setLearningRate("0.1")
        .setEpochs(ROUNDS)
        .setLocalSteps(1000)
        .setMixing("never");
  }

  /** What a training comes to that loses so many executors in the middle. */
  static float[] disturbed(
      GlissadeClassifier estimator, Dataset<Row> rows, int executors, Path checkpoints) {
    AtomicInteger removed = new AtomicInteger();
    SparkListener counting =
        new SparkListener() {
          @Override
          public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
            removed.incrementAndGet();
          }
        };
    Cluster.session().sparkContext().addSparkListener(counting);
    CompletableFuture<Void> end =
        CompletableFuture.runAsync(() -> Cluster.endAt(checkpoints, AT, executors));
    GlissadeClassificationModel model =
        estimator.setCheckpointDir(checkpoints.toUri().toString()).fit(rows);
    end.join();
    Cluster.session().sparkContext().removeSparkListener(counting);
    assertThat(removed).hasValue(executors);
    assertThat(model.modelFile().training().get("rounds")).hasToString("" + ROUNDS);
    assertThat(checkpoints).isEmptyDirectory();
    return model.modelFile().params();
  }

  /** One of two, then both: what they remembered is gone too, and the folder has it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aTrainingThatLosesExecutorsEndsWithTheSameBits(int executors) {
    Dataset<Row> rows = rows(8);
    float[] undisturbed = estimator().fit(rows).modelFile().params();
    assertThat(disturbed(estimator(), rows, executors, folder.resolve("rounds")))
        .isEqualTo(undisturbed);
  }
}
