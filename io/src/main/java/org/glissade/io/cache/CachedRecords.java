package org.glissade.io.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.glissade.data.Csr;
import org.glissade.data.Grid;
import org.glissade.data.Ranges;
import org.glissade.data.SparseExamples;
import org.glissade.io.DataException;
import org.glissade.io.cache.CacheManifest.CachedColumn;
import org.glissade.io.formats.DataReader;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.ReadResult;
import org.glissade.io.formats.RowSink;
import org.glissade.io.formats.Source;
import org.glissade.io.modelfile.WholeFile;
import org.glissade.io.npy.NpyFile;
import org.glissade.io.table.Column;
import org.glissade.io.table.Matrix;
import org.glissade.io.table.Records;
import org.glissade.io.table.SparseRecords;
import org.glissade.io.table.Table;
import org.glissade.math.Floats;
import org.glissade.math.Mapping;

/**
 * Records as arrays in files. A table becomes one matrix, a row for each of its rows: numbers as
 * they are, words by their codes, NaN where missing. Sparse rows become four arrays (CSR and
 * labels).
 */
final class CachedRecords {
  private static final String CELLS = "cells";
  private static final String STARTS = "starts";
  private static final String INDICES = "indices";
  private static final String VALUES = "values";
  private static final String LABELS = "labels";

  /** Codes of words up to this are exact as {@code float32}. */
  private static final int MOST_WORDS = 1 << 24;

  private CachedRecords() {}

  /** Writes files, whole or not at all. */
  @FunctionalInterface
  interface FileWriter {
    void write(Path file, WholeFile.Content content);
  }

  /**
   * Writes the parts of a cache while the text is read.
   *
   * @param prefix of the names of the files
   * @param parts receives the files
   * @return the text without its rows
   * @throws Fault if the text cannot be used; other exceptions mean that writing failed
   */
  static RowSink.Summary write(
      Source source,
      ReadOptions options,
      Path folder,
      String prefix,
      FileWriter writer,
      List<CachePart> parts)
      throws IOException, Fault {
    boolean sparse = DataReader.isSparse(source, options);
    List<String> roles = sparse ? List.of(STARTS, INDICES, VALUES, LABELS) : List.of(CELLS);
    List<Path> files =
        roles.stream().map(role -> folder.resolve(prefix + "-" + role + ".npy")).toList();
    ArraySink sink =
        sparse
            ? new SparseSink(
                List.of(
                    new ArraySink.ArrayFile(files.get(0), "<i8"),
                    new ArraySink.ArrayFile(files.get(1), "<i4"),
                    new ArraySink.ArrayFile(files.get(2), "<f4"),
                    new ArraySink.ArrayFile(files.get(3), "<f4")))
            : new DenseSink(files.get(0));
    RowSink.Summary summary;
    try {
      summary = sink.write(writer, () -> DataReader.stream(source, options, sink));
    } catch (DataException e) {
      DataException fault = sink.fault();
      if (fault != null) {
        throw new Fault(fault);
      }
      throw e;
    }
    checkWords(summary.heading().records());
    for (int i = 0; i < roles.size(); i++) {
      parts.add(CachePart.of(roles.get(i), files.get(i)));
    }
    return summary;
  }

  /** The text cannot be used. */
  static final class Fault extends Exception {
    private static final long serialVersionUID = 1;

    private final DataException told;

    Fault(DataException told) {
      super(told);
      this.told = told;
    }

    DataException told() {
      return told;
    }
  }

  private static void checkWords(Records records) {
    if (records instanceof Table table) {
      for (Column column : table.columns()) {
        if (column instanceof Column.Categorical words && words.words().size() > MOST_WORDS) {
          throw new DataException(
              table.source()
                  + ": column "
                  + column.name()
                  + " has too many different words for a cache; leave it out with --drop");
        }
      }
    }
  }

  /**
   * Opens a cache whose parts were found in order.
   *
   * @param source what the records are called
   */
  static ReadResult open(CacheManifest manifest, Path folder, String source) {
    List<String> notes = new ArrayList<>(manifest.notes());
    Records records =
        manifest.columns().isEmpty()
            ? new SparseRecords(source, sparse(manifest, folder))
            : table(manifest, folder, source, notes);
    return new ReadResult(records, manifest.targets(), manifest.weightColumn(), notes);
  }

  private static NpyFile array(CacheManifest manifest, Path folder, String role) {
    return NpyFile.open(folder.resolve(manifest.part(role).file()));
  }

  private static SparseExamples sparse(CacheManifest manifest, Path folder) {
    Csr csr =
        new Csr(
            array(manifest, folder, STARTS).longs(),
            array(manifest, folder, INDICES).ints(),
            array(manifest, folder, VALUES).floats(note -> {}),
            manifest.features());
    float[] labels = new float[csr.rows()];
    array(manifest, folder, LABELS)
        .read((from, piece, count) -> System.arraycopy(piece, 0, labels, (int) from, count));
    return SparseExamples.of(csr, labels, 1, null);
  }

  private static Records table(
      CacheManifest manifest, Path folder, String source, List<String> notes) {
    List<CachedColumn> kept = manifest.columns().stream().filter(CachedColumn::kept).toList();
    Floats values = array(manifest, folder, CELLS).floats(note -> {});
    Grid all = Grid.of(values, kept.size());
    boolean[] beside = new boolean[kept.size()];
    boolean words = false;
    for (int j = 0; j < beside.length; j++) {
      String name = kept.get(j).name();
      beside[j] = manifest.targets().contains(name) || name.equals(manifest.weightColumn());
      words |= !beside[j] && kept.get(j).kind().equals(CachedColumn.WORDS);
    }
    int[] features = IntStream.range(0, beside.length).filter(j -> !beside[j]).toArray();
    Mapping mapping = values.mapping();
    List<Mapping> mappings = mapping == null ? List.of() : List.of(mapping);
    boolean inMemory = words || features.length == 0;
    return Mapping.guarded(
        mappings,
        () ->
            inMemory
                ? inMemory(manifest, source, all)
                : matrix(manifest, source, all, features, notes));
  }

  private static Table inMemory(CacheManifest manifest, String source, Grid all) {
    long bytes = 2 * all.values().length() * Float.BYTES;
    if (bytes > Runtime.getRuntime().maxMemory()) {
      throw new DataException(
          source
              + " has words among its features, so that its rows are read into memory, and that"
              + " takes about "
              + bytes / (1 << 20)
              + " MB, more than the JVM may take; give it more (GLISSADE_JAVA_OPTS=-Xmx…), or leave"
              + " columns of words out with --drop");
    }
    List<Column> columns = new ArrayList<>();
    int at = 0;
    for (CachedColumn column : manifest.columns()) {
      columns.add(
          column.kept() ? column.column(all.column(at++)) : column.ignored(manifest.rows()));
    }
    return new Table(source, manifest.rows(), columns);
  }

  private static Matrix matrix(
      CacheManifest manifest, String source, Grid all, int[] features, List<String> notes) {
    List<String> names = new ArrayList<>();
    List<Column> beside = new ArrayList<>();
    int at = 0;
    for (CachedColumn column : manifest.columns()) {
      if (!column.kept()) {
        notes.add(
            "left out column " + column.name() + ": looks like " + column.kind().replace('_', ' '));
      } else if (manifest.targets().contains(column.name())
          || column.name().equals(manifest.weightColumn())) {
        beside.add(column.column(all.column(at++)));
      } else {
        names.add(column.name());
        at++;
      }
    }
    Grid chosen = new Grid(all.values(), all.stride(), all.rows(), Ranges.of(features));
    return new Matrix(source, chosen, names, beside);
  }
}
