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
    of(order, count).fill(seed, epoch, rows);
    return rows;
  }

  /** Rows of three classes, of which every seventh has the third. */
  private static Order of(Order order, int count) {
    float[] targets = new float[count];
    for (int i = 0; i < count; i++) {
      targets[i] = i % 7 == 6 ? 5 : i % 2;
    }
    return order.on(DenseExamples.of(new float[count], 1, targets));
  }

  @ParameterizedTest
  @MethodSource("names")
  void anOrderParsesWhatItPrints(String name) {
    Order order = Orders.parse(name);
    assertThat(order.toString()).startsWith(name);
    assertThat(Orders.parse(order.toString())).isEqualTo(order);
  }

  @ParameterizedTest
  @MethodSource("names")
  void anOrderIsAFunctionOfSeedAndEpochWhateverWasInTheArray(String name) {
    Order order = Orders.parse(name);
    for (int count : new int[] {1, 2, 57}) {
      int[] rows = rows(order, 3, 9, count);
      int[] again = IntStream.generate(() -> -5).limit(count).toArray();
      of(order, count).fill(3, 9, again);
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
        new BlockOrder(7, 2000),
        Orders.weighted());
  }

  @ParameterizedTest
  @MethodSource("drawnInPieces")
  void piecesOfAnOrderMakeTheWhole(Order order) {
    for (int count : new int[] {1, 6, 7, 1001}) {
      for (int piece : new int[] {1, 10, 333, 5000}) {
        Order.Draws draws = of(order, count).draws(5, 3, count);
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
  void whichOrdersTakeEachRowOnce(String name) {
    Order order = Orders.parse(name);
    long distinct = IntStream.of(rows(order, 1, 0, 100)).distinct().count();
    if (List.of("replacement", "weighted", "importance").contains(name)) {
      assertThat(distinct).isBetween(45L, 80L);
    } else if (name.equals("balanced")) {
      assertThat(distinct).isLessThan(90); // 34 draws of the 14 rows of one class
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

  @Test
  void anEpochAndItsReversalAreAPair() {
    for (int pair = 0; pair < 4; pair++) {
      int[] forward = rows(Orders.pairedReversal(), 3, 2 * pair, 101);
      int[] backward = rows(Orders.pairedReversal(), 3, 2 * pair + 1, 101);
      assertThat(IntStream.range(0, 101).map(i -> backward[100 - i]).toArray()).isEqualTo(forward);
    }
    assertThat(different(Orders.pairedReversal(), true)).isEqualTo(20);
  }

  private static int[] counts(int[] rows, int from, int to, int[] classOf, int classes) {
    int[] counts = new int[classes];
    for (int i = from; i < to; i++) {
      counts[classOf[rows[i]]]++;
    }
    return counts;
  }

  private static int[] classes(int count, int classes, long seed) {
    RandomStream random = RandomStream.of(seed, "classes");
    return IntStream.generate(() -> (int) (classes * random.nextDouble() * random.nextDouble()))
        .limit(count)
        .toArray();
  }

  private static DenseExamples labelled(int[] classOf) {
    float[] targets = new float[classOf.length];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = classOf[i];
    }
    return DenseExamples.of(new float[targets.length], 1, targets);
  }

  @Test
  void everyStretchOfAStratifiedEpochHasTheClassesOfTheWhole() {
    for (int seed = 0; seed < 20; seed++) {
      int classes = 2 + seed % 5;
      int[] classOf = classes(997, classes, seed);
      int[] order = new int[997];
      Orders.stratified().on(labelled(classOf)).fill(seed, 4, order);
      int[] all = counts(order, 0, 997, classOf, classes);
      for (int from = 0; from + 64 <= 997; from += 64) {
        int[] some = counts(order, from, from + 64, classOf, classes);
        for (int k = 0; k < classes; k++) {
          // between two shares of the epoch each class has its part to within one row
          assertThat((double) some[k])
              .isBetween(64.0 * all[k] / 997 - classes, 64.0 * all[k] / 997 + classes);
        }
      }
    }
  }

  /** Each row is as likely as any other to be in a batch, so that its gradient is unbiased. */
  @Test
  void aStratifiedBatchHasEachRowWithTheSameProbability() {
    int[] classOf = classes(60, 3, 1);
    int[] hits = new int[60];
    int[] order = new int[60];
    Order stratified = Orders.stratified().on(labelled(classOf));
    int epochs = 20_000;
    for (int epoch = 0; epoch < epochs; epoch++) {
      stratified.fill(7, epoch, order);
      for (int i = 20; i < 30; i++) {
        hits[order[i]]++;
      }
    }
    for (int row = 0; row < 60; row++) {
      // a batch is cut at rows, not at shares: classes of few rows are off by a part of a row
      assertThat(hits[row] / (double) epochs).isBetween(10 / 60.0 * 0.85, 10 / 60.0 * 1.15);
    }
    assertThat(IntStream.of(hits).sum()).isEqualTo(10 * epochs);
  }

  @Test
  void classesInTurnsComeEquallyOftenAndSoDoTheirRows() {
    int[] classOf = classes(1000, 4, 2);
    int[] order = new int[1000];
    Order balanced = Orders.balanced().on(labelled(classOf));
    int[] hits = new int[1000];
    for (int epoch = 0; epoch < 3000; epoch++) {
      balanced.fill(5, epoch, order);
      assertThat(counts(order, 0, 1000, classOf, 4)).containsOnly(250);
      for (int row : order) {
        hits[row]++;
      }
    }
    int[] sizes = counts(IntStream.range(0, 1000).toArray(), 0, 1000, classOf, 4);
    for (int row = 0; row < 1000; row++) {
      // 250·3000/n times; within an epoch of a class as often as any other, or once more
      double expected = 250.0 * 3000 / sizes[classOf[row]];
      assertThat((double) hits[row]).isBetween(expected * 0.85, expected * 1.15);
    }
  }

  @Test
  void bothZerosAreOneClass() {
    int[] order = new int[4];
    Orders.stratified()
        .on(DenseExamples.of(new float[4], 1, new float[] {0f, -0f, 1, 0f}))
        .fill(1, 0, order);
    assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3);
  }

  @Test
  void ordersOfClassesRefuseNumbers() {
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(
            () -> Orders.stratified().on(DenseExamples.of(new float[2], 1, new float[] {1.5f, 2})))
        .withMessageContaining("needs classes");
  }
}
