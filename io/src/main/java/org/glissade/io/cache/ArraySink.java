package org.glissade.io.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.glissade.io.DataException;
import org.glissade.io.formats.RowSink;
import org.glissade.io.npy.NpyWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of a text as arrays while they are read, so that no more than a few pieces are in
 * memory: those of a table as one matrix, sparse rows as four arrays (CSR and labels). Each file
 * appears whole or not at all; the first one named comes last.
 */
abstract class ArraySink implements RowSink {
  /** What a file of an array holds: {@code <f4}, {@code <i4} or {@code <i8}. */
  record ArrayFile(Path path, String type) {}

  private final List<ArrayFile> files;
  private final List<FileChannel> channels = new ArrayList<>();
  private @Nullable DataException fault;

  ArraySink(List<ArrayFile> files) {
    this.files = files;
  }

  /** What is wrong with the text, if that is why nothing was written; else null. */
  @Nullable DataException fault() {
    return fault;
  }

  /** Opens an array that is a part of the text. */
  final NpyWriter array(int file, int columns) throws IOException {
    return new NpyWriter(channels.get(file), files.get(file).type(), columns);
  }

  /** Writes what is left, once all rows were handed in. */
  abstract void finish(Summary summary) throws IOException;

  /**
   * Reads the text and writes the files.
   *
   * @param reading reads the text into this sink
   * @throws DataException if the text cannot be used ({@link #fault}), or a file not be written
   */
  final Summary write(CachedRecords.FileWriter writer, Supplier<Summary> reading) {
    Summary[] result = new Summary[1];
    open(0, writer, reading, result);
    return result[0];
  }

  private void open(
      int file, CachedRecords.FileWriter writer, Supplier<Summary> reading, Summary[] result) {
    writer.write(
        files.get(file).path(),
        channel -> {
          channels.add(channel);
          if (file + 1 < files.size()) {
            open(file + 1, writer, reading, result);
            return;
          }
          try {
            result[0] = reading.get();
          } catch (UncheckedIOException e) {
            throw e.getCause();
          } catch (DataException e) {
            fault = e;
            throw e;
          }
          finish(result[0]);
        });
  }

  /** Writes rows. */
  @FunctionalInterface
  interface Writing {
    void run() throws IOException;
  }

  /** The sink is called by readers, which would take its trouble for one with the text. */
  static void unchecked(Writing writing) {
    try {
      writing.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
