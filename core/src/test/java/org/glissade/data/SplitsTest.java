package org.glissade.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SplitsTest {
  @Property
  void theTwoPartsHoldEachRowOnce(
      @ForAll @IntRange(min = 1, max = 200) int rows,
      @ForAll @DoubleRange(min = 0, max = 0.99) double share,
      @ForAll @IntRange(min = 0, max = 50) int most,
      @ForAll boolean inBlocks,
      @ForAll long seed) {
    Splits.Split split =
        inBlocks ? Splits.blocks(rows, share, most, seed) : Splits.random(rows, share, most, seed);
    assertThat(split.training()).isNotEmpty().isSorted();
    assertThat(split.validation()).isSorted().hasSizeLessThanOrEqualTo(most);
    assertThat(
            IntStream.concat(IntStream.of(split.training()), IntStream.of(split.validation()))
                .sorted())
        .containsExactlyElementsOf(IntStream.range(0, rows).boxed().toList());
    int wanted = (int) Math.min(Math.min(most, rows - 1), Math.round(rows * share));
    assertThat(split.validation()).hasSize(wanted);
  }

  @Test
  void theSeedDecidesWhichRowsAreHeldOut() {
    int[] one = Splits.random(100, 0.3, 100, 1).validation();
    assertThat(Splits.random(100, 0.3, 100, 1).validation()).isEqualTo(one);
    assertThat(Splits.random(100, 0.3, 100, 2).validation()).isNotEqualTo(one);
  }

  /** Over 20,000 seeds at 5.25 standard errors for each of ten rows. */
  @Test
  void eachRowIsHeldOutAsOftenAsTheOthers() {
    int seeds = 20_000;
    int[] held = new int[10];
    for (long seed = 0; seed < seeds; seed++) {
      for (int row : Splits.random(10, 0.3, 10, seed).validation()) {
        held[row]++;
      }
    }
    for (int count : held) {
      assertThat(count / (double) seeds).isCloseTo(0.3, within(5.25 * Math.sqrt(0.21 / seeds)));
    }
  }

  @Test
  void aShareOutsideZeroToOneIsRefused() {
    for (double share : new double[] {-0.1, 1, 2, Double.NaN}) {
      assertThatIllegalArgumentException().isThrownBy(() -> Splits.random(10, share, 10, 0));
    }
  }

  @Test
  void blocksKeepTheProportionsOfSortedRowsAndStayInOrder() {
    int rows = 1_000_000;
    int rare = 30_000;
    Splits.Split split = Splits.blocks(rows, 0.2, 50_000, 5);
    assertThat(Ranges.of(split.validation()).count()).isBetween(200, Splits.BLOCKS);
    assertThat(Ranges.of(split.training()).count()).isLessThanOrEqualTo(Splits.BLOCKS + 1);
    // the first rows are of a rare class: its share in both parts is right to within one piece
    double piece = 1.0 / Splits.BLOCKS;
    long held = IntStream.of(split.validation()).filter(row -> row < rare).count();
    assertThat(held / 50_000.0).isCloseTo(0.03, within(piece));
    long kept = IntStream.of(split.training()).filter(row -> row < rare).count();
    assertThat(kept / 950_000.0).isCloseTo(0.03, within(piece));
  }

  @Test
  void theSeedDecidesWhichBlocksAreHeldOut() {
    int[] one = Splits.blocks(10_000, 0.3, 1000, 1).validation();
    assertThat(Splits.blocks(10_000, 0.3, 1000, 1).validation()).isEqualTo(one);
    assertThat(Splits.blocks(10_000, 0.3, 1000, 2).validation()).isNotEqualTo(one);
  }
}
