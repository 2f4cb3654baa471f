package org.glissade.spark.cluster;

import java.io.Serializable;
import org.glissade.spark.rounds.Learnt;
import org.jspecify.annotations.Nullable;

/**
 * What the first task of a training tells the driver: what was learnt, or what is wrong with the
 * rows or parameters, which no second attempt would mend.
 */
record TaskResult(@Nullable Learnt learnt, @Nullable String wrong) implements Serializable {
  private static final long serialVersionUID = 1L;
}
