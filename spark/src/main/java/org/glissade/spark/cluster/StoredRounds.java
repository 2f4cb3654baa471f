package org.glissade.spark.cluster;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.glissade.io.DataException;
import org.glissade.spark.files.WholeFiles;
import org.glissade.spark.rounds.Agreement;
import org.glissade.spark.rounds.Survivors;
import org.jspecify.annotations.Nullable;

/**
 * Rounds in a folder of a file system that outlives the cluster, one file for the last round of
 * each training: written under another name, renamed, then the one before is removed.
 */
final class StoredRounds implements Survivors {
  private static final String ROUND = "round-";

  private final Path own;
  private final Configuration configuration;

  /**
   * @param name of the training, the same for another driver that begins it anew
   */
  StoredRounds(String folder, String name, Configuration configuration) {
    this.own = new Path(folder, name);
    this.configuration = configuration;
  }

  @Override
  public void keep(String training, Agreement agreement) {
    Path target = new Path(own, ROUND + String.format(Locale.ROOT, "%09d", agreement.round()));
    try {
      WholeFiles.write(target, configuration, out -> out.write(agreement.toBytes()));
      FileSystem system = WholeFiles.system(own, configuration);
      for (FileStatus file : system.listStatus(own)) {
        if (file.getPath().getName().compareTo(target.getName()) < 0) {
          system.delete(file.getPath(), false);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + target + ": " + e.getMessage(), e);
    }
  }

  @Override
  public @Nullable Agreement newest(String training) {
    try {
      FileSystem system = WholeFiles.system(own, configuration);
      FileStatus newest = null;
      for (FileStatus file : system.listStatus(own)) {
        String name = file.getPath().getName();
        if (!name.endsWith(WholeFiles.UNFINISHED)
            && (newest == null || name.compareTo(newest.getPath().getName()) > 0)) {
          newest = file;
        }
      }
      if (newest == null) {
        return null;
      }
      byte[] bytes = new byte[Math.toIntExact(newest.getLen())];
      try (FSDataInputStream in = system.open(newest.getPath())) {
        in.readFully(bytes);
      }
      return Agreement.fromBytes(bytes);
    } catch (FileNotFoundException _) {
      return null;
    } catch (BufferUnderflowException | NegativeArraySizeException | UncheckedIOException e) {
      throw new DataException(own + " holds a damaged round: remove that folder", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + own + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void forget(String training) {
    try {
      WholeFiles.system(own, configuration).delete(own, true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + own + ": " + e.getMessage(), e);
    }
  }
}
