package org.glissade.bench;

import org.jspecify.annotations.Nullable;

/**
 * A tool that does a job, inside a JVM of its own: {@link Worker} finds it through {@link
 * java.util.ServiceLoader} and calls it as follows: {@link #declines}, {@link #prepare}, then
 * {@link #epoch} again and again, with {@link #loss} once between two of them.
 */
public interface Contender {
  /** What the command line calls it. */
  String name();

  /** Why it cannot do this job, or null if it can. */
  @Nullable String declines(Job job);

  /** Where it wants the numbers of dense rows; those of sparse rows are always on the heap. */
  default Data.Storage storage() {
    return Data.Storage.HEAP;
  }

  /** Brings the data into its own form and says what it will do. Not measured. */
  Terms prepare(Job job, Data data) throws Exception;

  /**
   * The next epoch, or the next {@link Job#repeats} of them.
   *
   * @return seconds of one epoch
   */
  double epoch() throws Exception;

  /** Mean training loss of the parameters as they now are, or NaN where they cannot be had. */
  double loss();

  /**
   * How it does the job.
   *
   * @param precision in which it computes
   * @param batch rows a step
   * @param note what a reader must know to judge the comparison; may be empty
   */
  record Terms(String precision, int batch, String note) {}
}
