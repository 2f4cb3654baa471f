package org.glissade.bench.kernels;

import java.util.concurrent.TimeUnit;
import org.glissade.bench.EveryLoss;
import org.glissade.math.RandomStream;
import org.glissade.model.Loss;
import org.glissade.model.Losses;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Loss and derivative of a batch of scores. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class LossKernels {
  private static final int CLASSES = 10;

  /** A batch of scores with targets that fit the loss. */
  @State(Scope.Benchmark)
  public static class Scores {
    /** As {@link Losses#parse} reads it. */
    @Param({
      "squared",
      "absolute",
      "huber",
      "quantile",
      "epsilon-insensitive",
      "squared-epsilon-insensitive",
      "logistic",
      "hinge",
      "squared-hinge",
      "modified-huber",
      "perceptron",
      "poisson",
      "softmax"
    })
    public String loss = "squared";

    @Param({"64", "1024"})
    public int rows;

    private Loss parsed;
    private int outputs;
    private float[] scores;
    private float[] targets;
    private float[] dScores;

    @Setup(Level.Trial)
    public void make() {
      EveryLoss.isUsed();
      parsed = Losses.parse(loss);
      outputs = parsed.target() == Loss.Target.CLASS ? CLASSES : 1;
      RandomStream random = RandomStream.of(1, "scores");
      scores = DenseRows.normal(random, rows * outputs);
      dScores = new float[rows * outputs];
      targets = new float[rows];
      for (int row = 0; row < rows; row++) {
        targets[row] =
            switch (parsed.target()) {
              case CLASS -> random.nextInt(CLASSES);
              case SIGN -> 2 * random.nextInt(2) - 1;
              case COUNT -> random.nextInt(5);
              case REAL -> (float) random.nextGaussian();
            };
      }
    }
  }

  @Benchmark
  public double evaluate(Scores data) {
    return data.parsed.evaluate(
        data.scores, data.targets, null, data.dScores, data.rows, data.outputs);
  }
}
