package org.glissade.spark.fitted;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.glissade.io.DataException;
import org.glissade.io.encode.TableEncoder;
import org.glissade.io.encode.Task;
import org.glissade.io.json.Json;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.modelfile.Predictions;
import org.glissade.io.modelfile.Predictor;
import org.glissade.model.Calibration;
import org.glissade.spark.columns.RowFeatures;
import org.jspecify.annotations.Nullable;

/** A model file that scores vectors, and travels to tasks as the bytes of the file. */
public final class FittedModel implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What the summary of a training calls the labels, where classes have names beside them. */
  public static final String LABELS = "labels";

  private final transient ModelFile file;
  private final transient VectorScores scores;

  /**
   * @throws DataException if Spark has no place for what it predicts
   */
  public FittedModel(ModelFile file) {
    if (file.target().isSeveral()) {
      throw new DataException(
          "the model predicts several targets ("
              + file.target().column()
              + "), and a model of Spark one");
    }
    this.file = file;
    this.scores = VectorScores.of(file);
    if (file.training().get(LABELS) instanceof List<?> labels
        && !(labels.size() == file.target().classes().size()
            && labels.stream().allMatch(Number.class::isInstance))) {
      throw new DataException(
          "its labels "
              + labels
              + " are not one number for each of its "
              + file.target().classes().size()
              + " classes");
    }
  }

  /** The file itself. */
  public ModelFile file() {
    return file;
  }

  /** Whether classes are predicted. */
  public boolean isClassifier() {
    return file.target().task() != Task.REGRESSION;
  }

  /** What makes vectors of raw columns, or null if rows come as vectors. */
  public @Nullable RowFeatures rowFeatures() {
    return file.features() instanceof TableEncoder table
        ? new RowFeatures(Json.text(table.toJson()))
        : null;
  }

  /** Size of the vectors that it takes. */
  public int features() {
    return scores.features();
  }

  /** Scores of a row. */
  public int outputs() {
    return Predictor.model(file).outputs();
  }

  /**
   * The labels of the classes: those of the rows that a cluster learnt from; of another model its
   * names, if they are numbers, else 0, 1, …
   */
  public double[] labels() {
    if (file.training().get(LABELS) instanceof List<?> labels) {
      return labels.stream().mapToDouble(label -> ((Number) label).doubleValue()).toArray();
    }
    List<String> names = file.target().classes();
    double[] labels = new double[names.size()];
    try {
      Arrays.setAll(labels, k -> Double.parseDouble(names.get(k)));
    } catch (NumberFormatException _) {
      Arrays.setAll(labels, k -> k);
    }
    return labels;
  }

  /** The scores of one row, before the link and the calibration. */
  public float[] scores(Vector row) {
    return scores.of(row);
  }

  /** What scores say, with the calibration of the model if it has one. */
  public Predictions predictions(float[] ofRow) {
    Predictions plain = new Predictions(1, ofRow.length, ofRow, file.target(), file.about().link());
    Calibration calibration = file.calibration();
    return calibration == null ? plain : plain.calibrated(calibration);
  }

  /** The file on its way to a task. */
  private record Bytes(byte[] file) implements Serializable {
    private static final long serialVersionUID = 1L;

    private Object readResolve() throws IOException {
      InputStream in = new ByteArrayInputStream(file);
      return new FittedModel(
          ModelFile.read(Channels.newChannel(in), file.length, "a model on its way"));
    }
  }

  private Object writeReplace() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(file.bytes()));
    file.write(Channels.newChannel(out));
    return new Bytes(out.toByteArray());
  }
}
