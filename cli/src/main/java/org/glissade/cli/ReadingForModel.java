package org.glissade.cli;

import java.util.ArrayList;
import java.util.List;
import org.glissade.io.encode.ColumnEncoding;
import org.glissade.io.encode.SparseEncoder;
import org.glissade.io.encode.TableEncoder;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.ReadResult;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.table.Column;
import org.glissade.io.table.Matrix;
import org.glissade.io.table.SparseRecords;
import org.glissade.io.table.Table;

/** Options to read a file in such a way that its columns have the types that a model expects. */
final class ReadingForModel {
  private ReadingForModel() {}

  /** For rows to predict or evaluate. */
  static ReadOptions of(ReadOptions options, ModelFile model, boolean targetNeeded) {
    ReadOptions result =
        targetNeeded
            ? options.targets(model.target().columns())
            : options.targetsIfPresent(model.target().columns());
    return switch (model.features()) {
      case TableEncoder table -> result.expected(numeric(table), categorical(table));
      case SparseEncoder sparse -> result.features(sparse.inputs());
    };
  }

  /** For a second file like one that was read already. */
  static ReadOptions alike(ReadOptions options, ReadResult first) {
    return switch (first.records()) {
      case SparseRecords sparse -> options.features(sparse.examples().columns());
      case Matrix matrix -> {
        ReadOptions result = withTargets(options, first);
        yield result.expected(matrix.names(), List.of());
      }
      case Table table -> {
        List<String> numeric = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (Column column : table.columns()) {
          switch (column) {
            case Column.Numeric numbers -> numeric.add(numbers.name());
            case Column.Categorical categorical -> words.add(categorical.name());
            case Column.Ignored ignored -> {}
          }
        }
        ReadOptions result = withTargets(options, first);
        yield result.expected(numeric, words);
      }
    };
  }

  private static ReadOptions withTargets(ReadOptions options, ReadResult first) {
    return first.targets().isEmpty() ? options : options.targets(first.targets());
  }

  private static List<String> numeric(TableEncoder encoder) {
    return encoder.encodings().stream()
        .filter(ColumnEncoding.Numeric.class::isInstance)
        .map(ColumnEncoding::column)
        .toList();
  }

  private static List<String> categorical(TableEncoder encoder) {
    return encoder.encodings().stream()
        .filter(ColumnEncoding.Words.class::isInstance)
        .map(ColumnEncoding::column)
        .toList();
  }
}
