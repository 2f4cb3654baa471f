package org.glissade.bench.bakeoff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import org.glissade.model.LinearModel;
import org.glissade.model.Logistic;
import org.glissade.train.Fit;
import org.glissade.train.Sgd;
import org.junit.jupiter.api.Test;

class ProblemTest {
  private static final Path EXAMPLES = Path.of("..", "examples");

  @Test
  void theOptimumOfAirfoilIsTheExactFloor() throws IOException {
    // ½MSE of ordinary least squares, all columns with mean 0 and population deviation 1
    assertThat(Problem.airfoil(EXAMPLES.resolve("airfoil.csv")).optimum())
        .isCloseTo(0.241688, within(5e-7));
  }

  @Test
  void noTrainingEndsBelowTheOptimum() throws IOException {
    Problem problem = Problem.digits(EXAMPLES.resolve("digits.csv.gz"));
    double optimum = problem.optimum();
    Fit fit =
        Sgd.classifier()
            .model(new LinearModel(problem.columns(), 1, true))
            .loss(new Logistic())
            .l2(problem.alpha())
            .fit(problem.examples());
    double[] w = new double[fit.params().length];
    for (int j = 0; j < w.length; j++) {
      w[j] = fit.params()[j];
    }
    double start = problem.value(new double[w.length]);
    assertThat(start).isCloseTo(Math.log(2), within(1e-12));
    assertThat((problem.value(w) - optimum) / (start - optimum)).isBetween(0.0, 0.02);
  }
}
