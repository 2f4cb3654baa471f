package org.glissade.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LayoutTest {
  @Property
  void slotsLieBehindOneAnotherWithoutGaps(
      @ForAll @Size(max = 8) List<@IntRange(min = 1, max = 50) Integer> sizes) {
    Layout.Builder builder = Layout.builder();
    int total = 0;
    for (int i = 0; i < sizes.size(); i++) {
      builder.slot("slot" + i, sizes.get(i), i + 1, i % 2 == 0);
      total += sizes.get(i) * (i + 1);
    }
    Layout layout = builder.build();
    assertThat(layout.size()).isEqualTo(total);
    int end = 0;
    for (int i = 0; i < sizes.size(); i++) {
      Layout.Slot slot = layout.slot("slot" + i);
      assertThat(slot.offset()).isEqualTo(end);
      assertThat(slot.size()).isEqualTo(sizes.get(i) * (i + 1));
      assertThat(slot.penalised()).isEqualTo(i % 2 == 0);
      end = slot.end();
    }
    assertThat(end).isEqualTo(total);
    assertThat(new Layout(layout.slots())).isEqualTo(layout);
  }

  @Test
  void aFlatLayoutIsOneSlotWithoutPenalty() {
    Layout flat = Layout.flat(7);
    assertThat(flat.size()).isEqualTo(7);
    assertThat(flat.slots()).hasSize(1);
    assertThat(flat.slots().getFirst().penalised()).isFalse();
  }

  @Test
  void gapsOverlapsAndNamesGivenTwiceAreRefused() {
    Layout.Slot first = new Layout.Slot("a", 0, 2, 3, true);
    for (int offset : new int[] {5, 7}) {
      List<Layout.Slot> slots = List.of(first, new Layout.Slot("b", offset, 1, 1, true));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Layout(slots))
          .withMessageContaining("starts at " + offset + " instead of 6");
    }
    Layout.Builder twice = Layout.builder().slot("a", 1, 1, true).slot("a", 1, 1, true);
    assertThatIllegalArgumentException().isThrownBy(twice::build).withMessageContaining("differ");
  }

  @Test
  void emptyAndTooLargeSlotsAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Layout.flat(0));
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> Layout.builder().slot("a", 1 << 16, 1 << 16, true));
  }

  @Test
  void anUnknownSlotIsNamed() {
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() -> Layout.flat(1).slot("bias"))
        .withMessageContaining("bias");
  }

  @Test
  void aLayoutDoesNotChangeWithTheListItWasMadeFrom() {
    List<Layout.Slot> slots = new ArrayList<>(Layout.flat(3).slots());
    Layout layout = new Layout(slots);
    slots.clear();
    assertThat(layout.size()).isEqualTo(3);
  }
}
