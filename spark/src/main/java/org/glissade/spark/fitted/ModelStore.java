package org.glissade.spark.fitted;

import java.io.IOException;
import java.nio.channels.Channels;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.glissade.io.DataException;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.spark.files.WholeFiles;

/** Model files in the file systems that Spark knows: of this machine, HDFS, object stores. */
public final class ModelStore {
  private ModelStore() {}

  /**
   * Writes a model, whole or not at all.
   *
   * @param path of the file, maybe with the scheme of a file system; one that is there is replaced
   * @throws DataException if it cannot be written; says why
   */
  public static void write(ModelFile file, String path, Configuration configuration) {
    try {
      WholeFiles.write(new Path(path), configuration, out -> file.write(Channels.newChannel(out)));
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
      FileSystem system = WholeFiles.system(source, configuration);
      long size = system.getFileStatus(source).getLen();
      try (FSDataInputStream in = system.open(source)) {
        return ModelFile.read(Channels.newChannel(in), size, path);
      }
    } catch (IOException e) {
      throw new DataException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }
}
