package org.glissade.io.formats;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import org.glissade.io.DataException;
import org.glissade.io.formats.ReadOptions.Choice;
import org.glissade.io.table.Column;
import org.glissade.io.table.Table;
import org.jspecify.annotations.Nullable;

/**
 * Reads text with separated cells in two passes over one stream: the first 4 Mi characters are held
 * and looked at (separator, what stands on top, header, types by up to 10,000 rows), then
 * everything is read, chunk by chunk, straight into arrays of numbers and codes.
 */
final class TableReader {
  private final String source;
  private final InputStream bytes;
  private final ReadOptions options;
  private final MissingTokens missing;
  private final List<String> notes;
  private final @Nullable RowSink sink;
  private int rowsRead;

  /**
   * @param sink to which rows are handed on, or null to keep them in the table
   * @param notes what is assumed is added here
   */
  TableReader(
      String source,
      InputStream bytes,
      ReadOptions options,
      List<String> notes,
      @Nullable RowSink sink) {
    this.sink = sink;
    this.source = source;
    this.bytes = bytes;
    this.options = options;
    this.notes = notes;
    missing = new MissingTokens(options.missing());
  }

  /**
   * What the table is made of besides its cells.
   *
   * @param names of the columns, unique
   * @param linesAbove lines on top that are not data
   * @param header whether they end with a header
   */
  private record Frame(Dialect dialect, List<String> names, long linesAbove, boolean header) {}

  private Head head() throws IOException {
    try {
      return Head.of(bytes);
    } catch (LineFault e) {
      throw e.in(source, 0);
    }
  }

  /**
   * A table before its rows are read.
   *
   * @param start what was read of it so far
   */
  private record Opened(Frame frame, byte[] start, Sample sample, Roles roles) {}

  /** Reads CSV or TSV. */
  ReadResult separated(Format format) throws IOException {
    return read(opened(format));
  }

  /**
   * What is known of a table before its rows are read.
   *
   * @param names of the columns, unique
   * @param makers of the builders of each column, null where it is dropped
   * @param targets names of the targets, maybe none
   * @param linesAbove lines on top that are no rows
   */
  record Form(
      Dialect dialect,
      List<String> names,
      List<ColumnBuilder.@Nullable Maker> makers,
      List<String> targets,
      long linesAbove) {}

  /** The form of CSV or TSV, of which the first rows have come. */
  Form form(Format format) throws IOException {
    Opened opened = opened(format);
    Frame frame = opened.frame();
    return new Form(
        frame.dialect(),
        frame.names(),
        types(opened).makers(),
        opened.roles().targetNames(),
        frame.linesAbove());
  }

  /** Hands the rows of CSV or TSV over as they are read; false if they cannot be. */
  boolean stream(Format format, NumberSink sink) throws IOException {
    Opened opened = opened(format);
    Frame frame = opened.frame();
    Roles roles = opened.roles();
    List<ColumnBuilder.@Nullable Maker> makers = types(opened).makers();
    List<String> targets = roles.targetNames();
    if (targets.size() != 1 || roles.weightName() != null || !NumberStream.serves(makers)) {
      return false;
    }
    int at = roles.targets()[0];
    NumberStream rows =
        new NumberStream(source, frame.dialect(), makers, at, frame.linesAbove(), sink);
    if (rows.width() == 0) {
      return false;
    }
    List<String> features = new ArrayList<>();
    for (int i = 0; i < makers.size(); i++) {
      if (makers.get(i) != null && i != at) {
        features.add(frame.names().get(i));
      }
    }
    sink.columns(features, targets.getFirst());
    int chunk = Math.min(ChunkedText.STREAMED, options.chunkBytes());
    ChunkWorkers.run(text(opened, chunk), options.threads(), rows);
    noteTarget(targets.getFirst());
    return rows.rows() > 0;
  }

  private Opened opened(Format format) throws IOException {
    Head head = head();
    Shape shape = DialectSniffer.sniff(head, format, options);
    if (shape.empty()) {
      throw new DataException(source + " holds no rows, only blank lines");
    }
    boolean shortHeader = options.header() != Choice.NO && shape.shortHeader();
    long above = shortHeader ? 0 : shape.linesAbove();
    Sample sample = Sample.of(head, shape.dialect(), shape.columns(), above, missing, options);
    if (options.header() != Choice.YES && Header.countsAndNames(sample)) {
      above = shape.linesBeforeSecondRow();
      sample = Sample.of(head, shape.dialect(), shape.columns(), above, missing, options);
    }
    if (above > 0) {
      notes.add(
          (above == 1 ? "line 1 is" : "lines 1 to " + above + " are")
              + " no part of the table and left out: "
              + ColumnBuilder.quoted(head.firstLine()));
    }
    boolean header = shortHeader || Header.in(sample, options);
    List<String> names = names(sample, header, shortHeader);
    if (!header) {
      sample.countFirst();
    }
    if (!sample.dialect().quotes() && options.quotes() == Choice.AUTO) {
      notes.add("quotes are read as ordinary characters, as they do not come in pairs");
    }
    Roles roles = new Roles(source, names, options);
    boolean skipped = header && sample.firstLine() >= 0;
    long lines = skipped ? sample.linesBeforeSecondRow(head.whole()) : above;
    Frame frame = new Frame(sample.dialect(), names, lines, header);
    return new Opened(frame, head.bytes(), sample, roles);
  }

  /** Reads ARFF. */
  ReadResult arff() throws IOException {
    return read(openedArff());
  }

