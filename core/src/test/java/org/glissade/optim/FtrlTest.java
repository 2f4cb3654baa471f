package org.glissade.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.glissade.math.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FtrlTest {
  /** Algorithm 1 of McMahan et al. 2013, in double. */
  private static final class Paper {
    private final Ftrl numbers;
    private final double[] z;
    private final double[] n;

    Paper(Ftrl numbers, int size) {
      this.numbers = numbers;
      this.z = new double[size];
      this.n = new double[size];
    }

    double weight(int i) {
      return Math.abs(z[i]) <= numbers.l1()
          ? 0
          : -1
              / ((numbers.beta() + Math.sqrt(n[i])) / numbers.alpha() + numbers.l2())
              * (z[i] - Math.signum(z[i]) * numbers.l1());
    }

    void step(int i, double g) {
      double sigma = (Math.sqrt(n[i] + g * g) - Math.sqrt(n[i])) / numbers.alpha();
      z[i] += g - sigma * weight(i);
      n[i] += g * g;
    }
  }

  @ParameterizedTest
  @CsvSource({"0.1, 1, 0, 0", "0.5, 1, 0.7, 0", "0.1, 0.01, 0, 3", "1, 1, 2, 0.5"})
  void fromZeroStepsAreThoseOfThePaper(double alpha, double beta, double l1, double l2) {
    Ftrl ftrl = new Ftrl(alpha, beta, l1, l2);
    Paper paper = new Paper(ftrl, 4);
    Iteration run = new Iteration(ftrl, Layout.flat(4), new MemoryBuffers(), 0, 0, 0, 0);
    Random random = new Random(2);
    int zeros = 0;
    for (int t = 0; t < 60; t++) {
      float[] gradient = new float[4];
      for (int i = 0; i < 4; i++) {
        gradient[i] = random.nextInt(3) == 0 ? 0 : (float) random.nextGaussian();
        paper.step(i, gradient[i]);
      }
      run.step(gradient);
      for (int i = 0; i < 4; i++) {
        // z and n are sums of up to sixty numbers of size 10, each rounded by 2⁻²⁴
        assertThat((double) run.params[i]).isCloseTo(paper.weight(i), within(1e-4));
        zeros += run.params[i] == 0 ? 1 : 0;
      }
    }
    assertThat(zeros > 8).isEqualTo(l1 > 0); // the first steps leave some at 0 in any case
  }

  /** The first step from θ is one of rate α/(β + |g|) without penalties, wherever θ is. */
  @Test
  void itBeginsWhereTheParametersAre() {
    Ftrl ftrl = new Ftrl(0.5, 2, 0, 0);
    for (float start : new float[] {-3, 0, 0.25f, 100}) {
      Iteration run = new Iteration(ftrl, start);
      run.step(1.5f);
      assertThat((double) run.params[0])
          .isCloseTo(start - 0.5 / (2 + 1.5) * 1.5, within(1e-6 * Math.max(1, Math.abs(start))));
    }
  }

  @Test
  void aWeightWithoutGradientStaysWhereItBegan() {
    Iteration run = new Iteration(new Ftrl(0.1, 1, 5, 5), 0.7f, 0.7f);
    for (int t = 0; t < 5; t++) {
      run.step(1, 0);
    }
    assertThat(run.params[1]).isEqualTo(0.7f);
  }

  /**
   * A large n, then small gradients: √(n + g²) − √n would be nothing but rounding. In the limit it
   * is g²/(2√n).
   */
  @Test
  void aLongRunKeepsTheDigitsOfItsSteps() {
    Ftrl ftrl = new Ftrl(0.1, 1, 0, 0);
    Paper paper = new Paper(ftrl, 1);
    Iteration run = new Iteration(ftrl, 0);
    for (int t = 0; t < 2000; t++) {
      float g = t < 1000 ? (t % 2 == 0 ? 30 : -29) : 0.5f;
      run.step(g);
      paper.step(0, g);
    }
    assertThat((double) run.params[0]).isCloseTo(paper.weight(0), within(2e-3));
  }
}
