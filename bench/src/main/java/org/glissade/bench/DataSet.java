package org.glissade.bench;

/**
 * What is learnt from. Dense rows hold standard normal features; sparse rows hold 75 features of a
 * million, whose frequency falls with their rank (Zipf), with tf-idf-like values and norm 1.
 */
enum DataSet {
  DENSE_100("dense100", 1_000_000, 100, 0, false),
  DENSE_54("dense54", 500_000, 54, 0, true),
  DENSE_1000("dense1000", 100_000, 1000, 0, false),
  SMALL_5("small5", 1_500, 5, 0, false),
  SPARSE("sparse", 500_000, 1_000_000, 75, true);

  private final String fileName;
  private final int rows;
  private final int columns;
  private final int nonzeros;
  private final boolean classes;

  DataSet(String fileName, int rows, int columns, int nonzeros, boolean classes) {
    this.fileName = fileName;
    this.rows = rows;
    this.columns = columns;
    this.nonzeros = nonzeros;
    this.classes = classes;
  }

  /** What its files begin with. */
  String fileName() {
    return fileName;
  }

  /** Rows, where the whole is {@code scale} 1. */
  int rows(double scale) {
    return Math.max(10, (int) Math.round(rows * scale));
  }

  int columns() {
    return columns;
  }

  /** Nonzeros of each row, or 0 for dense rows. */
  int nonzeros() {
    return nonzeros;
  }

  boolean isSparse() {
    return nonzeros > 0;
  }

  /** Whether the targets are classes, 0 and 1, and not numbers. */
  boolean hasClasses() {
    return classes;
  }

  /** Bytes of the features, which an epoch reads. */
  long bytes(double scale) {
    return isSparse() ? 8L * nonzeros * rows(scale) : 4L * columns * rows(scale);
  }
}
