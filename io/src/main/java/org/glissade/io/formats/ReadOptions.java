package org.glissade.io.formats;

import java.nio.file.Path;
import java.util.List;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;

/**
 * How to read a file, where it should not be guessed. Immutable: each setter answers a copy.
 *
 * <p>Columns are named by their header, or by their number from 1. Options for tables do nothing to
 * LIBSVM files, and the other way round.
 */
public final class ReadOptions {
  /** Something that is detected unless it is said. */
  public enum Choice {
    AUTO,
    YES,
    NO
  }

  /** Which column is the target. */
  enum TargetRule {
    LAST,
    NAMED,
    IF_PRESENT,
    NONE
  }

  /** The largest feature number that LIBSVM files may hold unless it is said otherwise. */
  public static final int DEFAULT_MAX_INDEX = 100_000_000;

  private @Nullable Format format;
  private Choice header = Choice.AUTO;
  private Choice quotes = Choice.AUTO;
  private TargetRule targetRule = TargetRule.LAST;
  private List<String> targets = List.of();
  private String weightColumn = "";
  private List<String> drop = List.of();
  private List<String> categorical = List.of();
  private List<String> numeric = List.of();
  private List<String> missing = List.of();
  private List<String> expectedNumeric = List.of();
  private List<String> expectedWords = List.of();
  private int features;
  private int maxIndex = DEFAULT_MAX_INDEX;
  private @Nullable Path targetFile;
  private int threads = 1;
  private int chunkBytes = ChunkedText.USUAL;

  private ReadOptions() {}

  /** Everything detected, the last column the target. */
  public static ReadOptions defaults() {
    return new ReadOptions();
  }

  private ReadOptions copy() {
    ReadOptions copy = new ReadOptions();
    copy.format = format;
    copy.header = header;
    copy.quotes = quotes;
    copy.targetRule = targetRule;
    copy.targets = targets;
    copy.weightColumn = weightColumn;
    copy.drop = drop;
    copy.categorical = categorical;
    copy.numeric = numeric;
    copy.missing = missing;
    copy.expectedNumeric = expectedNumeric;
    copy.expectedWords = expectedWords;
    copy.features = features;
    copy.maxIndex = maxIndex;
    copy.targetFile = targetFile;
    copy.threads = threads;
    copy.chunkBytes = chunkBytes;
    return copy;
  }

  /** The format, whatever the name and the content of the file look like. */
  public ReadOptions format(Format format) {
    ReadOptions copy = copy();
    copy.format = format;
    return copy;
  }

  /** Whether the first line of a table holds the names of the columns. */
  public ReadOptions header(Choice header) {
    ReadOptions copy = copy();
    copy.header = header;
    return copy;
  }

  /**
   * Whether {@code "} at the start of a cell quotes it (RFC 4180). Automatic: yes, except in files
   * separated by tabs that use it as an ordinary character.
   */
  public ReadOptions quotes(Choice quotes) {
    ReadOptions copy = copy();
    copy.quotes = quotes;
    return copy;
  }

  /**
   * The target: a column that must be there, kept as numbers or as words whatever it holds. Or
   * several, with commas between, where no column has that name; ranges of numbers, too: {@code
   * 5-8}.
   */
  public ReadOptions target(String column) {
    return targets(List.of(column));
  }

  /** The targets: columns that must be there. */
  public ReadOptions targets(List<String> columns) {
    ReadOptions copy = copy();
    copy.targetRule = TargetRule.NAMED;
    copy.targets = List.copyOf(columns);
    return copy;
  }

  /** The target if the file has it; no target if not (new rows to predict). */
  public ReadOptions targetIfPresent(String column) {
    return targetsIfPresent(List.of(column));
  }

  /** Those of the targets that the file has. */
  public ReadOptions targetsIfPresent(List<String> columns) {
    ReadOptions copy = targets(columns);
    copy.targetRule = TargetRule.IF_PRESENT;
    return copy;
  }

  /** No column is the target. */
  public ReadOptions withoutTarget() {
    ReadOptions copy = copy();
    copy.targetRule = TargetRule.NONE;
    return copy;
  }

  /** The column that holds the weight of each row: numbers. */
  public ReadOptions weightColumn(String column) {
    ReadOptions copy = copy();
    copy.weightColumn = column;
    return copy;
  }

  /** Columns to leave out. */
  public ReadOptions drop(List<String> columns) {
    ReadOptions copy = copy();
    copy.drop = List.copyOf(columns);
    return copy;
  }

  /** Columns to read as words, even if they hold numbers, dates or identifiers. */
  public ReadOptions categorical(List<String> columns) {
    ReadOptions copy = copy();
    copy.categorical = List.copyOf(columns);
    return copy;
  }

  /** Columns that must hold numbers. */
  public ReadOptions numeric(List<String> columns) {
    ReadOptions copy = copy();
    copy.numeric = List.copyOf(columns);
    return copy;
  }

