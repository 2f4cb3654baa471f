package org.glissade.io.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.glissade.io.DataException;
import org.jspecify.annotations.Nullable;

/**
 * The right to change a folder, for one process (and one thread in it) at a time; given back by the
 * system if the process dies. Where files cannot be locked, or not be written, nobody waits: what
 * is written appears whole or not at all anyhow.
 */
final class FolderLock {
  private static final String NAME = "lock";
  private static final int POLL_MILLIS = 50;

  private FolderLock() {}

  /**
   * Waits until the folder is free, and keeps it for as long as a job takes.
   *
   * @param notes is told once if there is somebody to wait for
   */
  static <T> T whileHeld(Path folder, Consumer<String> notes, Supplier<T> job) {
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              folder.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      return job.get();
    }
    try (channel) {
      await(channel, folder, notes);
      return job.get();
    } catch (IOException e) {
      throw new DataException("cannot lock the cache " + folder + ": " + e.getMessage(), e);
    }
  }

  /** The lock lives as long as the channel is open. */
  private static void await(FileChannel channel, Path folder, Consumer<String> notes)
      throws IOException {
    boolean told = false;
    while (attempt(channel) == null) {
      if (!told) {
        notes.accept("another run was writing the cache " + folder + ": waited for it");
        told = true;
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DataException("interrupted while another run wrote the cache " + folder, e);
      }
    }
  }

  private static @Nullable FileLock attempt(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another thread of this process has it
    }
  }
}
