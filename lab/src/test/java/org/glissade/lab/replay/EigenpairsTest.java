package org.glissade.lab.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EigenpairsTest {
  /** Of the second difference of n points: 2 − 2cos(kπ/(n + 1)), with vectors sin(ikπ/(n + 1)). */
  @Test
  void ofASecondDifferenceTheyAreThoseOfTheFormula() {
    int n = 24;
    double[][] matrix = new double[n][n];
    for (int i = 0; i < n; i++) {
      matrix[i][i] = 2;
      if (i > 0) {
        matrix[i][i - 1] = -1;
        matrix[i - 1][i] = -1;
      }
    }
    Eigenpairs found = Eigenpairs.largest(matrix, 3);
    for (int k = 0; k < 3; k++) {
      double angle = (n - k) * Math.PI / (n + 1);
      assertThat(found.values()[k]).isCloseTo(2 - 2 * Math.cos(angle), within(1e-12));
      double overlap = 0;
      for (int i = 0; i < n; i++) {
        overlap += found.vectors()[k][i] * Math.sin((i + 1) * angle) * Math.sqrt(2.0 / (n + 1));
      }
      assertThat(Math.abs(overlap)).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void aMatrixOfRankOneHasOneDirection() {
    double[] v = {3, -1, 2, 0, 5};
    double[][] matrix = new double[v.length][v.length];
    for (int i = 0; i < v.length; i++) {
      for (int j = 0; j < v.length; j++) {
        matrix[i][j] = v[i] * v[j];
      }
    }
    Eigenpairs found = Eigenpairs.largest(matrix, 2);
    assertThat(found.values()[0]).isCloseTo(39, within(1e-12));
    assertThat(found.values()[1]).isCloseTo(0, within(1e-12));
  }

  @Test
  void aMatrixOfOneNumberHasThatOne() {
    Eigenpairs found = Eigenpairs.largest(new double[][] {{4}}, 2);
    assertThat(found.values()).containsExactly(4, 0);
  }

  @Test
  void equalEigenvaluesAreFoundAsOftenAsTheyAreThere() {
    double[][] matrix = {{2, 0, 0}, {0, 2, 0}, {0, 0, 1}};
    Eigenpairs found = Eigenpairs.largest(matrix, 3);
    assertThat(found.values()).containsExactly(new double[] {2, 2, 1}, within(1e-12));
  }
}
