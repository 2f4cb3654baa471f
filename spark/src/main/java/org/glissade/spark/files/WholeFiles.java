package org.glissade.spark.files;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Files that appear whole or not at all, as far as the file system can rename: written under
 * another name beside, forced, renamed.
 */
public final class WholeFiles {
  /** Ends the names of files that are not finished. */
  public static final String UNFINISHED = ".unfinished";

  /** Writes all of a file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(FSDataOutputStream out) throws IOException;
  }

  private WholeFiles() {}

  /**
   * The file system of a path; of this machine the plain one, which leaves no sums beside that
   * other programs would not keep up to date.
   */
  public static FileSystem system(Path path, Configuration configuration) throws IOException {
    FileSystem system = path.getFileSystem(configuration);
    return system instanceof ChecksumFileSystem checked ? checked.getRawFileSystem() : system;
  }

  /** Writes a file; one that is there is replaced. */
  public static void write(Path target, Configuration configuration, Content content)
      throws IOException {
    FileSystem system = system(target, configuration);
    Path beside = new Path(target.getParent(), "." + target.getName() + UNFINISHED);
    try (FSDataOutputStream out = system.create(beside, true)) {
      content.writeTo(out);
      out.hsync();
    }
    if (system.rename(beside, target)) {
      return; // on this machine in place of an old one, at once
    }
    system.delete(target, false);
    if (!system.rename(beside, target)) {
      throw new IOException("it cannot be renamed from " + beside);
    }
  }
}
