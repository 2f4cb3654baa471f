package org.glissade.io.formats;

import org.glissade.io.DataException;

/** Hands rows of LIBSVM text over as they are read. */
final class LibsvmStream implements ChunkWorkers.Assembly<LibsvmPart> {
  private final String source;
  private final ReadOptions options;
  private final NumberSink sink;
  private long lines;
  private long rows;

  LibsvmStream(String source, ReadOptions options, NumberSink sink) {
    this.source = source;
    this.options = options;
    this.sink = sink;
  }

  @Override
  public ChunkWorkers.Parser<LibsvmPart> parser() {
    return new LibsvmParser(options, true);
  }

  @Override
  public void add(LibsvmPart part) {
    if (part.fault() != null) {
      throw located(part.fault());
    }
    lines += part.lines();
    rows += part.labels().length;
    if (!sink.sparse(part.labels(), part.ends(), part.indices(), part.values(), part.largest())) {
      throw new StreamEnd(true);
    }
  }

  @Override
  public DataException located(LineFault fault) {
    return fault.in(source, lines);
  }

  /** Number of rows so far. */
  long rows() {
    return rows;
  }
}
