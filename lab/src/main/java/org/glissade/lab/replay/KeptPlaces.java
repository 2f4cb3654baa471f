package org.glissade.lab.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.glissade.io.DataException;
import org.glissade.spec.Numbers;
import org.glissade.train.TrainingEvent;
import org.glissade.train.TrainingEvent.PlaceReached;
import org.glissade.train.TrainingListener;

/**
 * Places of a training at equal distances, in bounded memory: when there are too many, every second
 * is dropped, and from then on they are kept twice as far apart. The first and the last stay.
 */
final class KeptPlaces implements TrainingListener {
  /** Most places: more than a picture can show. */
  static final int MOST = 1024;

  /** With fewer a way would be a few straight lines. */
  static final int FEWEST = 64;

  /** Most weights of all places together: 512 MB. */
  private static final long MOST_NUMBERS = 1L << 27;

  /** Most products when the weights of all places are multiplied by each other: a few seconds. */
  private static final double MOST_PRODUCTS = 1L << 33;

  private final long last;
  private final long room;
  private final LongConsumer progress;
  private final List<PlaceReached> kept = new ArrayList<>();
  private int most = MOST;
  private long stride = 1;

  /**
   * @param last number of steps that will be taken
   * @param room most weights of all places together, see {@link #room}
   * @param progress told how many have been
   */
  KeptPlaces(long last, long room, LongConsumer progress) {
    this.last = last;
    this.room = room;
    this.progress = progress;
  }

  /** A quarter of the memory that the JVM may take, within reason. */
  static long room() {
    return Math.min(MOST_NUMBERS, Runtime.getRuntime().maxMemory() / (4 * Float.BYTES));
  }

  /**
   * Chooses how many places there may be.
   *
   * @param weights of each
   * @throws DataException if there are too many to keep a way of them
   */
  void makeRoom(int weights) {
    if (weights > room / FEWEST) {
      throw new DataException(
          "This run cannot be replayed: it has "
              + Numbers.count(weights, "weight")
              + ". A replay keeps at least "
              + FEWEST
              + " places of them in memory, and this lab has room for that up to "
              + Numbers.count(room / FEWEST, "weight")
              + ".");
    }
    double comparable = Math.sqrt(MOST_PRODUCTS / weights);
    most = (int) Math.clamp(Math.min(comparable, (double) room / weights), FEWEST, MOST);
  }

  @Override
  public long nextPlace(long step) {
    long next = Math.ceilDiv(step, stride) * stride;
    return step <= last ? Math.min(next, last) : next;
  }

  @Override
  public boolean everyWindow() {
    return true;
  }

  @Override
  public void on(TrainingEvent event) {
    switch (event) {
      case TrainingEvent.Started _ -> begin();
      case PlaceReached place -> keep(place);
      case TrainingEvent.WindowEnded window -> progress.accept(window.step());
      case TrainingEvent.EpochEnded epoch -> progress.accept(epoch.step());
      default -> {}
    }
  }

  /** A searched rate may prove too high: then it all begins anew. */
  private void begin() {
    kept.clear();
    stride = 1;
  }

  private void keep(PlaceReached place) {
    kept.add(place);
    if (kept.size() > most) {
      stride *= 2;
      thin();
    }
    progress.accept(place.step());
  }

  /**
   * By their number and not by their steps: an engine may tell of a place later than it was asked.
   */
  private void thin() {
    List<PlaceReached> some = new ArrayList<>();
    for (int i = 0; i < kept.size(); i++) {
      if (i % 2 == 0 || kept.get(i).step() == last) {
        some.add(kept.get(i));
      }
    }
    kept.clear();
    kept.addAll(some);
  }

  /** Whether all steps have been taken that were to be. */
  boolean isComplete() {
    return !kept.isEmpty() && kept.getLast().step() >= last;
  }

  /** The places, the start first. */
  List<PlaceReached> places() {
    return List.copyOf(kept);
  }

  /** How many steps lie between two of them. */
  long stride() {
    return stride;
  }
}
