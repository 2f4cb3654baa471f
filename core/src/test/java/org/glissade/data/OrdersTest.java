package org.glissade.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.glissade.math.RandomStream;
import org.glissade.spec.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every order must be, and what each of them is. */
class OrdersTest {
  private static List<String> names() {
    return Orders.names();
  }

  private static int[] rows(Order order, long seed, long epoch, int count) {
    int[] rows = new int[count];
    order.fill(seed, epoch, rows);
    return rows;
  }

  @ParameterizedTest
  @MethodSource("names")
  void anOrderParsesWhatItPrints(String name) {
    Order order = Orders.parse(name);
    assertThat(order).hasToString(name);
    assertThat(Orders.parse(order.toString())).isEqualTo(order);
  }

  @ParameterizedTest
  @MethodSource("names")
  void anOrderIsAFunctionOfSeedAndEpochWhateverWasInTheArray(String name) {
    Order order = Orders.parse(name);
    for (int count : new int[] {1, 2, 57}) {
      int[] rows = rows(order, 3, 9, count);
      int[] again = IntStream.generate(() -> -5).limit(count).toArray();
      order.fill(3, 9, again);
      assertThat(again).isEqualTo(rows);
      assertThat(IntStream.of(rows)).allMatch(row -> row >= 0 && row < count);
    }
  }

  private static List<Order> drawnInPieces() {
    return List.of(
        Orders.sequential(),
        Orders.blocks(),
        new BlockOrder(7, 0),
        new BlockOrder(7, 1),
        new BlockOrder(7, 50),
        new BlockOrder(7, 2000));
  }

  @ParameterizedTest
  @MethodSource("drawnInPieces")
  void piecesOfAnOrderMakeTheWhole(Order order) {
    for (int count : new int[] {1, 6, 7, 1001}) {
      for (int piece : new int[] {1, 10, 333, 5000}) {
        Order.Draws draws = order.draws(5, 3, count);
        assertThat(draws).isNotNull();
        int[] rows = new int[count];
        int[] part = new int[Math.min(piece, count)];
        for (int from = 0; draws != null && from < count; from += piece) {
          int some = Math.min(piece, count - from);
          draws.next(part, some);
          System.arraycopy(part, 0, rows, from, some);
        }
        assertThat(rows).isEqualTo(rows(order, 5, 3, count));
      }
    }
  }

  /** Laid out at once: the definition that checkpoints of older versions rest on. */
  @Test
  void blocksComeInTheirOrderAndBuffersAreShuffledOneAfterTheOther() {
    int[] wanted = new int[1001];
    RandomStream random = RandomStream.of(5, "blocks", 3);
    int[] blocks = IntStream.range(0, 143).toArray();
    random.shuffle(blocks);
    int at = 0;
    for (int block : blocks) {
      for (int row = block * 7; row < Math.min(1001, block * 7 + 7); row++) {
        wanted[at++] = row;
      }
    }
    for (int from = 0; from < 1001; from += 50) {
      random.shuffle(wanted, from, Math.min(1001, from + 50));
    }
    assertThat(rows(new BlockOrder(7, 50), 5, 3, 1001)).isEqualTo(wanted);
  }

  @ParameterizedTest
  @MethodSource("names")
  void allButReplacementTakeEachRowOnce(String name) {
    Order order = Orders.parse(name);
    long distinct = IntStream.of(rows(order, 1, 0, 100)).distinct().count();
    if (name.equals("replacement")) {
      assertThat(distinct).isBetween(45L, 80L);
    } else {
      assertThat(distinct).isEqualTo(100);
    }
  }

  @Test
  void whatChangesFromEpochToEpochAndFromSeedToSeed() {
    assertThat(different(Orders.shuffle(), true)).isEqualTo(20);
    assertThat(different(Orders.shuffle(), false)).isEqualTo(20);
    assertThat(different(Orders.shuffleOnce(), true)).isEqualTo(1);
    assertThat(different(Orders.shuffleOnce(), false)).isEqualTo(20);
    assertThat(different(Orders.replacement(), true)).isEqualTo(20);
    assertThat(different(Orders.sequential(), false)).isEqualTo(1);
    assertThat(rows(Orders.sequential(), 4, 4, 4)).containsExactly(0, 1, 2, 3);
  }

  private static int different(Order order, boolean epochs) {
    Set<List<Integer>> seen = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      int[] rows = epochs ? rows(order, 0, i, 50) : rows(order, i, 0, 50);
      seen.add(IntStream.of(rows).boxed().toList());
    }
    return seen.size();
  }

  @Test
  void anUnknownOrderIsAnsweredWithTheNearest() {
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> Orders.parse("shufle"))
        .withMessageContaining("did you mean shuffle?");
    assertThatExceptionOfType(SpecException.class).isThrownBy(() -> Orders.parse("shuffle(2)"));
  }

  @Test
  void blocksKeepTheirRowsTogetherAndABufferMixesThem() {
    Order blocks = Orders.parse("blocks(rows=10, buffer=0)");
    int[] order = rows(blocks, 1, 0, 103);
    int jumps = 0;
    for (int i = 1; i < order.length; i++) {
      jumps += order[i] == order[i - 1] + 1 ? 0 : 1;
    }
    assertThat(jumps).isBetween(10, 20); // one a block, and one where it begins in its middle
    int[] mixed = rows(Orders.parse("blocks(rows=10, buffer=30)"), 1, 0, 103);
    for (int from = 0; from < 90; from += 30) {
      // thirty rows of three or, around the short block, four blocks
      assertThat(IntStream.range(from, from + 30).map(i -> mixed[i] / 10).distinct().count())
          .isLessThanOrEqualTo(4);
    }
    assertThat(mixed).isNotEqualTo(order);
  }

  @Test
  void blocksAreSizedByTheBytesOfARow() {
    assertThat(Orders.blocks().sized(1_000_000, 400))
        .hasToString("blocks(rows=1310, buffer=41943)");
    assertThat(BlockOrder.ofShuffledRows().sized(1_000_000, 400))
        .hasToString("blocks(rows=1310, buffer=0)");
    assertThat(Orders.blocks().sized(100, 400)).hasToString("blocks(rows=1, buffer=100)");
    assertThat(Orders.blocks().sized(1_000_000, 1e7)).hasToString("blocks(rows=1, buffer=16)");
  }
}
