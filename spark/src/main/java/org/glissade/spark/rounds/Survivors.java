package org.glissade.spark.rounds;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What the workers of this process agreed on after the last round of each training that goes on. If
 * one of them is lost, the others begin anew from here and tell it to the one that stands in: after
 * a round all have the same numbers, so one survivor is enough.
 */
public final class Survivors {
  private final ConcurrentMap<String, Agreement> kept = new ConcurrentHashMap<>();

  /** Keeps it in place of the one before. */
  void keep(String training, Agreement agreement) {
    kept.put(training, agreement);
  }

  /** The newest of a training, or null. */
  @Nullable Agreement newest(String training) {
    return kept.get(training);
  }

  /** Forgets a training that is over. */
  public void forget(String training) {
    kept.remove(training);
  }
}
