package org.glissade.io.modelfile;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is written of a file before it gets its name: {@code .NAME.glissade-PROCESS-N.unfinished}
 * beside it, kept locked until it is closed.
 *
 * <p>The system gives the lock back when the writer dies, however it dies; so an unfinished file
 * whose lock is free was left behind, and can be {@linkplain #removeAbandoned removed}. The process
 * id in the name would not do: another container, or another machine with the same disk, has
 * processes of the same ids. The lock does not do in two cases, which are left out:
 *
 * <ul>
 *   <li>within one process: to look at a lock gives it up (POSIX). What this process writes is
 *       therefore known by name;
 *   <li>on network disks, where the lock may be one of this machine only. What is left there stays.
 * </ul>
 */
final class UnfinishedFile implements Closeable {
  private static final Pattern NAME =
      Pattern.compile("[.](.+)[.]glissade-([0-9]+-[0-9]+)[.]unfinished", Pattern.DOTALL);

  /** File systems that no other machine writes to, so that a lock is one against all writers. */
  private static final Set<String> LOCAL =
      Set.of(
          "apfs",
          "bcachefs",
          "btrfs",
          "exfat",
          "ext2",
          "ext3",
          "ext4",
          "f2fs",
          "fat32",
          "hfs",
          "jfs",
          "ntfs",
          "ntfs3",
          "overlay",
          "ramfs",
          "refs",
          "tmpfs",
          "ufs",
          "vfat",
          "xfs",
          "zfs");

  /** The end of each name that this process writes under. */
  private static final Set<String> OURS = ConcurrentHashMap.newKeySet();

  private static final AtomicLong COUNT = new AtomicLong();

  private final Path path;
  private final FileChannel channel;
  private final String token;

  private UnfinishedFile(Path path, FileChannel channel, String token) {
    this.path = path;
    this.channel = channel;
    this.token = token;
  }

  /** Begins a file that is to become the target. */
  static UnfinishedFile of(Path target) throws IOException {
    while (true) {
      String token = ProcessHandle.current().pid() + "-" + COUNT.getAndIncrement();
      OURS.add(token); // before the file is there to be seen
      UnfinishedFile file = null;
      try {
        file = create(target, token);
      } finally {
        if (file == null) {
          OURS.remove(token);
        }
      }
      if (file != null) {
        return file;
      }
    }
  }

  /** The file, or null if somebody has one of that name, or removed it before it was locked. */
  private static @Nullable UnfinishedFile create(Path target, String token) throws IOException {
    Path path =
        target.resolveSibling("." + target.getFileName() + ".glissade-" + token + ".unfinished");
    FileChannel channel;
    try {
      channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      return null;
    }
    if (!lock(channel) || !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      channel.close(); // and whoever has the lock removes the file
      return null;
    }
    return new UnfinishedFile(path, channel, token);
  }

  /** Whether nobody else has the lock. */
  private static boolean lock(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (IOException | UnsupportedOperationException e) {
      return true; // no locks there: nobody can take it for abandoned either
    }
  }

  Path path() {
    return path;
  }

  FileChannel channel() {
    return channel;
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      OURS.remove(token);
    }
  }

  /**
   * Removes what writers left that are no longer alive. What cannot be removed does no harm.
   *
   * @param targets names of the files that they were to become
   */
  static void removeAbandoned(Path folder, Predicate<String> targets) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (name.matches() && targets.test(name.group(1)) && !OURS.contains(name.group(2))) {
          removeIfAbandoned(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // it stays, and takes room only
    }
  }

  private static void removeIfAbandoned(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !isLocal(file)) {
      return;
    }
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        Files.deleteIfExists(file); // while locked: a writer that has just made it sees it gone
      }
    } catch (OverlappingFileLockException e) {
      // somebody in this process, loaded apart from this class, writes it
    }
  }

  private static boolean isLocal(Path file) throws IOException {
    return LOCAL.contains(Files.getFileStore(file).type().toLowerCase(Locale.ROOT));
  }
}
