package org.glissade.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import org.glissade.io.DataException;
import org.jspecify.annotations.Nullable;

/**
 * What the lab is opened on, besides its own examples.
 *
 * @param data a file of rows, or null
 * @param target the column of it that is predicted, by name or number from 1; null for the last
 * @param runs a folder with records of runs, or null
 */
public record LabContent(@Nullable Path data, @Nullable String target, @Nullable Path runs) {
  /** The lab's own examples alone. */
  public static final LabContent NOTHING = new LabContent(null, null, null);

  /**
   * The same, once looked at: what is missing is said now rather than on the page.
   *
   * @throws DataException if the data are no file, or the runs no folder, that can be read
   */
  public LabContent checked() {
    if (data != null) {
      if (data.toString().equals("-")) {
        throw new DataException(
            "the lab reads data again and again, which standard input does not allow: name a file");
      }
      if (!Files.exists(data)) {
        throw new DataException("there is no file " + data);
      }
      if (!Files.isRegularFile(data) || !Files.isReadable(data)) {
        throw new DataException(data + " is not a file that can be read");
      }
    }
    if (runs != null) {
      if (!Files.exists(runs)) {
        throw new DataException(
            "there is no folder " + runs + "; glissade train --runs " + runs + " would make it");
      }
      if (!Files.isDirectory(runs) || !Files.isReadable(runs)) {
        throw new DataException(runs + " is not a folder that can be read");
      }
    }
    return this;
  }
}
