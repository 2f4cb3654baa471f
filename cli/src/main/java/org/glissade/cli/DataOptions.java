package org.glissade.cli;

import java.nio.file.Path;
import java.util.List;
import org.glissade.io.DataException;
import org.glissade.io.cache.DataCache;
import org.glissade.io.formats.DataReader;
import org.glissade.io.formats.Format;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.ReadResult;
import org.glissade.io.formats.Source;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a file is read, where it should not be guessed. */
final class DataOptions {
  @Option(
      names = "--format",
      paramLabel = "NAME",
      description =
          "csv, tsv, libsvm or arff, each also .gz or .zst, or npy; default: from the name or the content.")
  private @Nullable String format;

  @Option(names = "--header", description = "The first line of a table holds the column names.")
  private boolean header;

  @Option(names = "--no-header", description = "It does not: columns are called c1, c2, ….")
  private boolean noHeader;

  @Option(names = "--no-quotes", description = "\" is an ordinary character, not a quote.")
  private boolean noQuotes;

  @Option(
      names = "--max-index",
      paramLabel = "N",
      description = "The largest feature number that LIBSVM data may hold (default: 100,000,000).")
  private int maxIndex = ReadOptions.DEFAULT_MAX_INDEX;

  @Option(
      names = "--drop",
      paramLabel = "COLUMN",
      split = ",",
      description = "Columns to leave out.")
  private List<String> drop = List.of();

  @Option(
      names = "--categorical",
      paramLabel = "COLUMN",
      split = ",",
      description = "Columns to read as words, even if they hold numbers, dates or identifiers.")
  private List<String> categorical = List.of();

  @Option(
      names = "--numeric",
      paramLabel = "COLUMN",
      split = ",",
      description = "Columns that must hold numbers.")
  private List<String> numeric = List.of();

  @Option(
      names = "--missing",
      paramLabel = "WORD",
      split = ",",
      description =
          "Further words for a missing cell, besides the empty one, NA, N/A, ?, NaN, null.")
  private List<String> missing = List.of();

  @Option(
      names = "--target-file",
      paramLabel = "FILE.npy",
      description =
          "The targets of an .npy file of features, or of sparse rows: one or several a row.")
  private @Nullable Path targetFile;

  @Option(
      names = "--cache",
      description =
          "Keep what a file of text holds as arrays beside it, in DATA.glissade-cache, and read"
              + " these from then on: no parsing, and rows need not fit into memory.")
  private boolean cache;

  @Option(
      names = "--cache-folder",
      paramLabel = "DIR",
      description = "The same, in a folder of your choice.")
  private @Nullable Path cacheFolder;

  /**
   * Reads data as these options say.
   *
   * @param options what {@link #readOptions} gave, and what the command adds
   */
  ReadResult read(String data, Shell shell, ReadOptions options) {
    Source source = source(data, shell);
    if (cacheFolder != null) {
      return DataCache.in(cacheFolder).read(source, options);
    }
    return cache ? DataCache.beside().read(source, options) : DataReader.read(source, options);
  }

  Source source(String data, Shell shell) {
    return Source.of(data, shell.in());
  }

  /** Whether rows come from the text itself, not from a cache or another file. */
  boolean readsText() {
    return !cache && cacheFolder == null && targetFile == null;
  }

  /** Says that rows as they come are not to be had from arrays. */
  void checkOnline() {
    if (!readsText()) {
      throw new SpecException(
          (targetFile != null ? "--target-file" : "--cache")
              + " does not go with --online, which reads text as it comes; leave it out");
    }
  }

  private static Format named(String name) {
    try {
      return Format.named(name);
    } catch (DataException e) {
      throw new SpecException("--format: " + e.getMessage());
    }
  }

  /** What these options say; target and weights are the command's part. */
  ReadOptions readOptions() {
    if (maxIndex < 1) {
      throw new SpecException("--max-index must be at least 1, not " + maxIndex);
    }
    ReadOptions options =
        ReadOptions.defaults()
            .drop(drop)
            .categorical(categorical)
            .numeric(numeric)
            .missing(missing)
            .maxIndex(maxIndex)
            .threads(Runtime.getRuntime().availableProcessors());
    if (targetFile != null) {
      options = options.targetFile(targetFile);
    }
    if (noQuotes) {
      options = options.quotes(ReadOptions.Choice.NO);
    }
    if (format != null) {
      options = options.format(named(format));
    }
    if (header && noHeader) {
      throw new SpecException("--header and --no-header exclude each other");
    }
    return header
        ? options.header(ReadOptions.Choice.YES)
        : noHeader ? options.header(ReadOptions.Choice.NO) : options;
  }
}
