package org.glissade.lab.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.glissade.io.DataException;
import org.glissade.io.formats.DataReader;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.Source;
import org.glissade.math.RandomStream;
import org.junit.jupiter.api.Test;

class OwnDataTest {
  private static final int ROWS = 400;

  /** Two columns that are correlated, one of words, a number and a class that follow from them. */
  private static OwnData data(String target) {
    RandomStream random = RandomStream.of(3, "own");
    StringBuilder text = new StringBuilder("width,height,same,colour,price,sold\n");
    for (int i = 0; i < ROWS; i++) {
      double width = 40 + 10 * random.nextGaussian();
      double height = 2 + 0.05 * width + random.nextGaussian();
      double price = 7 * width - 30 * height + 20 * random.nextGaussian();
      String gap = i % 50 == 7 ? "" : String.format(Locale.ROOT, "%.4f", height);
      text.append(
          String.format(
              Locale.ROOT,
              "%.4f,%s,1,%s,%.4f,%s%n",
              width,
              gap,
              i % 3 == 0 ? "red" : i % 3 == 1 ? "blue" : "green",
              price,
              price > 150 ? "yes" : "no"));
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return new OwnData(
        DataReader.read(
            Source.stream("shop", new ByteArrayInputStream(bytes)),
            ReadOptions.defaults().target(target)));
  }

  private static ProblemSettings columns(String first, String second, int examples) {
    return new ProblemSettings(OwnData.KEY, examples, 1, 0, 7, first, second);
  }

  /**
   * With standardised columns the normal equations are in the correlations: w₁ = (r₁ − ρr₂)/(1 −
   * ρ²), and the Hessian has 1 ± ρ for eigenvalues.
   */
  @Test
  void theMinimumOfANumberIsThatOfTheCorrelations() {
    Problem problem = data("price").problem(columns("width", "height", 4096));
    assertThat(problem.count()).isEqualTo(ROWS - ROWS / 50);
    Problem.Rows rows = (Problem.Rows) problem.examples();
    double[] r = new double[3];
    float[] x = new float[2];
    Landscape landscape = new Landscape(problem);
    double[] atZero = landscape.gradients(x); // −y·x of each row
    for (int i = 0; i < problem.count(); i++) {
      r[0] -= atZero[2 * i] / problem.count();
      r[1] -= atZero[2 * i + 1] / problem.count();
    }
    double rho = (problem.hessian().largest() - problem.hessian().smallest()) / 2;
    assertThat(problem.hessian().largest() + problem.hessian().smallest())
        .isCloseTo(2, within(1e-4));
    double signed = Math.signum(problem.hessian().b()) * rho;
    assertThat(problem.minimum().at()[0])
        .isCloseTo((r[0] - signed * r[1]) / (1 - rho * rho), within(1e-4));
    assertThat(problem.minimum().at()[1])
        .isCloseTo((r[1] - signed * r[0]) / (1 - rho * rho), within(1e-4));
    assertThat(rows.loss().toString()).isEqualTo("squared");
  }

  @Test
  void twoClassesMakeALogisticRegressionAndManyRowsASample() {
    Problem problem = data("sold").problem(columns("height", "width", 100));
    assertThat(problem.count()).isEqualTo(100);
    assertThat(((Problem.Rows) problem.examples()).loss().toString()).isEqualTo("logistic");
    assertThat(problem.about().text()).contains("100 of 400 rows of shop");
    for (float target : problem.examples().targets()) {
      assertThat(Math.abs(target)).isEqualTo(1);
    }
  }

  @Test
  void whatCannotBeDrawnIsSaid() {
    assertThatThrownBy(() -> data("colour"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("3 classes")
        .hasMessageContaining("--target");
    OwnData data = data("price");
    assertThat(data.columns()).containsExactly("width", "height", "same");
    assertThatThrownBy(() -> data.problem(columns("width", "colour", 100)))
        .hasMessageContaining("no column of numbers colour")
        .hasMessageContaining("height");
    assertThatThrownBy(() -> data.problem(columns("width", "width", 100)))
        .hasMessageContaining("are one");
    assertThatThrownBy(() -> data.problem(columns("width", "same", 100)))
        .hasMessageContaining("same number");
  }
}
