package org.glissade.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All contenders at one job.
 *
 * @param id of the job
 * @param title of the job
 * @param bytes that are read once, of which bandwidth is told; 0 if that means nothing
 * @param dataBytes what the data take in memory at the least; 0 if that means nothing
 * @param results in the order of the table
 * @param others how many cores other programs used in each round, on average
 */
record Race(
    String id, String title, long bytes, long dataBytes, List<Result> results, double[] others) {
  /** Reads the same bytes as fast as the machine can. */
  static final String READ = "read";

  /** By hand in C. */
  static final String C = "c";

  static final String GLISSADE = "glissade";

  /** Others that use more of the machine than this make the figures doubtful, in cores. */
  static final double QUIET = 0.15;

  /** The result of that contender, if it has figures. */
  @Nullable Result of(String contender) {
    for (Result result : results) {
      if (result.contender().equals(contender) && result.refusal() == null) {
        return result;
      }
    }
    return null;
  }

  double noise() {
    return Result.median(others);
  }
}
