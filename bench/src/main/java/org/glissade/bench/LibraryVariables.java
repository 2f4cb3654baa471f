package org.glissade.bench;

import java.util.List;
import java.util.Map;

/** The variables of the environment that change what numeric libraries do. */
final class LibraryVariables {
  private static final List<String> LIBRARIES = List.of("OMP", "OPENBLAS", "MKL", "NUMEXPR");

  /** What a machine may have set for another processor or for tests: each library finds it out. */
  private static final List<String> FORCED = List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");

  private LibraryVariables() {}

  /** One thread, and the kernels that a library itself takes for the fastest here. */
  static void set(Map<String, String> environment) {
    LIBRARIES.forEach(library -> environment.put(library + "_NUM_THREADS", "1"));
    FORCED.forEach(environment::remove);
  }
}
