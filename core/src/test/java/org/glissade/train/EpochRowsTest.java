package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.glissade.data.BlockOrder;
import org.glissade.data.Order;
import org.glissade.data.Orders;
import org.junit.jupiter.api.Test;

class EpochRowsTest {
  private static final int EXAMPLES = (1 << 21) + 12_345;
  private static final int BATCH = 1000;

  private static void requireAsWhole(Order order, int position) {
    int[] whole = new int[EXAMPLES];
    order.fill(4, 2, whole);
    EpochRows rows = new EpochRows(order, 4, EXAMPLES, BATCH);
    rows.moveTo(2, position);
    for (int from = position; from < EXAMPLES; ) {
      rows.hold(from);
      int end = rows.end();
      assertThat(end).isGreaterThan(from);
      assertThat(end % BATCH == 0 || end == EXAMPLES).isTrue();
      for (int i = from; i < end; i++) {
        if (rows.rows()[i - rows.begin()] != whole[i]) {
          assertThat(rows.rows()[i - rows.begin()]).as("row at " + i).isEqualTo(whole[i]);
        }
      }
      from = end;
    }
  }

  @Test
  void piecesAreTheRowsOfTheEpochFromAnyPositionOn() {
    for (Order order : new Order[] {new BlockOrder(900, 5000), new BlockOrder(900, 0)}) {
      requireAsWhole(order, 0);
      requireAsWhole(order, 1_500_000);
    }
    requireAsWhole(Orders.shuffle(), 1_500_000);
  }

  @Test
  void anOrderOfBlocksIsNotHeldWhole() {
    EpochRows rows = new EpochRows(new BlockOrder(900, 5000), 4, EXAMPLES, BATCH);
    rows.moveTo(0, 0);
    assertThat(rows.rows().length).isLessThan(EXAMPLES);
  }
}
