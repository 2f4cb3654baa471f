package org.glissade.spark;

import java.util.function.BiFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.SparkSession;
import org.glissade.spark.fitted.FittedModel;
import org.glissade.spark.fitted.ModelStore;

/**
 * A model as a stage of Spark: a folder with the metadata that every stage has, and beside them the
 * model file {@value #FILE}.
 */
final class SavedModel {
  private static final String FILE = "model.glissade";

  private SavedModel() {}

  private static Configuration configuration(SparkSession session) {
    return session.sessionState().newHadoopConf();
  }

  static void writeFile(FittedModel fitted, String path) {
    ModelStore.write(fitted.file(), path, configuration(SparkSession.active()));
  }

  static FittedModel readFile(String path) {
    return new FittedModel(ModelStore.read(path, configuration(SparkSession.active())));
  }

  /** Writes one. */
  static final class Writer extends MLWriter {
    private final Params stage;
    private final FittedModel fitted;

    Writer(Params stage, FittedModel fitted) {
      this.stage = stage;
      this.fitted = fitted;
    }

    @Override
    public void saveImpl(String path) {
      DefaultParamsWriter$.MODULE$.saveMetadata(stage, path, sparkSession());
      ModelStore.write(fitted.file(), path + "/" + FILE, configuration(sparkSession()));
    }
  }

  /** Reads one. */
  static final class Reader<M extends Params> extends MLReader<M> {
    private final BiFunction<String, FittedModel, M> model;

    /**
     * @param model of uid and file
     */
    Reader(BiFunction<String, FittedModel, M> model) {
      this.model = model;
    }

    @Override
    public M load(String path) {
      var metadata = DefaultParamsReader$.MODULE$.loadMetadata(path, sparkSession());
      FittedModel fitted =
          new FittedModel(ModelStore.read(path + "/" + FILE, configuration(sparkSession())));
      M read = model.apply(metadata.uid(), fitted);
      metadata.getAndSetParams(read, metadata.getAndSetParams$default$2());
      return read;
    }
  }
}
