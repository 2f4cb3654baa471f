package org.glissade.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.glissade.math.Layout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MomentumTest {
  /** Gradient of ½θᵀAθ − bᵀθ at θ, for a fixed A with eigenvalues between 0.3 and 3.4. */
  private static double[] gradient(double[] theta) {
    double[][] a = {{2, -1, 0.5}, {-1, 1.5, 0.25}, {0.5, 0.25, 1}};
    double[] b = {1, -2, 0.5};
    double[] gradient = new double[3];
    for (int i = 0; i < 3; i++) {
      gradient[i] = -b[i];
      for (int j = 0; j < 3; j++) {
        gradient[i] += a[i][j] * theta[j];
      }
    }
    return gradient;
  }

  /** The pseudo-code of the documentation of torch.optim.SGD, in double, t from 1. */
  private static double[] torchSgd(
      double lr, double mu, double tau, boolean nesterov, double decay, double[] theta, int steps) {
    double[] b = new double[theta.length];
    for (int t = 1; t <= steps; t++) {
      double[] g = gradient(theta);
      for (int i = 0; i < theta.length; i++) {
        if (decay != 0) {
          g[i] = g[i] + decay * theta[i];
        }
        if (mu != 0) {
          if (t > 1) {
            b[i] = mu * b[i] + (1 - tau) * g[i];
          } else {
            b[i] = g[i];
          }
          g[i] = nesterov ? g[i] + mu * b[i] : b[i];
        }
        theta[i] = theta[i] - lr * g[i];
      }
    }
    return theta;
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          0.1,  0,   0,   false, 0
          0.1,  0,   0,   false, 0.3
          0.1,  0.9, 0,   false, 0
          0.1,  0.9, 0,   false, 0.3
          0.1,  0.9, 0.9, false, 0
          0.05, 0.8, 0.3, false, 0.1
          0.1,  0.9, 0,   true,  0
          0.05, 0.5, 0,   true,  0.1
          """)
  void tenStepsAreThoseOfPyTorchsDocumentedSgd(
      double lr, double mu, double tau, boolean nesterov, double decay) {
    GradientTransform transform =
        Transforms.chain(
            new WeightDecay(decay), new Momentum(mu, tau, nesterov), Transforms.learningRate(lr));
    Layout layout = Layout.builder().slot("w", 1, 3, true).build();
    Iteration run = new Iteration(transform, layout, new MemoryBuffers(), 3, -1, 0.5f);
    for (int steps = 1; steps <= 10; steps++) {
      double[] g = gradient(new double[] {run.params[0], run.params[1], run.params[2]});
      run.step((float) g[0], (float) g[1], (float) g[2]);
      double[] expected = torchSgd(lr, mu, tau, nesterov, decay, new double[] {3, -1, 0.5}, steps);
      for (int i = 0; i < 3; i++) {
        // Ten steps of a few float roundings of numbers below 8: 10 · 4 · 8 · 2⁻²⁴ = 2e-5 at worst.
        assertThat((double) run.params[i]).isCloseTo(expected[i], within(2e-5));
      }
    }
  }
}
