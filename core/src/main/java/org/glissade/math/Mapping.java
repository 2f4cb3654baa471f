package org.glissade.math;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A part of a file, mapped to be read: its pages come in when they are read, and the system may
 * drop them again. Unmapped when unreachable.
 *
 * <p><b>A file that shrinks, or a disk that cannot be read.</b> The processor then faults at the
 * missing page. Reads in plain Java, copies and comparisons answer with an {@link InternalError};
 * once compiled, not at the read but at the next safepoint after it, so that a {@code catch} around
 * a single read misses it and numbers read since are arbitrary. Compiled vector loads and the
 * intrinsic checksums end the JVM. So there are three rules:
 *
 * <ul>
 *   <li>no vector kernel reads what is mapped: it is copied, or {@linkplain #read read} past the
 *       mapping, and {@link DenseKernel#vector} refuses rows that are;
 *   <li>a whole job is {@link #guarded}, which catches the error wherever it comes;
 *   <li>{@link #requireWhole}, a few microseconds, finds a file that was changed without a fault; a
 *       guarded job ends with it, and a long one asks now and then.
 * </ul>
 *
 * A file that is replaced by another of its name, or deleted, keeps its old content here.
 */
public final class Mapping {
  /** So many pages, as a power of two of bytes, come in when one is read. */
  private static final int GRANULE = 16;

  private static final long FEWEST_IN_USE = 16;
  private static final long USUAL = 1 << 26;

  private final Path file;

  /** Stays open for {@link #read}; closed when unreachable. */
  private final FileChannel channel;

  private final long begin;
  private final MemorySegment segment;
  private final BasicFileAttributes opened;

  /** What was read since all was last given back. Approximate if several threads read. */
  private final boolean[] inUse;

  private long granulesInUse;
  private volatile long mostInUse;

  private Mapping(
      Path file,
      FileChannel channel,
      long begin,
      MemorySegment segment,
      BasicFileAttributes opened) {
    this.file = file;
    this.channel = channel;
    this.begin = begin;
    this.segment = segment;
    this.opened = opened;
    this.inUse = new boolean[(int) (segment.byteSize() >>> GRANULE) + 1];
    keepWithin(USUAL);
  }

  /**
   * Maps bytes of a file.
   *
   * @throws UncheckedIOException if it cannot be read or is too short
   */
  static Mapping of(Path file, long from, long bytes) {
    if (from < 0 || bytes < 0 || from + bytes < 0) {
      throw new IllegalArgumentException("bytes from " + from + ", " + bytes + " of them");
    }
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      try {
        BasicFileAttributes opened = Files.readAttributes(file, BasicFileAttributes.class);
        if (channel.size() < from + bytes) {
          throw new EOFException(
              file + " has " + channel.size() + " bytes; " + (from + bytes) + " were expected");
        }
        MemorySegment segment =
            channel.map(FileChannel.MapMode.READ_ONLY, from, bytes, Arena.ofAuto());
        return new Mapping(file, channel, from, segment, opened);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a range of what is mapped into other memory: no page of the mapping is touched, so that
   * none counts as memory of this process, and a file that was cut is an exception rather than a
   * fault.
   *
   * @param from where the range begins
   * @param target receives as many bytes as it has
   * @throws UncheckedIOException if they cannot be read; says how the file was changed
   */
  void read(long from, MemorySegment target) {
    Objects.checkFromIndexSize(from, target.byteSize(), segment.byteSize());
    if (!channel.isOpen()) { // a thread was interrupted while it read
      target.copyFrom(segment.asSlice(from, target.byteSize()));
      return;
    }
    if (!target.isNative()) { // some rows only
      byte[] bytes = new byte[(int) target.byteSize()];
      MemorySegment copy = MemorySegment.ofArray(bytes);
      read(from, ByteBuffer.wrap(bytes));
      target.copyFrom(copy);
      return;
    }
    read(from, target.asByteBuffer());
  }

  private void read(long from, ByteBuffer into) {
    try {
      while (into.hasRemaining()) {
        if (channel.read(into, begin + from + into.position()) < 0) {
          requireWhole();
          throw failure("it ended while it was in use");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          new FileSystemException(
              file.toString(),
              null,
              e instanceof ClosedByInterruptException
                  ? "interrupted while it was read"
                  : "it cannot be read: " + e.getMessage()));
    }
  }

  MemorySegment segment() {
    return segment;
  }

  public Path file() {
    return file;
  }

  /**
   * Whether the file was neither changed nor cut since it was mapped. A file of the same name that
   * took its place does not count.
   */
  public boolean stillWhole() {
    return change() == null;
  }

  /**
   * Checks the same.
   *
   * @throws UncheckedIOException if it was changed; says how
   */
  public void requireWhole() {
    String change = change();
    if (change != null) {
      throw failure(change);
    }
  }

  private @Nullable String change() {
    BasicFileAttributes now;
    try {
      now = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (IOException e) {
      return null; // no longer there by that name: the mapping keeps what it showed
    }
    if (!Objects.equals(now.fileKey(), opened.fileKey())) {
      return null;
    }
    if (now.size() < opened.size()) {
      return "it was cut from "
          + opened.size()
          + " to "
          + now.size()
          + " bytes while it was in use; numbers that were read since cannot be trusted";
    }
    if (now.size() != opened.size() || !now.lastModifiedTime().equals(opened.lastModifiedTime())) {
      return "it was changed while it was in use; numbers that were read since cannot be trusted";
    }
    return null;
  }

  /**
   * Runs a whole job that reads mapped files.
   *
   * @return what the job gives, if no file was changed meanwhile
   * @throws UncheckedIOException if one was, or could not be read; says which and how
   */
  public static <T> T guarded(Iterable<Mapping> mappings, Supplier<T> job) {
    try {
      T result = job.get();
      mappings.forEach(Mapping::requireWhole);
      return result;
    } catch (InternalError e) {
      throw faulted(e, mappings);
    }
  }

  /**
   * What a fault in reading mapped memory means, to be thrown instead of it.
   *
   * @param mappings what may have been read
   * @throws InternalError the error itself, if it is no such fault
   */
  public static UncheckedIOException faulted(InternalError error, Iterable<Mapping> mappings) {
    if (!String.valueOf(error.getMessage()).contains("unsafe memory access")) {
      throw error;
    }
    Mapping any = null;
    for (Mapping mapping : mappings) {
      any = mapping;
      String change = mapping.change();
      if (change != null) {
        return mapping.failure(change);
      }
    }
    if (any == null) {
      throw error;
    }
    return any.failure("a part of it could not be read; is the disk in order?");
  }

  private UncheckedIOException failure(String reason) {
    return new UncheckedIOException(new FileSystemException(file.toString(), null, reason));
  }

  /**
   * Counts a range that was read through the mapping; once as much as may stay in memory has been,
   * all of it is given back. It is read again when it is needed, from what the system holds of the
   * file if it has room for that.
   */
  void used(long from, long bytes) {
    if (bytes == 0) {
      return;
    }
    for (int at = (int) (from >>> GRANULE); at <= (from + bytes - 1) >>> GRANULE; at++) {
      if (!inUse[at]) {
        inUse[at] = true;
        granulesInUse++;
      }
    }
    if (granulesInUse > mostInUse) {
      Arrays.fill(inUse, false);
      granulesInUse = 0;
      segment.unload();
    }
  }

  /** Bounds what stays in memory of what is read through the mapping: at least some pages. */
  public void keepWithin(long bytes) {
    mostInUse = Math.max(FEWEST_IN_USE, bytes >>> GRANULE);
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
