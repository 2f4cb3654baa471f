package org.glissade.bench;

import java.util.Map;

/** The words by which numeric libraries are told to use one thread. */
final class OneThread {
  private OneThread() {}

  static void set(Map<String, String> environment) {
    for (String library : new String[] {"OMP", "OPENBLAS", "MKL", "NUMEXPR"}) {
      environment.put(library + "_NUM_THREADS", "1");
    }
  }
}
