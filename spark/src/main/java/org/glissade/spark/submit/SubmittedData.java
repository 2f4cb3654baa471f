package org.glissade.spark.submit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.formats.ReadOptions;
import org.glissade.spark.columns.RawColumns;
import org.jspecify.annotations.Nullable;

/** A file or a folder as Spark reads it, with its target as a column of labels. */
final class SubmittedData {
  private static final String LABEL = "glissade_label";

  /** So many different numbers are looked at to tell whether they are classes. */
  private static final int SOME = 100;

  private SubmittedData() {}

  /** How files are read, by the name that Spark has for it. */
  static String format(@Nullable String given, String path) {
    if (given != null) {
      return given.toLowerCase(Locale.ROOT);
    }
    String name = path.toLowerCase(Locale.ROOT).replaceAll("(\\.(gz|bz2|zst))?/*$", "");
    String ending = name.substring(name.lastIndexOf('.') + 1);
    return switch (ending) {
      case "csv", "tsv", "parquet", "orc", "json" -> ending;
      case "libsvm", "svm", "svmlight" -> "libsvm";
      default ->
          throw new IllegalArgumentException(
              "the format of " + path + " cannot be told from its name: give --format");
    };
  }

  /**
   * Reads.
   *
   * @param features of a LIBSVM file; null to count them
   */
  static Dataset<Row> read(
      SparkSession session,
      String path,
      String format,
      boolean header,
      @Nullable Integer features) {
    return switch (format) {
      case "csv", "tsv" ->
          typed(
              session
                  .read()
                  .option("header", header)
                  .option("sep", format.equals("csv") ? "," : "\t")
                  .option("escape", "\"")
                  .option("ignoreLeadingWhiteSpace", true)
                  .option("ignoreTrailingWhiteSpace", true)
                  .csv(path));
      case "libsvm" ->
          features == null
              ? session.read().format("libsvm").load(path)
              : session.read().format("libsvm").option("numFeatures", features).load(path);
      case "parquet", "orc", "json" -> session.read().format(format).load(path);
      default ->
          throw new IllegalArgumentException(
              "there is no format " + format + "; possible: csv, tsv, libsvm, parquet, orc, json");
    };
  }

  /**
   * Columns of text as the reader of one machine would have them: {@code ?} and the like are
   * missing, and a column in which all else is numbers is one of numbers. That takes a pass over
   * the rows, as telling the types by Spark does, which takes a single {@code NA} for a word.
   */
  private static Dataset<Row> typed(Dataset<Row> text) {
    String[] names = text.columns();
    Column[] cells = new Column[names.length];
    Column[] words = new Column[names.length];
    for (int j = 0; j < names.length; j++) {
      Column cell = RawColumns.column(names[j]);
      Column missing = functions.lower(cell).isin(ReadOptions.missingWords().toArray());
      cells[j] = functions.when(missing, functions.lit(null)).otherwise(cell).as(names[j]);
      Column number = RawColumns.column(names[j]).try_cast(DataTypes.DoubleType);
      words[j] = functions.count(functions.when(number.isNull(), RawColumns.column(names[j])));
    }
    Dataset<Row> known = text.select(cells);
    Row counted = known.agg(words[0], Arrays.copyOfRange(words, 1, words.length)).first();
    Column[] typed = new Column[names.length];
    for (int j = 0; j < names.length; j++) {
      Column cell = RawColumns.column(names[j]);
      typed[j] = counted.getLong(j) == 0 ? cell.cast(DataTypes.DoubleType).as(names[j]) : cell;
    }
    return known.select(typed);
  }

  /** The column of vectors, if there is one. */
  static @Nullable String vectors(Dataset<Row> data) {
    for (StructField field : data.schema().fields()) {
      if (field.dataType().equals(SQLDataTypes.VectorType())) {
        return field.name();
      }
    }
    return null;
  }

  /** Truth as words, as on one machine: a target of it is one of classes. */
  static Dataset<Row> wordsForTruth(Dataset<Row> data, String column) {
    return data.schema().apply(column).dataType() instanceof BooleanType
        ? data.withColumn(column, RawColumns.column(column).cast(DataTypes.StringType))
        : data;
  }

  /** The target: as given, else {@code label} of vectors, else the last column. */
  static String target(Dataset<Row> data, @Nullable String given) {
    List<String> columns = List.of(data.columns());
    if (given != null && !columns.contains(given)) {
      throw new IllegalArgumentException(
          "there is no column " + given + "; there are " + String.join(", ", columns));
    }
    String target = given != null ? given : columns.contains("label") ? "label" : columns.getLast();
    if (target.contains(".")) {
      throw new IllegalArgumentException(
          "the target "
              + target
              + " has a dot in its name, which stages of Spark ML take for a field of another column:"
              + " rename it");
    }
    return target;
  }

  static boolean isWords(Dataset<Row> data, String column) {
    return data.schema().apply(column).dataType() instanceof StringType;
  }

  /** Whether the target is one of classes, where nobody says: as on one machine. */
  static boolean areClasses(Dataset<Row> data, String target) {
    if (isWords(data, target)) {
      return true;
    }
    TreeSet<Float> distinct = new TreeSet<>();
    Dataset<Row> numbers = data.select(RawColumns.column(target).cast(DataTypes.FloatType));
    for (Row row : numbers.distinct().limit(SOME).collectAsList()) {
      if (!row.isNullAt(0)) {
        distinct.add(row.getFloat(0) + 0f);
      }
    }
    return !distinct.isEmpty() && TargetEncoder.areClasses(distinct, data.count());
  }

  /**
   * Numbers for words, in the order of the alphabet; their names go with the column.
   *
   * @param data the training rows
   */
  static StringIndexerModel indexer(Dataset<Row> data, String target) {
    return new StringIndexer()
        .setInputCol(target)
        .setOutputCol(LABEL)
        .setStringOrderType("alphabetAsc")
        .setHandleInvalid("skip")
        .fit(data);
  }

  /** The same column with numbers in place of words. */
  static Dataset<Row> indexed(Dataset<Row> data, StringIndexerModel indexer) {
    String target = indexer.getInputCol();
    return indexer.transform(data).drop(target).withColumnRenamed(LABEL, target);
  }

  /** All columns but the target and those left out. */
  static String[] others(Dataset<Row> data, List<String> leftOut) {
    List<String> names = new ArrayList<>(List.of(data.columns()));
    names.removeAll(leftOut);
    return names.toArray(new String[0]);
  }
}