  private Opened openedArff() throws IOException {
    Head head = head();
    ArffHeader declared = ArffHeader.parse(source, head);
    Dialect dialect = declared.dialect(head);
    long above = declared.linesAbove();
    Sample sample = Sample.of(head, dialect, declared.names().size(), above, missing, options);
    sample.countFirst();
    Roles roles = new Roles(source, declared.names(), declared.types(options));
    Frame frame = new Frame(dialect, declared.names(), above, false);
    return new Opened(frame, head.bytes(), sample, roles);
  }

  private List<String> names(Sample sample, boolean header, boolean shortHeader) {
    int columns = sample.columns().size();
    List<String> first = new ArrayList<>(sample.firstCells());
    if (!header) {
      notes.add(
          (columns == 1
                  ? "no header: the column is named c1"
                  : "no header: columns are named c1 to c" + columns)
              + (options.header() == Choice.AUTO ? " (there is one? --header)" : ""));
      return Header.numbered(columns);
    }
    if (shortHeader) {
      boolean lastEmpty = sample.columns().getLast().empty();
      first.add(lastEmpty ? first.size() : 0, lastEmpty ? "" : "row");
      notes.add(
          "the header names one column fewer than there are: the "
              + (lastEmpty ? "last, empty one has no name" : "first is called row"));
    }
    if (first.size() != columns) {
      throw TableRows.ragged(sample.firstLine(), first.size(), columns, sample.dialect())
          .in(source, 0);
    }
    if (options.header() == Choice.AUTO) {
      notes.add("line " + sample.firstLine() + " is the header (if it is data: --no-header)");
    }
    return Header.repaired(first, notes);
  }

  private ColumnTypes types(Opened opened) {
    Frame frame = opened.frame();
    boolean commas = frame.dialect().separator() == ',';
    return new ColumnTypes(frame.names(), opened.sample(), opened.roles(), missing, commas, notes);
  }

  private ChunkedText text(Opened opened, int chunk) {
    Frame frame = opened.frame();
    return new ChunkedText(
        bytes,
        opened.start(),
        ChunkedText.afterLines(opened.start(), frame.linesAbove()),
        new TableRowEnds(frame.dialect()),
        chunk);
  }

  /** Finds the lines on which rows start. */
  void lines(Format format, RowLines found) throws IOException {
    Opened opened = format == Format.ARFF ? openedArff() : opened(format);
    Frame frame = opened.frame();
    byte[] start = opened.start();
    int from = ChunkedText.afterLines(start, frame.linesAbove());
    InputStream text =
        new SequenceInputStream(new ByteArrayInputStream(start, from, start.length - from), bytes);
    try {
      CsvRows.read(new Utf8Reader(text), frame.dialect(), frame.linesAbove(), found::sink);
    } catch (LineFault e) {
      throw e.in(source, frame.linesAbove());
    } catch (CsvRows.QuoteException e) {
      throw new DataException(source + ":" + e.line() + ": " + e.getMessage(), e);
    }
  }

  private ReadResult read(Opened opened) throws IOException {
    Frame frame = opened.frame();
    Roles roles = opened.roles();
    ColumnTypes types = types(opened);
    TableStream stream = sink == null ? null : new TableStream(sink, frame.names());
    TableAssembly rows =
        new TableAssembly(source, frame.dialect(), types.makers(), frame.linesAbove(), stream);
    ChunkWorkers.run(text(opened, options.chunkBytes()), options.threads(), rows);
    if (rows.rows() == 0) {
      throw new DataException(
          source
              + " holds "
              + (frame.header() ? "a header" : "a description of columns")
              + " but no rows"
              + (frame.header() && options.header() == Choice.AUTO
                  ? "; if the first line is data, say --no-header"
                  : ""));
    }
    rowsRead = rows.rows();
    Table table = new Table(source, stream == null ? rowsRead : 0, rows.columns(frame.names()));
    notes.add(
        0,
        rowsRead
            + " rows of "
            + frame.names().size()
            + (frame.names().size() == 1
                ? " column"
                : " columns, separated by " + frame.dialect().separatorName()));
    noteColumns(table, roles, stream);
    return new ReadResult(table, roles.targetNames(), roles.weightName(), notes);
  }

  /** Number of rows that were read. */
  int rowsRead() {
    return rowsRead;
  }

  private void noteColumns(Table table, Roles roles, @Nullable TableStream stream) {
    List<String> targets = roles.targetNames();
    List<String> empty = new ArrayList<>();
    List<String> rounded = new ArrayList<>();
    for (Column column : table.columns()) {
      if (column instanceof Column.Numeric numeric) {
        ColumnTraits traits =
            stream == null ? ColumnTraits.of(numeric.values()) : stream.traits(numeric.name());
        if (traits.empty()) {
          empty.add(column.name());
        } else if (traits.rowNumber() && !targets.contains(column.name())) {
          notes.add(
              "column "
                  + column.name()
                  + " looks like a row number; drop it with --drop "
                  + ColumnBuilder.argument(column.name()));
        } else if (traits.rounded()) {
          rounded.add(column.name());
        }
      }
    }
    if (!empty.isEmpty()) {
      notes.add("all cells are missing in " + ColumnTypes.listed(empty));
    }
    if (!rounded.isEmpty()) {
      notes.add(
          "whole numbers above 16,777,216 are rounded to 32-bit floats in "
              + ColumnTypes.listed(rounded)
              + "; if they are identifiers, drop them with --drop");
    }
    if (!targets.isEmpty()) {
      noteTarget(targets.getFirst());
    }
  }

  private void noteTarget(String target) {
    if (options.targetRule() == ReadOptions.TargetRule.LAST) {
      notes.add("the target is the last column, " + target + " (--target NAME chooses another)");
    }
  }
}
