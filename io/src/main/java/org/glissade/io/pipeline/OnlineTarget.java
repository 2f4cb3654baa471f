package org.glissade.io.pipeline;

import java.util.List;
import org.glissade.io.DataException;
import org.glissade.io.encode.Columns;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.encode.Task;
import org.glissade.io.table.Column;
import org.glissade.io.table.Records;
import org.glissade.io.table.SparseRecords;
import org.glissade.io.table.Table;
import org.glissade.model.Loss;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;

/**
 * What is predicted of rows that have not come yet: a number, unless it is said otherwise. Two
 * classes that nobody names are 1 and either 0 or −1, whichever comes first.
 */
final class OnlineTarget {
  private final Task task;
  private TargetEncoder encoder;

  /** Whether the class beside 1 has not come yet. */
  private boolean open;

  private OnlineTarget(TargetEncoder encoder, boolean open) {
    this.task = encoder.task();
    this.encoder = encoder;
    this.open = open;
  }

  /**
   * The target as the settings say, or of a model to go on from.
   *
   * @param classes in their order, the second of two the positive one; empty if not named
   * @throws SpecException if they do not say enough, or contradict each other
   */
  static OnlineTarget of(
      TrainingSettings settings, List<String> classes, @Nullable TargetEncoder known) {
    if (known != null && known.isSeveral()) {
      throw new SpecException(
          "rows that come one by one have one target to learn, and the model to go on from predicts "
              + known.column()
              + "; train without --online");
    }
    if (known != null) {
      return new OnlineTarget(known, false);
    }
    Task task = task(settings, classes);
    List<String> names = classes;
    if (task == Task.MULTICLASS && classes.isEmpty()) {
      throw new SpecException(
          "--online has to know the classes before the first row: name them, as in --classes"
              + " red,green,blue, or go on from a model with --warm-start");
    }
    if (task == Task.REGRESSION && !classes.isEmpty()) {
      throw new SpecException("--classes does not go with --task regression, which has none");
    }
    if (task == Task.BINARY && classes.isEmpty()) {
      names = List.of("0", "1");
    }
    if (task != Task.REGRESSION
        && (names.size() < 2 || names.stream().distinct().count() < names.size())) {
      throw new SpecException(
          "--classes names two classes or more, each once, not " + String.join(",", names));
    }
    if (task == Task.BINARY && names.size() != 2) {
      throw new SpecException(
          "--task binary has two classes, not " + names.size() + "; --task multiclass has more");
    }
    TargetEncoder encoder = encoder(TargetEncoder.LABEL, task, names, List.of());
    return new OnlineTarget(encoder, task == Task.BINARY && classes.isEmpty());
  }

  private static Task task(TrainingSettings settings, List<String> classes) {
    Task given = settings.task();
    if (given != null) {
      return given;
    }
    if (!classes.isEmpty()) {
      return classes.size() == 2 ? Task.BINARY : Task.MULTICLASS;
    }
    Loss loss = settings.loss();
    return loss == null
        ? Task.REGRESSION
        : switch (loss.target()) {
          case REAL, COUNT -> Task.REGRESSION;
          case SIGN -> Task.BINARY;
          case CLASS -> Task.MULTICLASS;
        };
  }

  Task task() {
    return task;
  }

  /** How targets become numbers, as far as it is known. */
  TargetEncoder encoder() {
    return encoder;
  }

  /** The name of the column, once it is known. */
  void named(String column) {
    TargetEncoder.Target old = encoder.targets().getFirst();
    encoder =
        new TargetEncoder(
            List.of(new TargetEncoder.Target(column, old.offset(), old.scale())),
            task,
            encoder.classes(),
            encoder.notes());
  }

  private static TargetEncoder encoder(
      String column, Task task, List<String> classes, List<String> notes) {
    return new TargetEncoder(List.of(new TargetEncoder.Target(column, 0, 1)), task, classes, notes);
  }

  /**
   * Looks at targets before they are encoded.
   *
   * @throws DataException if they are words that nobody named
   */
  void meet(Records records) {
    if (!open) {
      return;
    }
    Column column =
        records instanceof SparseRecords sparse
            ? new Column.Numeric(TargetEncoder.LABEL, sparse.examples().targets())
            : column((Table) records);
    for (int row = 0; row < column.rows() && open; row++) {
      String label = label(column, row);
      boolean zero = label.equals("0");
      if (zero || label.equals("-1")) {
        open = false;
        encoder = encoder(encoder.column(), task, List.of(label, "1"), encoder.notes());
      } else if (!label.equals("1") && !label.isEmpty()) {
        throw new DataException(
            records.source()
                + ", row "
                + (row + 1)
                + ": the target is "
                + label
                + ", and two classes that are not named are 1 and 0, or 1 and -1; name them, as in"
                + " --classes no,yes, of which the second is the positive one");
      }
    }
  }

  private Column column(Table table) {
    return Columns.meant(table, encoder.column());
  }

  /** The number or word in its shortest form; empty if it is missing. */
  private static String label(Column column, int row) {
    return switch (column) {
      case Column.Numeric numbers ->
          Float.isNaN(numbers.values()[row]) ? "" : Columns.text(numbers.values()[row]);
      case Column.Categorical words ->
          words.codes()[row] < 0 ? "" : shortest(words.words().get(words.codes()[row]));
      case Column.Ignored _ -> "";
    };
  }

  private static String shortest(String word) {
    try {
      return Columns.text(Float.parseFloat(word.strip()));
    } catch (NumberFormatException e) {
      return word;
    }
  }
}
