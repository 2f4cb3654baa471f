package org.glissade.spark.rounds;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What workers agreed on after the last round of each training that goes on. If one of them is
 * lost, the others begin anew from here and tell it to the one that stands in: after a round all
 * have the same numbers, so one survivor is enough.
 */
public interface Survivors {
  /** Keeps an agreement in place of the one before. */
  void keep(String training, Agreement agreement);

  /** The newest of a training, or null. */
  @Nullable Agreement newest(String training);

  /** Forgets a training that is over. */
  void forget(String training);

  /** In the memory of this process: those of the last few trainings, if some were never ended. */
  static Survivors inMemory() {
    int most = 4;
    Map<String, Agreement> kept =
        Collections.synchronizedMap(
            new LinkedHashMap<>() {
              @Override
              protected boolean removeEldestEntry(Map.Entry<String, Agreement> eldest) {
                return size() > most;
              }
            });
    return new Survivors() {
      @Override
      public void keep(String training, Agreement agreement) {
        kept.merge(training, agreement, (a, b) -> b.round() > a.round() ? b : a);
      }

      @Override
      public @Nullable Agreement newest(String training) {
        return kept.get(training);
      }

      @Override
      public void forget(String training) {
        kept.remove(training);
      }
    };
  }

  /** Kept here and there too; the newest of both counts. */
  default Survivors and(Survivors there) {
    Survivors here = this;
    return new Survivors() {
      @Override
      public void keep(String training, Agreement agreement) {
        here.keep(training, agreement);
        there.keep(training, agreement);
      }

      @Override
      public @Nullable Agreement newest(String training) {
        Agreement a = here.newest(training);
        Agreement b = there.newest(training);
        return a == null || (b != null && b.round() > a.round()) ? b : a;
      }

      @Override
      public void forget(String training) {
        here.forget(training);
        there.forget(training);
      }
    };
  }
}
