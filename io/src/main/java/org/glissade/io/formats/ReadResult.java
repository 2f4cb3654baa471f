package org.glissade.io.formats;

import java.util.List;
import org.glissade.io.table.Records;
import org.jspecify.annotations.Nullable;

/**
 * What was read, and what was assumed in doing so.
 *
 * @param records the rows
 * @param target name of the target column of a table; null for sparse rows (their labels are the
 *     targets) and where there is none
 * @param weightColumn name of the column of weights, or null
 * @param notes what was assumed, one sentence each, for people
 */
public record ReadResult(
    Records records, @Nullable String target, @Nullable String weightColumn, List<String> notes) {
  public ReadResult {
    notes = List.copyOf(notes);
  }
}
