package org.glissade.spark;

import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.glissade.spark.columns.RowFeatures;

/** The column of vectors that stands for raw columns while Spark looks at a schema. */
final class VectorColumn {
  private VectorColumn() {}

  /** Its name: one that no data set has. */
  static String name(String uid) {
    return uid + "__features";
  }

  static StructType added(StructType schema, String name) {
    return without(schema, name).add(name, SQLDataTypes.VectorType(), false);
  }

  static StructType without(StructType schema, String name) {
    StructType rest = new StructType();
    for (StructField field : schema.fields()) {
      if (!field.name().equals(name)) {
        rest = rest.add(field);
      }
    }
    return rest;
  }

  /** Says if a data set lacks what the vectors are made of. */
  static void check(RowFeatures features, StructType schema) {
    features.over(schema);
  }
}
