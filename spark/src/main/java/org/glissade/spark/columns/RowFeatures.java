package org.glissade.spark.columns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.glissade.io.DataException;
import org.glissade.io.encode.Cell;
import org.glissade.io.encode.FeatureEncoder;
import org.glissade.io.encode.RowEncoder;
import org.glissade.io.encode.TableEncoder;
import org.glissade.io.json.Fields;
import org.jspecify.annotations.Nullable;

/**
 * The features of a row as a vector, dense or sparse as the encoder says: the same numbers that the
 * encoder makes of the cells in a table. Null and NaN are missing. It travels to the tasks as the
 * text of the encoder; each makes the encoder of it once.
 */
public final class RowFeatures implements UDF1<Row, Vector> {
  private static final long serialVersionUID = 1L;

  /** An encoder, ready for rows. */
  private record Ready(TableEncoder encoder, RowEncoder rows, int width) {
    static Ready of(String json) {
      FeatureEncoder encoder = FeatureEncoder.fromJson(Fields.parse("encoder", json));
      if (!(encoder instanceof TableEncoder table)) {
        throw new DataException("the encoder takes numbered features, and not columns with names");
      }
      return new Ready(table, new RowEncoder(table), table.width());
    }
  }

  private final String json;
  private transient volatile @Nullable Ready ready;

  /**
   * @param json the encoder of a table, as {@link TableEncoder#toJson} writes it
   * @throws DataException if it is none
   */
  public RowFeatures(String json) {
    this.json = json;
    ready = Ready.of(json);
  }

  private Ready ready() {
    Ready known = ready;
    if (known == null) {
      known = Ready.of(json);
      ready = known;
    }
    return known;
  }

  /** Names of the columns that it reads, in the order of the rows that it takes. */
  public List<String> columns() {
    return ready().rows().columns();
  }

  /**
   * The vector of each row of a data set.
   *
   * @param schema of the data set
   * @throws IllegalArgumentException if it lacks a column, or one has a type that cannot be encoded
   */
  public Column over(StructType schema) {
    List<Column> cells = new ArrayList<>();
    for (String name : columns()) {
      RawColumns.kind(schema, name);
      cells.add(RawColumns.column(name));
    }
    return functions
        .udf(this, SQLDataTypes.VectorType())
        .apply(functions.struct(cells.toArray(Column[]::new)));
  }

  /**
   * Encodes a row.
   *
   * @param row the cells of {@link #columns}, in that order
   */
  @Override
  public Vector call(Row row) {
    Ready known = ready();
    List<String> names = known.rows().columns();
    List<Cell> cells = new ArrayList<>(names.size());
    for (int i = 0; i < names.size(); i++) {
      cells.add(RawColumns.cell(names.get(i), row.get(i)));
    }
    return known.encoder().dense() ? dense(known, cells) : sparse(known, cells);
  }

  private static Vector dense(Ready known, List<Cell> cells) {
    double[] values = new double[known.width()];
    known.rows().encode(cells, (feature, value) -> values[feature] = value);
    return Vectors.dense(values);
  }

  private static Vector sparse(Ready known, List<Cell> cells) {
    int most = known.encoder().encodings().size();
    int[] indices = new int[most];
    double[] values = new double[most];
    int[] count = {0};
    known
        .rows()
        .encode(
            cells,
            (feature, value) -> {
              indices[count[0]] = feature;
              values[count[0]++] = value;
            });
    return Vectors.sparse(
        known.width(), Arrays.copyOf(indices, count[0]), Arrays.copyOf(values, count[0]));
  }
}
