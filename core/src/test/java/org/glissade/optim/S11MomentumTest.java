package org.glissade.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.glissade.math.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Statement S11: momentum is v ← βv + ĝ; θ ← θ − ηv. An exact trace, and the traces that "Dive into
 * Deep Learning" prints for f(x) = 0.1·x₁² + 2·x₂² from (−5, −2), 20 steps.
 */
class S11MomentumTest {
  private static final int STEPS = 20;

  private static void descend(Iteration run) {
    for (int step = 0; step < STEPS; step++) {
      run.step(0.2f * run.params[0], 4 * run.params[1]);
    }
  }

  @Test
  void s11ExactTraceOfTheRecurrence() {
    // All numbers are sums of few powers of two, so there is no rounding.
    Iteration run = new Iteration(Transforms.parse("sgd(0.25, momentum=0.5)"), 1);
    float[] gradients = {1, 1, -2, 0, 0};
    float[] velocities = {1, 1.5f, -1.25f, -0.625f, -0.3125f};
    float theta = 1;
    for (int t = 0; t < gradients.length; t++) {
      assertThat(run.step(gradients[t])[0]).isEqualTo(-0.25f * velocities[t]);
      theta -= 0.25f * velocities[t];
      assertThat(run.params[0]).isEqualTo(theta);
    }
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          0.4, 0,    -0.943467, -0.000073
          0.6, 0.5,  0.007188,  0.002553
          0.6, 0.25, -0.126340, -0.186632
          0.3, 0.8,  0.195696,  -0.249649
          """)
  void s11TracesAreThoseOfDiveIntoDeepLearning(double eta, double beta, double x1, double x2) {
    Iteration run =
        new Iteration(Transforms.sgd(Schedules.constant(eta), beta, false, 0, false, 0), -5, -2);
    descend(run);
    assertThat((double) run.params[0]).isCloseTo(x1, within(2e-6));
    assertThat((double) run.params[1]).isCloseTo(x2, within(2e-6));
  }

  /**
   * The book looks ahead: its gradient is taken at x − ηβv, and it prints x. Our (and PyTorch's)
   * parameters are the points at which the gradient is taken, and x = θ + ηβv recovers the book's.
   */
  @Test
  void s11NesterovIsThatOfDiveIntoDeepLearningSeenFromTheLookAheadPoint() {
    double eta = 0.3;
    double beta = 0.8;
    MemoryBuffers buffers = new MemoryBuffers();
    Iteration run =
        new Iteration(
            Transforms.chain(Transforms.nesterov(beta), Transforms.learningRate(eta)),
            Layout.flat(2),
            buffers,
            -5,
            -2);
    descend(run);
    float[] velocity = buffers.floats("0-momentum.velocity", 2);
    assertThat(run.params[0] + eta * beta * velocity[0]).isCloseTo(0.217791, within(2e-6));
    assertThat(run.params[1] + eta * beta * velocity[1]).isCloseTo(-0.000070, within(2e-6));
    // The parameters themselves are elsewhere: PyTorch would not print the book's numbers either.
    assertThat((double) run.params[0]).isCloseTo(0.147824, within(2e-6));
  }
}
