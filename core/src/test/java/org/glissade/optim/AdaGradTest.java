package org.glissade.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.glissade.math.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdaGradTest {
  /** The pseudo-code of the documentation of torch.optim.Adagrad, in double. */
  @ParameterizedTest
  @CsvSource({"1e-10, 0, 0.1", "1e-3, 0, 0.5", "1e-10, 0.1, 0.1", "0.1, 2, 1"})
  void stepsAreThoseOfPyTorchsDocumentedAdagrad(double epsilon, double initial, double rate) {
    GradientTransform transform =
        Transforms.chain(new AdaGrad(epsilon, initial), Transforms.learningRate(rate));
    Iteration run = new Iteration(transform, Layout.flat(3), new MemoryBuffers(), 3, -1, 0.5f);
    double[] theta = {3, -1, 0.5};
    double[] sum = {initial, initial, initial};
    Random random = new Random(1);
    for (int t = 0; t < 50; t++) {
      float[] gradient = new float[3];
      for (int i = 0; i < 3; i++) {
        gradient[i] = random.nextInt(3) == 0 ? 0 : (float) random.nextGaussian();
        sum[i] += (double) gradient[i] * gradient[i];
        if (gradient[i] != 0) {
          theta[i] -= rate * gradient[i] / (Math.sqrt(sum[i]) + epsilon);
        }
      }
      run.step(gradient);
      for (int i = 0; i < 3; i++) {
        // fifty steps, each rounding a number below 8 a few times by 2⁻²⁴
        assertThat((double) run.params[i]).isCloseTo(theta[i], within(5e-5));
      }
    }
  }

  /** g/√(t·g²) = 1/√t, whatever g is. */
  @Test
  void aConstantGradientMovesByOneOverTheRootOfTheStep() {
    Iteration run = new Iteration(Transforms.adaGrad(), 0, 0);
    for (int t = 1; t <= 100; t++) {
      float[] update = run.step(1e-3f, -40);
      assertThat((double) update[0]).isCloseTo(1 / Math.sqrt(t), within(1e-5));
      assertThat((double) update[1]).isCloseTo(-1 / Math.sqrt(t), within(1e-5));
    }
  }
}
