package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.glissade.data.Batch;
import org.glissade.data.DenseExamples;
import org.glissade.data.Order;
import org.glissade.math.Layout;
import org.glissade.math.RandomStream;
import org.glissade.model.Loss;
import org.glissade.model.Model;
import org.glissade.optim.Buffers;
import org.glissade.optim.GradientTransform;
import org.glissade.optim.Schedule;
import org.glissade.optim.Schedules;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user can add without a change to the library, and how little it takes. */
class OpenInterfacesTest {
  private static final DenseExamples AIRFOIL = Data.airfoil().whitened().examples();

  /** Expectile loss: targets above the score weigh τ, those below 1 − τ. */
  record Expectile(double tau) implements Loss {
    public double evaluate(
        float[] s, float[] y, float @Nullable [] w, float @Nullable [] ds, int rows, int outputs) {
      double sum = 0;
      for (int i = 0; i < rows * outputs; i++) {
        double r = s[i] - y[i];
        double weight = (r < 0 ? tau : 1 - tau) * (w == null ? 1 : w[i / outputs]);
        sum += weight * r * r;
        if (ds != null) ds[i] = (float) (2 * weight * r);
      }
      return sum;
    }
  }

  /** AdaGrad (Duchi, Hazan and Singer 2011): each coordinate by the norm of its gradients. */
  record AdaGrad() implements GradientTransform {
    public Kernel bind(Layout layout, Buffers buffers) {
      float[] squares = buffers.floats("squares", layout.size());
      return (update, params, from, to) -> {
        for (int i = from; i < to; i++) {
          squares[i] += update[i] * update[i];
          update[i] /= (float) Math.sqrt(squares[i] + 1e-12);
        }
      };
    }
  }

  /** A line and the square of another: s = w·x + (u·x)² + b. */
  record Bent(int inputs) implements Model {
    public int outputs() {
      return 1;
    }

    public Layout layout() {
      return Layout.builder().slot("wu", 2, inputs, true).slot("bias", 1, 1, false).build();
    }

    public void initialise(float[] params, RandomStream random) {
      for (int j = 0; j < 2 * inputs; j++) {
        params[j] = (float) (0.3 * random.nextGaussian());
      }
    }

    public void forward(float[] params, Batch batch, float[] scores) {
      for (int row = 0; row < batch.rows(); row++) {
        float bend = batch.dot(row, params, inputs);
        scores[row] = batch.dot(row, params, 0) + bend * bend + params[2 * inputs];
      }
    }

    public void backward(float[] params, Batch batch, float[] dScores, float[] gradient) {
      for (int row = 0; row < batch.rows(); row++) {
        batch.addTo(row, dScores[row], gradient, 0);
        batch.addTo(row, 2 * dScores[row] * batch.dot(row, params, inputs), gradient, inputs);
        gradient[2 * inputs] += dScores[row];
      }
    }
  }

  /** Every other example, first the even, then the odd ones. */
  record EvenThenOdd() implements Order {
    public void fill(long seed, long epoch, int[] rows) {
      for (int i = 0; i < rows.length; i++) {
        int even = (rows.length + 1) / 2;
        rows[i] = i < even ? 2 * i : 2 * (i - even) + 1;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"record Expectile, 15", "record AdaGrad, 20", "record Bent, 35"})
  void aLossAnOptimiserAndAModelAreShort(String declaration, int lines) throws IOException {
    Path source = Path.of("src/test/java/org/glissade/train/OpenInterfacesTest.java");
    List<String> text = Files.readAllLines(source);
    int from = 0;
    while (!text.get(from).startsWith("  " + declaration)) {
      from++;
    }
    int to = text.subList(from, text.size()).indexOf("  }") + from;
    assertThat(to - from + 1).isLessThan(lines);
  }

