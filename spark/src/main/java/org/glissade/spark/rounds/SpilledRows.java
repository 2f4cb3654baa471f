package org.glissade.spark.rounds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.glissade.data.Csr;
import org.glissade.io.npy.NpyFile;
import org.glissade.io.npy.NpyWriter;

/**
 * Rows that memory has no room for, in files: where rows start, the column and the value of each
 * nonzero. Once they are mapped, the files have no names any more, and are gone with the process.
 */
final class SpilledRows {
  private static final List<String> TYPES = List.of("<i8", "<i4", "<f4");

  private final Path folder;
  private final List<Path> files = new ArrayList<>();
  private final List<FileChannel> channels = new ArrayList<>();
  private final List<NpyWriter> arrays = new ArrayList<>();
  private long stored;

  /**
   * @param parent an existing folder with room
   */
  SpilledRows(Path parent) throws IOException {
    folder = Files.createTempDirectory(parent, "glissade-rows");
    for (String type : TYPES) {
      Path file = folder.resolve(arrays.size() + ".npy");
      FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.WRITE,
              StandardOpenOption.READ);
      files.add(file);
      channels.add(channel);
      arrays.add(new NpyWriter(channel, type, 0));
    }
    arrays.getFirst().longs(0);
  }

  /**
   * Adds rows.
   *
   * @param ends where each row ends in the other two
   */
  void add(long[] ends, int rows, int[] indices, float[] values, int count) throws IOException {
    long[] moved = new long[rows];
    Arrays.setAll(moved, row -> stored + ends[row]);
    arrays.get(0).longs(moved);
    arrays.get(1).ints(indices, 0, count);
    arrays.get(2).floats(values, 0, count);
    stored += count;
  }

  /** All of them. */
  Csr rows(int columns) {
    try {
      for (NpyWriter array : arrays) {
        array.finish();
      }
      for (FileChannel channel : channels) {
        channel.close();
      }
      Csr rows =
          new Csr(
              NpyFile.open(files.get(0)).longs(),
              NpyFile.open(files.get(1)).ints(),
              NpyFile.open(files.get(2)).floats(note -> {}),
              columns);
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(folder);
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep rows in " + folder + ": " + e.getMessage(), e);
    }
  }
}
