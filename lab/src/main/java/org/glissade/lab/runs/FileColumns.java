package org.glissade.lab.runs;

import java.nio.file.Path;
import java.util.List;
import org.glissade.io.DataException;
import org.glissade.io.formats.DataReader;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.ReadResult;
import org.glissade.io.formats.Source;
import org.glissade.io.table.Matrix;
import org.glissade.io.table.SparseRecords;
import org.glissade.io.table.Table;

/**
 * What can be the target of a file, as its beginning is read by the reader of the command.
 *
 * @param names the columns, in their order; none where there are no names, or where they cannot be
 *     told: then the command says why
 * @param targets what the command takes if no target is named
 */
record FileColumns(List<String> names, List<String> targets) {
  /** So much of a file is read. */
  private static final int BEGINNING = 1 << 18;

  static FileColumns of(Path file) {
    try {
      ReadResult read = DataReader.head(Source.file(file), ReadOptions.defaults(), BEGINNING);
      List<String> names =
          switch (read.records()) {
            case Table table -> table.columns().stream().map(column -> column.name()).toList();
            case Matrix matrix -> matrix.names();
            case SparseRecords _ -> List.of();
          };
      return new FileColumns(names, read.targets());
    } catch (DataException e) {
      return new FileColumns(List.of(), List.of());
    }
  }
}
