package org.glissade.lab.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.glissade.io.DataException;
import org.glissade.math.RandomStream;
import org.junit.jupiter.api.Test;

class PrincipalPlaneTest {
  private static final float[] END = {1, -2, 0.5f, 3, 0};

  /** At right angles, of length 1, and of numbers that floats hold. */
  private static final double[] U = {0.5, 0.5, 0.5, 0.5, 0};

  private static final double[] V = {0.5, -0.5, 0.5, -0.5, 0};
  private static final double[] W = {0, 0, 0, 0, 1};

  private static float[] place(double a, double b, double c) {
    float[] place = new float[END.length];
    for (int j = 0; j < place.length; j++) {
      place[j] = (float) (END[j] + a * U[j] + b * V[j] + c * W[j]);
    }
    return place;
  }

  private static PrincipalPlane of(List<float[]> places, float[] end) {
    return PrincipalPlane.of(places, end, () -> false);
  }

  @Test
  void aWayInAPlaneIsFoundInIt() {
    PrincipalPlane plane =
        of(List.of(place(-4, 1, 0), place(-4, -1, 0), place(2, 1, 0), place(2, -1, 0)), END);
    assertThat(plane.firstShare()).isCloseTo(40.0 / 44, within(1e-12));
    assertThat(plane.secondShare()).isCloseTo(4.0 / 44, within(1e-12));
    assertThat(plane.along()).containsExactly(new double[] {-4, -4, 2, 2}, within(1e-12));
    assertThat(plane.first()).containsExactly(U, within(1e-12));
    assertThat(plane.across()[0]).isCloseTo(-plane.across()[1], within(1e-12));
    assertThat(Math.abs(plane.across()[0])).isCloseTo(1, within(1e-12));
    assertThat(plane.off()).containsExactly(new double[4], within(1e-12));
  }

  @Test
  void whatLeavesThePlaneIsTold() {
    PrincipalPlane plane =
        of(
            List.of(
                place(-4, 2, 0.5),
                place(-4, -2, -0.5),
                place(4, 2, -0.5),
                place(4, -2, 0.5),
                place(0, 0, 0)),
            END);
    assertThat(plane.firstShare()).isCloseTo(64.0 / 81, within(1e-12));
    assertThat(plane.secondShare()).isCloseTo(16.0 / 81, within(1e-12));
    assertThat(plane.off()).containsExactly(new double[] {0.5, 0.5, 0.5, 0.5, 0}, within(1e-12));
  }

  @Test
  void aStraightWayHasOneDirection() {
    PrincipalPlane plane = of(List.of(place(-3, 0, 0), place(-1, 0, 0), place(0, 0, 0)), END);
    assertThat(plane.firstShare()).isCloseTo(1, within(1e-12));
    assertThat(plane.secondShare()).isZero();
    assertThat(plane.second()).containsOnly(0);
    assertThat(plane.along()).containsExactly(new double[] {-3, -1, 0}, within(1e-12));
    assertThat(plane.across()).containsOnly(0);
  }

  @Test
  void oneWeightHasOneDirection() {
    PrincipalPlane plane = of(List.of(new float[] {1}, new float[] {4}), new float[] {5});
    assertThat(plane.firstShare()).isCloseTo(1, within(1e-12));
    assertThat(plane.along()).containsExactly(new double[] {-4, -1}, within(1e-12));
  }

  /** The squares of singular values are the eigenvalues of the 2 × 2 matrix XᵀX, in closed form. */
  @Test
  void sharesAreThoseOfTheSingularValues() {
    RandomStream random = RandomStream.of(5, "places");
    List<float[]> places = new ArrayList<>();
    double a = 0;
    double b = 0;
    double c = 0;
    for (int i = 0; i < 700; i++) {
      float x = (float) random.nextGaussian();
      float y = (float) (0.3 * x + 0.4 * random.nextGaussian());
      places.add(new float[] {x, y});
      a += (double) x * x;
      b += (double) x * y;
      c += (double) y * y;
    }
    PrincipalPlane plane = of(places, new float[2]);
    double root = Math.hypot((a - c) / 2, b);
    assertThat(plane.firstShare()).isCloseTo(0.5 + root / (a + c), within(1e-10));
    assertThat(plane.secondShare()).isCloseTo(0.5 - root / (a + c), within(1e-10));
  }

  /** More columns than are looked at together; no direction holds more than the first. */
  @Test
  void noOtherDirectionHoldsMore() {
    RandomStream random = RandomStream.of(6, "places");
    int weights = 1300;
    float[] place = new float[weights];
    List<float[]> places = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      for (int j = 0; j < weights; j++) {
        place[j] += (float) (random.nextGaussian() - 0.05 * place[j] + (j % 7) * 0.05);
      }
      places.add(place.clone());
    }
    PrincipalPlane plane = of(places, place);
    double total = 0;
    for (float[] each : places) {
      for (int j = 0; j < weights; j++) {
        total += Math.pow((double) each[j] - place[j], 2);
      }
    }
    assertThat(held(places, place, plane.first()) / total)
        .isCloseTo(plane.firstShare(), within(1e-10));
    assertThat(held(places, place, plane.second()) / total)
        .isCloseTo(plane.secondShare(), within(1e-10));
    for (int k = 0; k < 200; k++) {
      double[] near = plane.first().clone();
      double norm = 0;
      for (int j = 0; j < weights; j++) {
        near[j] += 0.01 * random.nextGaussian();
        norm += near[j] * near[j];
      }
      for (int j = 0; j < weights; j++) {
        near[j] /= Math.sqrt(norm);
      }
      assertThat(held(places, place, near) / total).isLessThan(plane.firstShare());
    }
  }

  private static double held(List<float[]> places, float[] end, double[] direction) {
    double sum = 0;
    for (float[] place : places) {
      double along = 0;
      for (int j = 0; j < end.length; j++) {
        along += ((double) place[j] - end[j]) * direction[j];
      }
      sum += along * along;
    }
    return sum;
  }

  @Test
  void weightsThatNeverMovedHaveNoWay() {
    assertThatThrownBy(() -> of(List.of(END, END), END))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("never moved");
  }
}
