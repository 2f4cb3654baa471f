package org.glissade.io.encode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.glissade.data.Batch;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.SparseExamples;
import org.glissade.io.table.Column;
import org.glissade.io.table.Table;

/** Small tables for tests, given and random. */
public final class Tables {
  private Tables() {}

  public static final Consumer<String> QUIET = note -> {};

  public static Table table(Column... columns) {
    return new Table("test.csv", columns[0].rows(), List.of(columns));
  }

  public static Column.Numeric numbers(String name, double... values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return new Column.Numeric(name, floats);
  }

  /** Words; an empty one is missing. */
  public static Column.Categorical words(String name, String... cells) {
    List<String> distinct =
        Arrays.stream(cells).filter(cell -> !cell.isEmpty()).distinct().toList();
    return new Column.Categorical(
        name, distinct, Arrays.stream(cells).mapToInt(distinct::indexOf).toArray());
  }

  /** The rows, which keep the dictionary of all rows as a reader's selection may. */
  public static Table select(Table table, int from, int to) {
    List<Column> columns = new ArrayList<>();
    for (Column column : table.columns()) {
      columns.add(
          switch (column) {
            case Column.Numeric n ->
                new Column.Numeric(n.name(), Arrays.copyOfRange(n.values(), from, to));
            case Column.Categorical c ->
                new Column.Categorical(
                    c.name(), c.words(), Arrays.copyOfRange(c.codes(), from, to));
            case Column.Ignored i -> new Column.Ignored(i.name(), i.kind(), i.example(), to - from);
          });
    }
    return new Table(table.source(), to - from, columns);
  }

  /** Tables with a numeric column that varies, and others of all kinds. */
  public static Arbitrary<Table> random(int rows) {
    Arbitrary<Float> number =
        Arbitraries.oneOf(
            Arbitraries.floats().between(-1000, 1000),
            Arbitraries.of(Float.NaN, 0f, 1f, -1f, 1e30f, -1e30f, 1e-30f, Float.MIN_VALUE));
    Arbitrary<float[]> numeric = number.array(float[].class).ofSize(rows);
    Arbitrary<int[]> codes = Arbitraries.integers().between(-1, 4).array(int[].class).ofSize(rows);
    Arbitrary<List<String>> dictionary =
        Arbitraries.strings()
            .withChars("abcXYZ?,=\"\\ \u00e9\u4e2d\n.")
            .ofMinLength(1)
            .ofMaxLength(6)
            .list()
            .ofSize(5)
            .uniqueElements();
    Arbitrary<List<Column>> numerics = numeric.list().ofMaxSize(4).map(list -> named("n", list));
    Arbitrary<List<Column>> categories =
        Combinators.combine(dictionary, codes)
            .as((words, code) -> (Column) new Column.Categorical("?", words, code))
            .list()
            .ofMaxSize(3)
            .map(Tables::renamed);
    Arbitrary<float[]> varied =
        Arbitraries.floats().between(-5, 5).array(float[].class).ofSize(rows);
    return Combinators.combine(numerics, categories, varied)
        .as(
            (n, c, v) -> {
              List<Column> columns = new ArrayList<>(n);
              columns.addAll(c);
              v[0] = -6;
              v[1] = 6;
              columns.add(new Column.Numeric("varied", v));
              return new Table("random.csv", rows, columns);
            });
  }

  private static List<Column> named(String prefix, List<float[]> values) {
    List<Column> columns = new ArrayList<>();
    for (float[] value : values) {
      columns.add(new Column.Numeric(prefix + columns.size(), value));
    }
    return columns;
  }

  private static List<Column> renamed(List<Column> columns) {
    List<Column> result = new ArrayList<>();
    for (Column column : columns) {
      Column.Categorical words = (Column.Categorical) column;
      result.add(new Column.Categorical("w" + result.size(), words.words(), words.codes()));
    }
    return result;
  }

  /** All encoded values, row-major, however they are stored. */
  public static float[] rowMajor(Examples examples) {
    return switch (examples) {
      case DenseExamples dense -> {
        float[] values = new float[(int) dense.values().length()];
        dense.values().copyTo(0, values, 0, values.length);
        yield values;
      }
      case SparseExamples sparse -> rowMajor(sparse.toDense());
    };
  }

  /** One encoded feature of all rows. */
  public static float[] column(Examples examples, int feature) {
    Batch batch = examples.newBatch(Math.max(1, examples.rows()));
    int[] order = new int[examples.rows()];
    Arrays.setAll(order, i -> i);
    examples.gather(order, 0, order.length, batch);
    float[] unit = new float[examples.columns()];
    unit[feature] = 1;
    float[] result = new float[order.length];
    for (int row = 0; row < result.length; row++) {
      result[row] = batch.dot(row, unit, 0);
    }
    return result;
  }
}
