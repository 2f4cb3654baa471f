package org.glissade.io.formats;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.glissade.data.Csr;
import org.glissade.data.Grid;
import org.glissade.data.Ranges;
import org.glissade.data.SparseExamples;
import org.glissade.io.DataException;
import org.glissade.io.npy.NpyFile;
import org.glissade.io.table.Column;
import org.glissade.io.table.Matrix;
import org.glissade.io.table.SparseRecords;
import org.glissade.math.Floats;
import org.glissade.math.Ints;
import org.glissade.math.Longs;
import org.glissade.math.Mapping;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of NumPy as rows. One file holds a matrix, whose columns are called c1, c2, …; or a matrix
 * of features, with the targets in another file, one or several for each row. Sparse rows (CSR) are
 * in {@code NAME.indptr.npy}, {@code NAME.indices.npy} and {@code NAME.data.npy}, their labels in
 * {@code NAME.labels.npy}, and their shape, if it is told, in {@code NAME.shape.npy}.
 */
final class ArrayReader {
  private static final String EXTENSION = ".npy";

  /** How the name of a sparse matrix ends. */
  static final String SPARSE = ".indptr.npy";

  private static final int PIECE = 1 << 16;

  private final Path path;
  private final String source;
  private final ReadOptions options;
  private final List<String> notes;

  ArrayReader(Path path, ReadOptions options, List<String> notes) {
    this.path = path;
    this.source = path.toString();
    this.options = options;
    this.notes = notes;
  }

  /** The file, if it holds an array, by the options, its name, or its first bytes; else null. */
  static @Nullable Path arrayFile(Source source, ReadOptions options) {
    Path path = source.path();
    if (path == null || !Files.isRegularFile(path)) {
      return null;
    }
    if (options.format() != null) {
      return options.format() == Format.NPY ? path : null;
    }
    if (path.toString().endsWith(EXTENSION)) {
      return path;
    }
    try (InputStream in = Files.newInputStream(path)) {
      return NpyFile.isHead(in.readNBytes(8)) ? path : null;
    } catch (IOException e) {
      return null; // whoever reads it as text says why it cannot be read
    }
  }

  ReadResult read() {
    return source.endsWith(SPARSE) ? sparse() : matrix();
  }

  // --- rows of numbers -------------------------------------------------------------------------

  private ReadResult matrix() {
    NpyFile file = NpyFile.open(path);
    if (file.dimensions() == 0 || file.dimensions() > 2) {
      throw new DataException(
          source
              + " holds "
              + file.describe()
              + ", not rows and columns; with NumPy: np.save(…, x.reshape(len(x), -1))");
    }
    if (file.rows() > Integer.MAX_VALUE - 8 || file.columns() > Integer.MAX_VALUE - 8) {
      throw new DataException(
          source + " holds " + file.describe() + ": up to 2³¹ rows and columns can be used");
    }
    if (file.rows() == 0 || file.columns() == 0) {
      throw new DataException(source + " is empty: its shape is " + file.describe());
    }
    Floats values = file.floats(notes::add);
    List<String> names = names((int) file.columns());
    boolean apart = options.targetFile() != null;
    Roles roles = new Roles(source, names, apart ? options.withoutTarget() : options);
    int[] features =
        IntStream.range(0, names.size()).filter(j -> isFeature(roles, names, j)).toArray();
    if (features.length == 0) {
      throw new DataException(
          source
              + " holds "
              + file.describe()
              + ": there is no column to learn from beside the target; --target-file names a file"
              + " of targets");
    }
    if (!apart && options.targetRule() == ReadOptions.TargetRule.LAST) {
      notes.add(
          "the target is the last column, "
              + roles.targetNames().getFirst()
              + " (--target N chooses another)");
    }
    Grid all = Grid.of(values, names.size());
    List<Column> beside = new ArrayList<>();
    Path targetFile = options.targetFile();
    if (targetFile != null) {
      beside.addAll(columns(targetFile, (int) file.rows()));
    }
    for (int target : roles.targets()) {
      beside.add(column(all, target, names.get(target)));
    }
    List<String> targets = beside.stream().map(Column::name).toList();
    String weight = roles.weightName();
    if (weight != null) {
      beside.add(column(all, roles.weight(), weight));
    }
    Matrix matrix =
        new Matrix(
            source,
            new Grid(values, all.stride(), all.rows(), Ranges.of(features)),
            IntStream.of(features).mapToObj(names::get).toList(),
            beside);
    matrix.mappings().forEach(Mapping::requireWhole);
    return new ReadResult(matrix, targets, weight, notes);
  }

