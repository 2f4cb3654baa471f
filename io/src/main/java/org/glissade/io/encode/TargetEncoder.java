package org.glissade.io.encode;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.glissade.data.Standardisation;
import org.glissade.io.DataException;
import org.glissade.io.json.Fields;
import org.glissade.io.table.Column;
import org.glissade.io.table.Matrix;
import org.glissade.io.table.Records;
import org.glissade.io.table.SparseRecords;
import org.glissade.io.table.Table;
import org.glissade.spec.Names;
import org.jspecify.annotations.Nullable;

/**
 * How targets become numbers, and scores predictions again.
 *
 * <p>Regression trains on (y − offset)/scale, which keeps the learning rate independent of the unit
 * of y; the loss of training is then in those units, and reporting it in the units of the file is
 * the caller's part. Binary targets become −1 and +1, for logistic, margin and squared losses
 * alike. Several classes become their index.
 *
 * <p>Classes are in ascending order: by number if all of them are numbers, else by the alphabet,
 * upper and lower case alike. The last of two is the positive one (+1): 1 of 0/1, +1 of −1/+1, yes
 * of no/yes, malignant of benign/malignant.
 *
 * @param column name of the target column; {@value #LABEL} for numbered features
 * @param task what is predicted
 * @param classes in ascending order; empty for regression
 * @param offset of the target, in its units; 0 for classes
 * @param scale of the target, in its units, above 0; 1 for classes
 * @param notes what was assumed while fitting
 */
