package org.glissade.io.encode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
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
 * the caller's part. Several targets are numbers, each with an offset and a scale of its own.
 * Binary targets become −1 and +1, for logistic, margin and squared losses alike. Several classes
 * become their index.
 *
 * <p>Classes are in ascending order: by number if all of them are numbers, else by the alphabet,
 * upper and lower case alike. The last of two is the positive one (+1): 1 of 0/1, +1 of −1/+1, yes
 * of no/yes, malignant of benign/malignant.
 *
 * @param targets what is predicted, in the order of the outputs; several only for regression. The
 *     one of numbered features is called {@value #LABEL}, several are {@value #LABEL}1, {@value
 *     #LABEL}2, …
 * @param task what is predicted
 * @param classes in ascending order; empty for regression
 * @param notes what was assumed while fitting
 */
public record TargetEncoder(
    List<Target> targets, Task task, List<String> classes, List<String> notes) {
  /** The column name under which the labels of numbered features (LIBSVM) go. */
  public static final String LABEL = "label";

  /**
   * One column that is predicted.
   *
   * @param column its name
   * @param offset of the target, in its units; 0 for classes
   * @param scale of the target, in its units, above 0; 1 for classes
   */
  public record Target(String column, double offset, double scale) {
    public Target {
      if (!Double.isFinite(offset) || !(scale > 0) || !Double.isFinite(scale)) {
        throw new IllegalArgumentException("target offset " + offset + " or scale " + scale);
      }
    }

    /** In the units of the file. */
    static Target asItIs(String column) {
      return new Target(column, 0, 1);
    }

    /** A number of the file as regression learns it: (y − offset)/scale. */
    public float scaled(float y) {
      return Standardisation.of(y, offset, scale);
    }

    /** A score of regression in the units of the file: score·scale + offset. */
    public double unscaled(double score) {
      return score * scale + offset;
    }
  }

  public TargetEncoder {
    targets = List.copyOf(targets);
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
    if (targets.isEmpty() || (task != Task.REGRESSION && targets.size() > 1)) {
      throw new IllegalArgumentException(targets.size() + " targets do not fit " + task.text());
    }
    if (new HashSet<>(targets.stream().map(Target::column).toList()).size() != targets.size()) {
      throw new IllegalArgumentException("a target is there twice: " + targets);
    }
    if (task != Task.REGRESSION && !targets.getFirst().equals(Target.asItIs(column(targets)))) {
      throw new IllegalArgumentException("classes cannot be scaled");
    }
  }

  /** What is predicted, for messages: the name of the column; of several, with commas between. */
  public String column() {
    return column(targets);
  }

  private static String column(List<Target> targets) {
    return targets.stream().map(Target::column).collect(Collectors.joining(", "));
  }

  /** The names of the columns that are predicted. */
  public List<String> columns() {
    return targets.stream().map(Target::column).toList();
  }

  /** Whether more than one number is predicted. */
  public boolean isSeveral() {
    return targets.size() > 1;
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
    return fitColumns(records, column == null ? List.of() : List.of(column), task);
  }

  /**
   * The same for any number of targets. Several are numbers, whatever they look like.
   *
   * @param columns names of the targets, or their numbers from 1; none for the last column; not
   *     used for {@link SparseRecords}
   * @throws org.glissade.spec.SpecException if several targets are to be classes
   */
  public static TargetEncoder fitColumns(
      Records records, List<String> columns, @Nullable Task task) {
    return TargetFit.fit(records.source(), targetColumns(records, columns), task);
  }

  private static List<Column> targetColumns(Records records, List<String> columns) {
    return switch (records) {
      case SparseRecords sparse -> labels(sparse);
      case Matrix matrix when columns.isEmpty() -> throw notThere(matrix, null);
      case Matrix matrix -> columns.stream().map(column -> beside(matrix, column)).toList();
      case Table table when !columns.isEmpty() ->
          columns.stream().map(column -> Columns.meant(table, column)).toList();
      case Table table when table.columns().isEmpty() ->
          throw new DataException(table.source() + " has no columns");
      case Table table -> List.of(table.columns().getLast());
    };
  }

  private static List<Column> labels(SparseRecords sparse) {
    float[] labels = sparse.examples().targets();
    int each = sparse.examples().targetsPerRow();
    List<Column> columns = new ArrayList<>();
    for (int k = 0; k < each; k++) {
      float[] column = each == 1 ? labels : new float[sparse.rows()];
      for (int row = 0; each > 1 && row < column.length; row++) {
        column[row] = labels[row * each + k];
      }
      columns.add(new Column.Numeric(each == 1 ? LABEL : LABEL + (k + 1), column));
    }
    return columns;
  }

  private static Column beside(Matrix matrix, String column) {
    Column found = matrix.beside(column);
    if (found == null) {
      throw notThere(matrix, column);
    }
    return found;
  }

  private static DataException notThere(Records records, @Nullable String column) {
    return new DataException(
        records.source() + " has no column " + column + ", the target of the model");
  }

  /**
   * Whether targets that are numbers are taken for classes, where nobody says.
   *
   * @param distinct different numbers, at least one; it is enough to know some more than {@value
   *     TargetFit#MOST_NUMBER_CLASSES}
   * @param rows that have them
   */
  public static boolean areClasses(NavigableSet<Float> distinct, long rows) {
    return TargetFit.areClasses(distinct, rows);
  }

  /**
   * The same encoder with the mean and the deviation of each target of these rows as offset and
   * scale, for regression; itself for classes. Not for targets that are counts or rates.
   *
   * @param training the training rows, no others
   */
  public TargetEncoder standardised(Records training) {
    if (task != Task.REGRESSION) {
      return this;
    }
    List<Target> scaled = new ArrayList<>();
    for (float[] column : columns(training)) {
      Numbers numbers = Numbers.of(column);
      double deviation = numbers.constant() ? 1 : numbers.deviation();
      scaled.add(new Target(targets.get(scaled.size()).column, numbers.mean(), deviation));
    }
    return new TargetEncoder(scaled, task, classes, notes);
  }

  /**
   * Targets as losses take them: (y − offset)/scale, or −1/+1, or the index of the class; {@code
   * rows × targets}, row-major.
   *
   * @param notes receives what was repaired
   * @throws DataException if a target is missing or of no known class; says where
   */
  public float[] encode(Records records, Consumer<String> notes) {
    if (task == Task.REGRESSION) {
      float[] y = values(records);
      float[] encoded = new float[y.length];
      for (int i = 0; i < y.length; i++) {
        encoded[i] = targets.get(i % targets.size()).scaled(y[i]);
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
   * Targets of a regression, in the units of the file; {@code rows × targets}, row-major.
   *
   * @throws DataException if one is missing or not a number; says where
   */
  public float[] values(Records records) {
    List<float[]> columns = columns(records);
    int each = columns.size();
    if (each == 1) {
      return columns.getFirst();
    }
    float[] values = new float[Math.multiplyExact(records.rows(), each)];
    for (int k = 0; k < each; k++) {
      float[] column = columns.get(k);
      for (int row = 0; row < column.length; row++) {
        values[row * each + k] = column[row];
      }
    }
    return values;
  }

  private List<float[]> columns(Records records) {
    List<float[]> numbers = new ArrayList<>();
    for (Column found : find(records)) {
      TargetFit.requirePresent(records.source(), found);
      numbers.add(Columns.numbers(found, records.source()));
    }
    return numbers;
  }

  /**
   * Index of the class of each row. A label matches a class if it is the same text or number, or
   * would be without a full stop at either's end ({@code <=50K.} in the test file of UCI Adult).
   *
   * @param notes receives what was repaired
   * @throws DataException if one is missing or unknown; says where
   */
  public int[] classesOf(Records records, Consumer<String> notes) {
    Column found = find(records).getFirst();
    TargetFit.requirePresent(records.source(), found);
    int[] classOf = Columns.codes(found, new KnownWords(classes), records.source());
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
      notes.accept(source + ", column " + column() + ": read " + repaired);
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

  /** The columns of the targets, in their order. */
  private List<Column> find(Records records) {
    List<Column> found = new ArrayList<>();
    switch (records) {
      case SparseRecords sparse -> found.addAll(labels(sparse));
      case Matrix matrix -> columns().forEach(column -> found.add(beside(matrix, column)));
      case Table table -> {
        for (String column : columns()) {
          Column there = Columns.find(table, column);
          if (there == null) {
            throw notThere(table, column);
          }
          found.add(there);
        }
      }
    }
    if (found.size() != targets.size()) {
      throw new DataException(
          records.source()
              + " holds "
              + found.size()
              + (found.size() == 1 ? " label" : " labels")
              + " a row, the model predicts "
              + targets.size()
              + ": "
              + Columns.some(columns(), 20));
    }
    return found;
  }

  /** The encoder as an object for {@link org.glissade.io.json.Json}. */
  public Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    if (isSeveral()) {
      json.put("targets", targets.stream().map(TargetEncoder::toJson).toList());
      json.put("task", task.text());
      json.put("classes", classes);
    } else {
      Target one = targets.getFirst();
      json.put("column", one.column);
      json.put("task", task.text());
      json.put("classes", classes);
      json.put("offset", one.offset);
      json.put("scale", one.scale);
    }
    json.put("notes", notes);
    return json;
  }

  private static Map<String, Object> toJson(Target target) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("column", target.column);
    json.put("offset", target.offset);
    json.put("scale", target.scale);
    return json;
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws DataException if it is not that
   */
  public static TargetEncoder fromJson(Fields json) {
    try {
      List<Target> targets = new ArrayList<>();
      for (Fields each : json.has("targets") ? json.objects("targets") : List.of(json)) {
        targets.add(new Target(each.text("column"), each.number("offset"), each.number("scale")));
      }
      return new TargetEncoder(
          targets, json.word("task", Task.class), json.texts("classes"), json.texts("notes"));
    } catch (IllegalArgumentException e) {
      throw new DataException(json.where() + ": " + e.getMessage(), e);
    }
  }
}
