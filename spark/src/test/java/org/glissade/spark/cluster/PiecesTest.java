package org.glissade.spark.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.SparkEnv;
import org.glissade.spark.Cluster;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PiecesTest {
  @BeforeAll
  static void begin() {
    Cluster.session();
    assertThat(SparkEnv.get()).isNotNull();
  }

  private static float[] numbers(int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = i * 0.5f;
    }
    return numbers;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 262_100, 262_144, 1_000_000})
  void contentOfAnySizeComesBackInWhateverOrderItsPiecesArrive(int count) {
    List<byte[]> pieces = new ArrayList<>(Pieces.of(numbers(count), float[].class, 3));
    assertThat(pieces).hasSizeBetween(Math.ceilDiv(4 * count + 1, 1 << 20), (4 * count >> 20) + 2);
    assertThat(pieces).allSatisfy(piece -> assertThat(piece.length).isLessThanOrEqualTo(1 << 20));
    Collections.shuffle(pieces, new Random(count));
    assertThat(Pieces.open(pieces, float[].class)).isEqualTo(numbers(count));
  }

  @Test
  void piecesOfTwoAttemptsAreToldApart() {
    List<byte[]> first = Pieces.of(numbers(600_000), float[].class, 0);
    List<byte[]> second = Pieces.of(numbers(600_000), float[].class, 1);
    assertThat(Pieces.isOfOneAttempt(first)).isTrue();
    assertThat(Pieces.isOfOneAttempt(List.of(first.get(0), second.get(1), first.get(2)))).isFalse();
  }

  @Test
  void contentThatLacksAPieceIsRefused() {
    List<byte[]> pieces = Pieces.of(numbers(600_000), float[].class, 0);
    for (List<byte[]> wrong :
        List.of(
            pieces.subList(0, 2),
            pieces.subList(1, 3),
            List.of(pieces.get(0), pieces.get(1), pieces.get(1)))) {
      assertThatThrownBy(() -> Pieces.open(wrong, float[].class))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("not whole");
    }
  }

  @Test
  void aLargeModelComesInManyResultsAndASmallOneInOne() {
    assertThat(Pieces.results(100)).isEqualTo(1);
    assertThat(Pieces.results(160e6)).isBetween(15, 25);
    assertThat(Pieces.results(1e18)).isLessThanOrEqualTo(10_000);
  }
}