  @Test
  void aLossOfOnesOwnIsTrainedLikeABuiltInOne() {
    Sgd sgd = Sgd.regressor().learningRate(0.1).epochs(5);
    float[] squared = sgd.fit(AIRFOIL).params();
    float[] expectile = sgd.loss(new Expectile(0.5)).fit(AIRFOIL).params();
    assertThat(expectile).containsExactly(squared, within(1e-6f));
  }

  /** At the optimum of the bias, τ of the pull comes from above and the rest from below. */
  @Test
  void aLossOfOnesOwnReachesItsOptimumWithNothingSet() {
    Fit fit = Sgd.regressor().loss(new Expectile(0.9)).fit(AIRFOIL);
    DistanceToOptimum distance = Objects.requireNonNull(fit.distanceToOptimum());
    assertThat(distance.gap()).isLessThan(0.01 * distance.objective());
    float[] scores = fit.scores(AIRFOIL);
    double above = 0;
    double below = 0;
    for (int i = 0; i < scores.length; i++) {
      double r = AIRFOIL.targets()[i] - scores[i];
      above += Math.max(0, r);
      below += Math.max(0, -r);
    }
    assertThat(0.9 * above / (0.1 * below)).isBetween(0.9, 1.1);
  }

  @Test
  void anOptimiserOfOnesOwnIsALink() {
    Sgd sgd = Sgd.regressor().link(new AdaGrad());
    Fit fit = sgd.learningRate(Schedules.linear(0.5)).epochs(30).fit(AIRFOIL);
    assertThat(fit.trainingLoss()).isBetween(0.2415, 0.2445);
    // The first step of AdaGrad is −η·sign(g): every parameter moves as far.
    Fit one = Sgd.regressor().link(new AdaGrad()).learningRate(0.5).steps(1).fit(AIRFOIL);
    for (float param : one.params()) {
      assertThat(Math.abs(param)).isCloseTo(0.5f, within(1e-4f));
    }
  }

  @Test
  void aModelOfOnesOwnLearnsWhatALineCannot() {
    RandomStream random = RandomStream.of(1, "bent");
    float[] x = new float[2000];
    float[] y = new float[1000];
    for (int i = 0; i < 1000; i++) {
      x[2 * i] = (float) random.nextGaussian();
      x[2 * i + 1] = (float) random.nextGaussian();
      float bend = 0.5f * x[2 * i] - 0.8f * x[2 * i + 1];
      y[i] = x[2 * i] + bend * bend - 1;
    }
    DenseExamples bent = DenseExamples.of(x, 2, y);
    Fit fit =
        Sgd.regressor()
            .model(new Bent(2))
            .learningRate(Schedules.linear(0.03))
            .epochs(60)
            .seed(2)
            .fit(bent);
    assertThat(fit.trainingLoss()).isLessThan(1e-4);
    assertThat(Math.abs(fit.params()[2])).isCloseTo(0.5f, within(0.01f));
    assertThat(Math.abs(fit.params()[3])).isCloseTo(0.8f, within(0.01f));
    assertThat(Sgd.regressor().fit(bent).trainingLoss()).isGreaterThan(0.1);
  }

  @Test
  void aScheduleAndAnOrderOfOnesOwnAreFollowed() {
    Schedule own = step -> 0.1 / (1 + step);
    Sgd sgd = Sgd.regressor().order(new EvenThenOdd()).batchSize(100).epochs(2);
    float[] found = sgd.learningRate(own).fit(AIRFOIL).params();
    assertThat(found).isEqualTo(sgd.learningRate(Schedules.bottou(0.1, 10)).fit(AIRFOIL).params());
    int[] rows = new int[AIRFOIL.rows()];
    new EvenThenOdd().fill(0, 0, rows);
    float[] sorted =
        Sgd.regressor()
            .order((seed, epoch, order) -> Arrays.setAll(order, i -> i))
            .batchSize(100)
            .epochs(2)
            .learningRate(own)
            .fit(AIRFOIL.select(rows))
            .params();
    assertThat(sorted).isEqualTo(found);
  }
}
