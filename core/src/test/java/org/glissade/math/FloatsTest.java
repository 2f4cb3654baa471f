package org.glissade.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class FloatsTest {
  @Test
  void anArrayIsViewedNotCopied() {
    float[] array = {1, 2, 3};
    Floats floats = Floats.of(array);
    array[1] = 7;
    assertThat(floats.get(1)).isEqualTo(7);
    floats.set(2, -0f);
    assertThat(Float.floatToRawIntBits(array[2])).isEqualTo(Float.floatToRawIntBits(-0f));
    assertThat(floats.length()).isEqualTo(3);
  }

  @Test
  void copiesGoToAndFromAnyPlace() {
    Floats floats = Floats.zeros(10);
    floats.copyFrom(new float[] {9, 1, 2, 3, 9}, 1, 4, 3);
    float[] out = new float[6];
    floats.copyTo(3, out, 1, 5);
    assertThat(out).containsExactly(0, 0, 1, 2, 3, 0);
  }

  @Test
  void whatLiesOutsideIsRefused() {
    Floats floats = Floats.zeros(4);
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> floats.get(4));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> floats.get(-1));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> floats.copyTo(2, new float[3], 0, 3));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> floats.copyFrom(new float[2], 0, 0, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> Floats.zeros(-1));
  }
}