public record TargetEncoder(
    String column,
    Task task,
    List<String> classes,
    double offset,
    double scale,
    List<String> notes) {
  /** The column name under which the labels of numbered features (LIBSVM) go. */
  public static final String LABEL = "label";

  public TargetEncoder {
    classes = List.copyOf(classes);
    notes = List.copyOf(notes);
    boolean fits =
        switch (task) {
          case REGRESSION -> classes.isEmpty();
          case BINARY -> classes.size() == 2;
          case MULTICLASS -> classes.size() >= 2;
        };
    if (!fits || new HashSet<>(classes).size() != classes.size()) {
      throw new IllegalArgumentException(classes.size() + " classes do not fit " + task.text());
    }
    if (!Double.isFinite(offset) || !(scale > 0) || !Double.isFinite(scale)) {
      throw new IllegalArgumentException("target offset " + offset + " or scale " + scale);
    }
    if (task != Task.REGRESSION && (offset != 0 || scale != 1)) {
      throw new IllegalArgumentException("classes cannot be scaled");
    }
  }

  /**
   * Tells the task and the classes from the targets of all rows at hand (so that a class that only
   * validation rows have is known). A regression target is not scaled yet: see {@link
   * #standardised}.
   *
   * <p>With {@code task} null, words are classes. Numbers are classes if there are exactly two
   * different ones, both whole; or up to {@value TargetFit#MOST_NUMBER_CLASSES} different ones that
   * count up without a gap from 0 or 1 (or are −1, 0, 1), with at least {@value
   * TargetFit#ROWS_PER_CLASS} rows a class on average. All else is regression. What was assumed is
   * in {@link #notes}.
   *
   * @param column name of the target, or its number from 1; null for the last column; not used for
   *     {@link SparseRecords}
   * @param task what to predict, or null to tell it from the targets
   * @throws DataException if a target is missing or they do not fit the task; says where
   */
  public static TargetEncoder fit(Records records, @Nullable String column, @Nullable Task task) {
    return TargetFit.fit(records.source(), targetColumn(records, column), task);
  }

  private static Column targetColumn(Records records, @Nullable String column) {
    return switch (records) {
      case SparseRecords sparse -> new Column.Numeric(LABEL, sparse.examples().targets());
      case Matrix matrix -> beside(matrix, column);
      case Table table when column != null -> Columns.meant(table, column);
      case Table table when table.columns().isEmpty() ->
          throw new DataException(table.source() + " has no columns");
      case Table table -> table.columns().getLast();
    };
  }

  private static Column beside(Matrix matrix, @Nullable String column) {
    Column found = column == null ? null : matrix.beside(column);
    if (found == null) {
      throw new DataException(
          matrix.source() + " has no column " + column + ", the target of the model");
    }
    return found;
  }

  /**
   * The same encoder with the mean and the deviation of the target of these rows as offset and
   * scale, for regression; itself for classes. Not for targets that are counts or rates.
   *
   * @param training the training rows, no others
   */
  public TargetEncoder standardised(Records training) {
    if (task != Task.REGRESSION) {
      return this;
    }
    Numbers numbers = Numbers.of(values(training));
    double deviation = numbers.constant() ? 1 : numbers.deviation();
    return new TargetEncoder(column, task, classes, numbers.mean(), deviation, notes);
  }

  /**
   * Targets as losses take them: (y − offset)/scale, or −1/+1, or the index of the class.
   *
   * @param notes receives what was repaired
   * @throws DataException if a target is missing or of no known class; says where
   */
  public float[] encode(Records records, Consumer<String> notes) {
    if (task == Task.REGRESSION) {
      float[] y = values(records);
      float[] encoded = new float[y.length];
      for (int i = 0; i < y.length; i++) {
        encoded[i] = Standardisation.of(y[i], offset, scale);
      }
      return encoded;
    }
    int[] classOf = classesOf(records, notes);
    float[] encoded = new float[classOf.length];
    for (int i = 0; i < encoded.length; i++) {
      encoded[i] = task == Task.BINARY ? 2 * classOf[i] - 1 : classOf[i];
    }
    return encoded;
  }

  /**
   * Targets of a regression, in the units of the file.
   *
   * @throws DataException if one is missing or not a number; says where
   */
  public float[] values(Records records) {
    Column found = find(records);
    TargetFit.requirePresent(records.source(), found);
    return Columns.numbers(found, records.source());
  }

  /**
   * Index of the class of each row. A label matches a class if it is the same text or number, or
   * would be without a full stop at either's end ({@code <=50K.} in the test file of UCI Adult).
   *
   * @param notes receives what was repaired
   * @throws DataException if one is missing or unknown; says where
   */
  public int[] classesOf(Records records, Consumer<String> notes) {
    Column found = find(records);
    TargetFit.requirePresent(records.source(), found);
    int[] classOf = Columns.codes(found, classes, records.source());
    if (found instanceof Column.Categorical words) {
      repair(records.source(), words, classOf, notes);
    }
    for (int row = 0; row < classOf.length; row++) {
      if (classOf[row] == classes.size()) {
        throw unknown(records.source(), row, found);
      }
    }
    return classOf;
  }

  private void repair(
      String source, Column.Categorical found, int[] classOf, Consumer<String> notes) {
    Map<String, Integer> loose = new HashMap<>();
    for (int k = 0; k < classes.size(); k++) {
      loose.put(loose(classes.get(k)), k);
    }
    String repaired = null;
    for (int row = 0; row < classOf.length; row++) {
      if (classOf[row] == classes.size()) {
        String word = found.words().get(found.codes()[row]);
        Integer known = loose.get(loose(word));
        if (known != null) {
          classOf[row] = known;
          repaired = "\"" + word + "\" as " + classes.get(known);
        }
      }
    }
    if (repaired != null) {
      notes.accept(source + ", column " + column + ": read " + repaired);
    }
  }

  /** The word without space around it and a full stop behind; a number as its shortest text. */
  static String loose(String word) {
    String text = word.strip();
    float number = Columns.parsed(text);
    if (!Float.isNaN(number)) {
      return Columns.text(number);
    }
    return text.endsWith(".") ? text.substring(0, text.length() - 1).strip() : text;
  }

  private DataException unknown(String source, int row, Column found) {
    String label =
        switch (found) {
          case Column.Categorical words -> words.words().get(words.codes()[row]);
          case Column.Numeric numbers -> Columns.text(numbers.values()[row]);
          case Column.Ignored ignored -> ignored.example();
        };
    String nearest = Names.nearest(label, classes);
    return new DataException(
        Columns.at(source, row, found)
            + ": the model knows no class \""
            + label
            + "\""
            + (nearest == null ? "" : "; did you mean " + nearest + "?")
            + " It knows "
            + Columns.some(classes, 20));
  }

  private Column find(Records records) {
    if (records instanceof Table table) {
      Column found = Columns.find(table, column);
      if (found == null) {
        throw new DataException(
            table.source() + " has no column " + column + ", the target of the model");
      }
      return found;
    }
    return targetColumn(records, column);
  }

  /** A score of regression in the units of the file: score·scale + offset. */
  public double unscaled(double score) {
    return score * scale + offset;
  }

  /** The encoder as an object for {@link org.glissade.io.json.Json}. */
  public Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("column", column);
    json.put("task", task.text());
    json.put("classes", classes);
    json.put("offset", offset);
    json.put("scale", scale);
    json.put("notes", notes);
    return json;
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws DataException if it is not that
   */
  public static TargetEncoder fromJson(Fields json) {
    try {
      return new TargetEncoder(
          json.text("column"),
          json.word("task", Task.class),
          json.texts("classes"),
          json.number("offset"),
          json.number("scale"),
          json.texts("notes"));
    } catch (IllegalArgumentException e) {
      throw new DataException(json.where() + ": " + e.getMessage(), e);
    }
  }
}