  private static Column column(Grid all, int index, String name) {
    Mapping mapping = all.values().mapping();
    return Mapping.guarded(
        mapping == null ? List.of() : List.of(mapping),
        () -> new Column.Numeric(name, all.column(index)));
  }

  private boolean isFeature(Roles roles, List<String> names, int column) {
    if (roles.of(column) == Roles.Role.WORDS) {
      throw new DataException(
          source
              + ": column "
              + names.get(column)
              + " cannot be read as words: arrays hold numbers, and stay as they are; as CSV it"
              + " could");
    }
    return roles.of(column) != Roles.Role.DROP
        && !roles.isTarget(column)
        && column != roles.weight();
  }

  /**
   * c1, c2, …; but in rows to predict whose only difference to those of training is that the
   * columns of the targets are left out, these numbers are left out too.
   */
  private List<String> names(int columns) {
    int trained = 0;
    for (String name : options.expectedNumeric()) {
      trained = Math.max(trained, number(name));
    }
    Set<Integer> targets = new HashSet<>();
    for (String name : options.targets()) {
      targets.add(number(name));
      trained = Math.max(trained, number(name));
    }
    int all = trained;
    boolean leftOut =
        options.targetRule() == ReadOptions.TargetRule.IF_PRESENT
            && !targets.contains(0)
            && columns == all - targets.size();
    return IntStream.rangeClosed(1, leftOut ? all : columns)
        .filter(j -> !leftOut || !targets.contains(j))
        .mapToObj(j -> "c" + j)
        .toList();
  }

  private static int number(String name) {
    return name.matches("c[1-9][0-9]{0,8}") ? Integer.parseInt(name.substring(1)) : 0;
  }

  /** The targets that a file of their own holds. */
  private List<Column> columns(Path file, int rows) {
    Targets found = targets(file, rows);
    List<String> names = targetNames(file, found.each());
    List<Column> columns = new ArrayList<>();
    for (int k = 0; k < found.each(); k++) {
      float[] column = new float[rows];
      for (int row = 0; row < rows; row++) {
        column[row] = found.values()[row * found.each() + k];
      }
      columns.add(new Column.Numeric(names.get(k), column));
    }
    return columns;
  }

  /** What targets in a file of their own are called: as asked, else as the file. */
  private List<String> targetNames(Path file, int each) {
    List<String> asked = options.targets();
    if (each > 1 && asked.size() == 1) {
      asked = List.of(asked.getFirst().split(",", -1));
    }
    if (asked.isEmpty()) {
      Path name = file.getFileName();
      String text = name == null ? "target" : name.toString();
      String base =
          text.endsWith(EXTENSION) ? text.substring(0, text.length() - EXTENSION.length()) : text;
      return each == 1
          ? List.of(base)
          : IntStream.rangeClosed(1, each).mapToObj(k -> base + k).toList();
    }
    if (asked.size() != each) {
      throw new DataException(
          file
              + " holds "
              + each
              + (each == 1 ? " target" : " targets")
              + " a row, not the "
              + asked.size()
              + " named "
              + String.join(", ", asked));
    }
    return asked;
  }

  /**
   * Targets from a file of their own.
   *
   * @param values {@code rows × each}, row-major
   */
  private record Targets(float[] values, int each) {}