  /**
   * Cells that stand for a missing value, besides the empty cell and {@code NA}, {@code ?}, {@code
   * NaN}, {@code null}, {@code N/A}. Compared as text, A–Z like a–z.
   */
  public ReadOptions missing(List<String> cells) {
    ReadOptions copy = copy();
    copy.missing = List.copyOf(cells);
    return copy;
  }

  /**
   * Types of columns where nothing else is said, for rows read for a model: columns that the file
   * lacks are passed over.
   */
  public ReadOptions expected(List<String> numeric, List<String> words) {
    ReadOptions copy = copy();
    copy.expectedNumeric = List.copyOf(numeric);
    copy.expectedWords = List.copyOf(words);
    return copy;
  }

  /**
   * Number of features of a LIBSVM file, for rows read for a model: a file with fewer gets as many,
   * values of features beyond are left out (and the notes say how many). 0: as many as the file
   * has.
   */
  public ReadOptions features(int features) {
    if (features < 0) {
      throw new IllegalArgumentException("the number of features must not be negative");
    }
    ReadOptions copy = copy();
    copy.features = features;
    return copy;
  }

  /** The largest feature number that a LIBSVM file may hold, at least 1. */
  public ReadOptions maxIndex(int maxIndex) {
    if (maxIndex < 1) {
      throw new IllegalArgumentException("the largest feature number must be at least 1");
    }
    ReadOptions copy = copy();
    copy.maxIndex = maxIndex;
    return copy;
  }

  /** Whether it was said which feature number is the largest. */
  public boolean limitsFeatures() {
    return maxIndex != DEFAULT_MAX_INDEX;
  }

  /** The largest feature number that a LIBSVM file may hold. */
  public int mostFeatures() {
    return maxIndex;
  }

  /** Names or numbers of the columns to leave out. */
  public List<String> dropped() {
    return drop;
  }

  /** A file of its own that holds the targets of an array of NumPy: a row of them for each row. */
  public ReadOptions targetFile(Path file) {
    ReadOptions copy = copy();
    copy.targetFile = file;
    return copy;
  }

  /** All that decides what is read, as text: the same text, the same rows of the same file. */
  public String fingerprint() {
    return String.join(
        "\n",
        "format " + format,
        "header " + header,
        "quotes " + quotes,
        "target " + targetRule + " " + joined(targets),
        "weight " + weightColumn,
        "drop " + joined(drop),
        "categorical " + joined(categorical),
        "numeric " + joined(numeric),
        "missing " + joined(missing),
        "expected numbers " + joined(expectedNumeric),
        "expected words " + joined(expectedWords),
        "features " + features,
        "largest index " + maxIndex);
  }

  private static String joined(List<String> names) {
    return String.join("\0", names);
  }

  @Nullable Path targetFile() {
    return targetFile;
  }

  /** How many threads read at most, at least 1. What is read does not depend on it. */
  public ReadOptions threads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("at least one thread reads");
    }
    ReadOptions copy = copy();
    copy.threads = threads;
    return copy;
  }

  /** How much of a file is parsed at a time; rows may be longer. */
  ReadOptions chunkBytes(int chunkBytes) {
    ReadOptions copy = copy();
    copy.chunkBytes = chunkBytes;
    return copy;
  }

  @Nullable Format format() {
    return format;
  }

  Choice header() {
    return header;
  }

  Choice quotes() {
    return quotes;
  }

  TargetRule targetRule() {
    return targetRule;
  }

  /** As they were named; empty where they were not. */
  List<String> targets() {
    return targets;
  }

  /**
   * Checks that no more than one target is named, for rows with one label each.
   *
   * @param rows what they are, for the message
   * @throws SpecException if there are several
   */
  void requireOneTarget(String source, String rows) {
    boolean several = targets.size() > 1 || targets.stream().anyMatch(name -> name.contains(","));
    if (targetRule == TargetRule.NAMED && several) {
      throw new SpecException(
          source
              + ": "
              + rows
              + " have one label each, so that --target "
              + String.join(",", targets)
              + " cannot be several; tables (CSV, TSV, ARFF, .npy) can, and .npy with a"
              + " --target-file of several columns");
    }
  }

  String weightColumn() {
    return weightColumn;
  }

  List<String> drop() {
    return drop;
  }

  List<String> categorical() {
    return categorical;
  }

  List<String> numeric() {
    return numeric;
  }

  /** Words that stand for a missing cell of a table whatever the options say; in lower case. */
  public static List<String> missingWords() {
    return MissingTokens.ALWAYS;
  }

  List<String> missing() {
    return missing;
  }

  /** Whether any column is named, which only tables have. */
  boolean nameColumns() {
    return targetRule == TargetRule.NAMED
        || !(weightColumn.isEmpty()
            && drop.isEmpty()
            && categorical.isEmpty()
            && numeric.isEmpty());
  }

  List<String> expectedNumeric() {
    return expectedNumeric;
  }

  List<String> expectedWords() {
    return expectedWords;
  }

  int features() {
    return features;
  }

  int maxIndex() {
    return maxIndex;
  }

  int threads() {
    return threads;
  }

  int chunkBytes() {
    return chunkBytes;
  }
}
