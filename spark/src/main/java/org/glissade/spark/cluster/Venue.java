package org.glissade.spark.cluster;

import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;

/** Where the tasks of a training hear of each other, before they are connected. */
interface Venue extends Serializable {
  /**
   * Joins the tasks of this attempt; returns when all are there.
   *
   * @return null if the training is over and nothing is left to do
   * @throws IOException if another task is gone: Spark has to begin this one anew
   */
  @Nullable Company enter(TaskContext task) throws IOException;

  /** The tasks that are there at the same time. */
  interface Company extends AutoCloseable {
    /** How many of them are in this process, this one among them. */
    int beside();

    /** What each of them says, in the order of their partitions. */
    List<String> gather(String said) throws IOException;

    /**
     * Tells the driver. When this returns nothing is lost any more, whichever tasks are.
     *
     * @param result in {@link Pieces}; if several tell one, one of them is taken
     * @return what the task has to return for that
     */
    Iterator<byte[]> tell(List<byte[]> result) throws IOException;

    @Override
    void close();
  }
}
