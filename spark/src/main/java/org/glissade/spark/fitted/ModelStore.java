package org.glissade.spark.fitted;

import java.io.IOException;
import java.nio.channels.Channels;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.glissade.io.DataException;
import org.glissade.io.modelfile.ModelFile;

/** Model files in the file systems that Spark knows: of this machine, HDFS, object stores. */
public final class ModelStore {
  private ModelStore() {}

  /**
   * Writes a model under another name beside, then renames it.
   *
   * @param path of the file, maybe with the scheme of a file system; one that is there is replaced
   * @throws DataException if it cannot be written; says why
   */
  public static void write(ModelFile file, String path, Configuration configuration) {
    Path target = new Path(path);
    Path beside = new Path(target.getParent(), "." + target.getName() + ".unfinished");
    try {
      FileSystem system = target.getFileSystem(configuration);
      try (FSDataOutputStream out = system.create(beside, true)) {
        file.write(Channels.newChannel(out));
        out.hsync();
      }
      system.delete(target, false);
      if (!system.rename(beside, target)) {
        throw new IOException("it cannot be renamed from " + beside);
      }
    } catch (IOException e) {
      throw new DataException("cannot write " + path + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads a model.
   *
   * @throws DataException if it cannot be read or is not a usable model; says why
   */
  public static ModelFile read(String path, Configuration configuration) {
    Path source = new Path(path);
    try {
      FileSystem system = source.getFileSystem(configuration);
      long size = system.getFileStatus(source).getLen();
      try (FSDataInputStream in = system.open(source)) {
        return ModelFile.read(Channels.newChannel(in), size, path);
      }
    } catch (IOException e) {
      throw new DataException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }
}
