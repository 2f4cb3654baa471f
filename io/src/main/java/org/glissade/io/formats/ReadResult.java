package org.glissade.io.formats;

import java.util.List;
import org.glissade.io.table.Records;
import org.jspecify.annotations.Nullable;

/**
 * What was read, and what was assumed in doing so.
 *
 * @param records the rows
 * @param targets names of the target columns of a table; none for sparse rows (their labels are the
 *     targets) and where there are none
 * @param weightColumn name of the column of weights, or null
 * @param notes what was assumed, one sentence each, for people
 */
public record ReadResult(
    Records records, List<String> targets, @Nullable String weightColumn, List<String> notes) {
  public ReadResult {
    targets = List.copyOf(targets);
    notes = List.copyOf(notes);
  }

  /** Name of the target column; null where there is none, or several. */
  public @Nullable String target() {
    return targets.size() == 1 ? targets.getFirst() : null;
  }

  /** What was read with one target. */
  public ReadResult(
      Records records, String target, @Nullable String weightColumn, List<String> notes) {
    this(records, List.of(target), weightColumn, notes);
  }
}
