package org.glissade.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.glissade.io.DataException;
import org.glissade.spec.SpecException;

/** Where a command writes: checked before the work begins, not after an hour of it. */
final class Destination {
  private Destination() {}

  /**
   * Checks that a file can be written there and is not one of those that are read.
   *
   * @param option that names it
   * @param inputs files that are read; - is standard input
   * @throws SpecException if the file is an input
   * @throws DataException if there is no such folder, one of that name, or it may not be written to
   */
  static Path checked(String option, Path file, String... inputs) {
    if (Files.isDirectory(file)) {
      throw new DataException("cannot write " + file + ": there is a folder of that name");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new DataException(
          "cannot write " + file + ": there is no folder " + folder + "; create it first");
    }
    if (folder != null
        && !Files.isWritable(folder)
        && (Files.isRegularFile(file) || !Files.exists(file))) {
      throw new DataException("cannot write " + file + ": no permission to write to " + folder);
    }
    for (String input : inputs) {
      if (!input.equals("-") && same(file, Path.of(input))) {
        throw new SpecException(
            option
                + " "
                + file
                + " would overwrite "
                + input
                + ", which is read; name another file");
      }
    }
    return file;
  }

  private static boolean same(Path one, Path other) {
    try {
      return Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
    } catch (IOException e) {
      return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    }
  }
}
