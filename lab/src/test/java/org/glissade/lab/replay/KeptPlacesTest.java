package org.glissade.lab.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.glissade.io.DataException;
import org.glissade.train.TrainingEvent.PlaceReached;
import org.junit.jupiter.api.Test;

class KeptPlacesTest {
  private static final long ROOM = 64_000_000;

  private static KeptPlaces kept(long steps) {
    KeptPlaces places = new KeptPlaces(steps, ROOM, step -> {});
    walk(places, steps);
    return places;
  }

  private static void walk(KeptPlaces places, long steps) {
    long next = places.nextPlace(0);
    while (next <= steps) {
      places.on(new PlaceReached(next, next, 0.1, new float[] {next}));
      next = places.nextPlace(next + 1);
    }
  }

  @Property(tries = 200)
  void theyAreFewAndEquallyFarApartFromTheStartToTheEnd(
      @ForAll @LongRange(min = 1, max = 30_000) long steps) {
    KeptPlaces kept = kept(steps);
    List<Long> taken = kept.places().stream().map(PlaceReached::step).toList();
    assertThat(taken).hasSizeLessThanOrEqualTo(KeptPlaces.MOST + 1);
    assertThat(taken.size()).isGreaterThanOrEqualTo((int) Math.min(steps + 1, KeptPlaces.MOST / 2));
    assertThat(taken.getFirst()).isZero();
    assertThat(taken.getLast()).isEqualTo(steps);
    for (int i = 0; i < taken.size() - 1; i++) {
      assertThat(taken.get(i)).isEqualTo(i * kept.stride());
    }
    assertThat(kept.isComplete()).isTrue();
  }

  /** As those of runs do that must not pause. */
  @Property(tries = 100)
  void placesThatComeLateAreKeptFromTheStartToTheEndToo(
      @ForAll @LongRange(min = 1, max = 200_000) long steps,
      @ForAll @IntRange(min = 1, max = 70) int pause) {
    KeptPlaces places = new KeptPlaces(steps, ROOM, step -> {});
    long next = 0;
    for (long step = 0;
        step <= steps;
        step = step == steps ? step + 1 : Math.min(steps, step + pause)) {
      if (next <= step) {
        places.on(new PlaceReached(step, step, 0.1, new float[1]));
        next = places.nextPlace(step + 1);
      }
    }
    List<Long> taken = places.places().stream().map(PlaceReached::step).toList();
    assertThat(taken).hasSizeLessThanOrEqualTo(KeptPlaces.MOST + 1);
    assertThat(taken.size())
        .isGreaterThanOrEqualTo(
            (int) Math.min(Math.ceilDiv(steps, pause) + 1, KeptPlaces.MOST / 4));
    assertThat(taken.getFirst()).isZero();
    assertThat(taken.getLast()).isEqualTo(steps);
    assertThat(places.isComplete()).isTrue();
  }

  @Test
  void moreWeightsThanMemoryHoldsAreRefused() {
    KeptPlaces places = new KeptPlaces(10, 64 * 5_000, step -> {});
    assertThatCode(() -> places.makeRoom(5_000)).doesNotThrowAnyException();
    assertThatThrownBy(() -> places.makeRoom(5_001))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("This run cannot be replayed")
        .hasMessageContaining("5,001 weights")
        .hasMessageContaining("up to 5,000 weights");
  }

  @Property(tries = 50)
  void thePlacesOfManyWeightsFitIntoTheRoom(
      @ForAll @IntRange(min = 1, max = 1_000_000) int weights,
      @ForAll @LongRange(min = 1, max = 5_000) long steps) {
    KeptPlaces places = new KeptPlaces(steps, ROOM, step -> {});
    places.makeRoom(weights);
    walk(places, steps);
    int kept = places.places().size();
    assertThat((kept - 1L) * weights).isLessThanOrEqualTo(ROOM);
    assertThat(kept).isGreaterThanOrEqualTo((int) Math.min(steps + 1, KeptPlaces.FEWEST / 2));
  }
}