  private Targets targets(Path file, int rows) {
    NpyFile array = NpyFile.open(file);
    boolean fits = array.rows() == rows && array.dimensions() <= 2 && array.columns() >= 1;
    if (!fits || array.columns() * rows > Integer.MAX_VALUE - 8) {
      throw new DataException(
          file
              + " holds "
              + array.describe()
              + ", not one number or one row of numbers for each of the "
              + rows
              + " rows of "
              + source);
    }
    int each = (int) array.columns();
    float[] values = new float[rows * each];
    if (array.transposed()) {
      array.floats(note -> {}).copyTo(0, values, 0, values.length);
    } else {
      array.read((from, piece, count) -> System.arraycopy(piece, 0, values, (int) from, count));
    }
    return new Targets(values, each);
  }

  // --- sparse rows -----------------------------------------------------------------------------

  private Path beside(String what) {
    String name = source.substring(0, source.length() - SPARSE.length());
    return Path.of(name + "." + what + EXTENSION);
  }

  private ReadResult sparse() {
    Longs starts = NpyFile.open(path).longs();
    Ints indices = NpyFile.open(beside("indices")).ints();
    Floats values = NpyFile.open(beside("data")).floats(notes::add);
    if (starts.length() < 2) {
      throw new DataException(source + " has no rows");
    }
    List<Mapping> mappings = new Csr(starts, indices, values, 1).mappings();
    SparseExamples examples = Mapping.guarded(mappings, () -> sparse(starts, indices, values));
    if (options.nameColumns()) {
      notes.add("sparse rows have no named columns: what the options say of columns does nothing");
    }
    return new ReadResult(new SparseRecords(source, examples), List.of(), null, notes);
  }

  private SparseExamples sparse(Longs starts, Ints indices, Floats values) {
    int columns = columns(indices);
    if (columns > options.maxIndex()) {
      throw new DataException(
          source + " has " + columns + " features; --max-index " + columns + " allows that");
    }
    Csr csr = new Csr(starts, indices, values, Math.max(columns, options.features()));
    try {
      csr.check();
    } catch (IllegalArgumentException e) {
      throw new DataException(
          source
              + " and the files beside it do not hold sparse rows: "
              + e.getMessage()
              + "; with SciPy: x.sort_indices() and x.sum_duplicates() before they are saved",
          e);
    }
    Targets labels = labels(csr.rows());
    return SparseExamples.of(csr, labels.values(), labels.each(), null);
  }

  private Targets labels(int rows) {
    Path labels = options.targetFile() != null ? options.targetFile() : beside("labels");
    if (labels == null || (options.targetFile() == null && !Files.exists(labels))) {
      boolean needed =
          options.targetRule() != ReadOptions.TargetRule.NONE
              && options.targetRule() != ReadOptions.TargetRule.IF_PRESENT;
      if (needed) {
        throw new DataException(
            source
                + " has no labels: there is no file "
                + labels
                + ", and --target-file names none");
      }
      return new Targets(new float[rows], 1);
    }
    return targets(labels, rows);
  }

  /** As many as the shape says, if there is one, else as many as are used. */
  private int columns(Ints indices) {
    Path shape = beside("shape");
    if (Files.exists(shape)) {
      Longs lengths = NpyFile.open(shape).longs();
      long columns = lengths.length() == 2 ? lengths.get(1) : 0;
      if (columns < 1 || columns > Integer.MAX_VALUE - 8) {
        throw new DataException(shape + " should hold the number of rows and of columns");
      }
      return (int) columns;
    }
    int largest = 0;
    int[] piece = new int[PIECE];
    for (long from = 0; from < indices.length(); from += PIECE) {
      int count = (int) Math.min(PIECE, indices.length() - from);
      indices.copyTo(from, piece, 0, count);
      for (int i = 0; i < count; i++) {
        largest = Math.max(largest, piece[i]);
      }
    }
    return largest == Integer.MAX_VALUE ? largest : largest + 1;
  }
}
