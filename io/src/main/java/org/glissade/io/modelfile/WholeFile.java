package org.glissade.io.modelfile;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Predicate;
import org.glissade.io.DataException;

/**
 * Files that appear whole or not at all: written under another name beside, forced to disk, then
 * renamed. Whoever reads the file sees the old content or the new, whatever fails in between, and
 * no other file is left behind; what a process leaves that is killed, the next one that writes the
 * same file removes. What is no regular file (a pipe, a device) is written to directly.
 */
public final class WholeFile {
  /** Writes all of a file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(FileChannel channel) throws IOException;
  }

  private WholeFile() {}

  /**
   * Writes the file, replacing one that is there.
   *
   * @throws DataException if it cannot be written; says why, and the old file is still there
   */
  public static void write(Path path, Content content) {
    try {
      if (Files.isDirectory(path)) {
        throw new DataException("cannot write " + path + ": there is a folder of that name");
      }
      Path target = Files.isSymbolicLink(path) && Files.exists(path) ? path.toRealPath() : path;
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
          content.writeTo(channel);
        }
        return;
      }
      writeBeside(target.toAbsolutePath(), content);
    } catch (IOException e) {
      throw new DataException("cannot write " + path + ": " + reason(path, e), e);
    }
  }

  /**
   * Removes what processes that were killed left of files in a folder, unfinished; nothing that is
   * still written, nor anything on a network disk. Each {@link #write} does that for its file.
   *
   * @param targets names of the files that were to be written
   */
  public static void removeAbandoned(Path folder, Predicate<String> targets) {
    UnfinishedFile.removeAbandoned(folder, targets);
  }

  private static void writeBeside(Path target, Content content) throws IOException {
    Path folder = target.getParent();
    if (folder != null) {
      removeAbandoned(folder, String.valueOf(target.getFileName())::equals);
    }
    try (UnfinishedFile file = UnfinishedFile.of(target)) {
      try {
        content.writeTo(file.channel());
        file.channel().force(true);
        rename(file.path(), target);
      } catch (IOException | RuntimeException | Error e) {
        Files.deleteIfExists(file.path());
        throw e;
      }
    }
    forceFolder(target);
  }

  private static void rename(Path temporary, Path target) throws IOException {
    try {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The new name, too, should outlive a power cut; not every file system can promise that. */
  private static void forceFolder(Path target) {
    Path folder = target.getParent();
    if (folder == null) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The file itself is complete and in place.
    }
  }

  private static String reason(Path path, IOException e) {
    Path folder = path.toAbsolutePath().getParent();
    if (e instanceof NoSuchFileException && folder != null && !Files.exists(folder)) {
      return "there is no folder " + folder + "; create it first";
    }
    if (e instanceof AccessDeniedException) {
      return "no permission to write there";
    }
    if (e instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
