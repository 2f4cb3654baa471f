package org.glissade.io.modelfile;

import java.util.List;
import java.util.function.Consumer;
import org.glissade.data.Batch;
import org.glissade.data.Examples;
import org.glissade.io.DataException;
import org.glissade.io.table.Records;
import org.glissade.math.Layout;
import org.glissade.math.Mapping;
import org.glissade.model.Calibration;
import org.glissade.model.LinearModel;
import org.glissade.model.Model;
import org.glissade.model.Multilayer;
import org.glissade.model.Network;
import org.glissade.spec.SpecException;

/** Applies a model to records: encodes them as the training rows were, and scores them. */
public final class Predictor {
  private static final int MOST_ROWS = 1024;
  private static final int BATCH_NUMBERS = 1 << 22;

  /** Writes the scores of a batch. */
  @FunctionalInterface
  private interface Scorer {
    void score(float[] params, Batch batch, float[] scores);
  }

  /** Makes a scorer for so many rows, a batch at a time. */
  @FunctionalInterface
  private interface Scorers {
    Scorer of(int capacity, long rows);
  }

  private final ModelFile file;
  private final Scorers scorers;
  private final int outputs;

  private Predictor(ModelFile file, Scorers scorers, int outputs) {
    if (file.target().isSeveral() && outputs != file.target().targets().size()) {
      throw new DataException(
          "it has " + outputs + " outputs for the targets " + file.target().column());
    }
    this.file = file;
    this.scorers = scorers;
    this.outputs = outputs;
  }

  /**
   * For a linear model or a network.
   *
   * @throws DataException if it is of another kind
   */
  public static Predictor of(ModelFile file) {
    Layout layout = file.layout();
    if (!file.about().model().equals(ModelFile.LINEAR)) {
      return of(file, network(file));
    }
    Layout.Slot weights = layout.slot(ModelFile.WEIGHTS);
    int bias = layout.slots().size() == 1 ? -1 : layout.slot(ModelFile.BIAS).offset();
    Scorer linear =
        (params, batch, scores) -> {
          for (int row = 0; row < batch.rows(); row++) {
            for (int k = 0; k < weights.rows(); k++) {
              scores[row * weights.rows() + k] =
                  batch.dot(row, params, weights.offset() + k * weights.columns())
                      + (bias < 0 ? 0 : params[bias + k]);
            }
          }
        };
    return new Predictor(file, (capacity, rows) -> linear, weights.rows());
  }

  /**
   * The linear model or network whose parameters a file holds.
   *
   * @throws DataException if it is of another kind
   */
  public static Model model(ModelFile file) {
    if (!file.about().model().equals(ModelFile.LINEAR)) {
      return network(file);
    }
    Layout.Slot weights = file.layout().slot(ModelFile.WEIGHTS);
    return new LinearModel(weights.columns(), weights.rows(), file.layout().slots().size() > 1);
  }

  private static Multilayer network(ModelFile file) {
    Network network;
    try {
      network = Network.parse(file.about().model());
    } catch (SpecException e) {
      throw new DataException(
          "cannot apply a model of kind " + file.about().model() + ": " + e.getMessage(), e);
    }
    List<Layout.Slot> slots = file.layout().slots();
    int layers = network.hidden().size() + 1;
    int outputs = slots.get(slots.size() > layers ? slots.size() - 2 : slots.size() - 1).rows();
    Multilayer model = network.model(file.features().width(), outputs, slots.size() > layers);
    if (!model.layout().equals(file.layout())) {
      throw new DataException(
          "the parameters " + slots + " are not those of " + file.about().model());
    }
    return model;
  }

  /**
   * For any model.
   *
   * @throws DataException if the parameters are not those of that model
   */
  public static Predictor of(ModelFile file, Model model) {
    if (model.layout().size() != file.params().length
        || model.inputs() != file.features().width()) {
      throw new DataException(
          "the parameters "
              + file.layout().slots()
              + " are not those of "
              + file.about().model()
              + ": "
              + model.layout().slots());
    }
    return new Predictor(
        file, (capacity, rows) -> model.pass(capacity, rows)::forward, model.outputs());
  }

  /**
   * Predicts each row; targets, if the records have any, play no part.
   *
   * @param notes receives what was ignored or repaired
   * @throws DataException if the records lack what the model needs; says where
   */
  public Predictions predict(Records records, Consumer<String> notes) {
    return calibrated(uncalibrated(records, notes));
  }

  /** What {@link #predict} would say without the calibration of the model, if it has one. */
  public Predictions uncalibrated(Records records, Consumer<String> notes) {
    Examples examples = file.features().encode(records, notes);
    return Mapping.guarded(examples.mappings(), () -> predicted(examples));
  }

  /** The same predictions with the calibration of the model, if it has one. */
  public Predictions calibrated(Predictions uncalibrated) {
    Calibration calibration = file.calibration();
    return calibration == null ? uncalibrated : uncalibrated.calibrated(calibration);
  }

  /** Predicts rows that {@link ModelFile#features} encoded. */
  public Predictions predict(Examples examples) {
    return calibrated(Mapping.guarded(examples.mappings(), () -> predicted(examples)));
  }

  private Predictions predicted(Examples examples) {
    int rows = examples.rows();
    float[] scores = new float[Math.multiplyExact(rows, outputs)];
    int most = Math.clamp(BATCH_NUMBERS / examples.columns(), 1, MOST_ROWS);
    int capacity = Math.clamp(rows, 1, most);
    Batch batch = examples.newBatch(capacity);
    int[] order = new int[capacity];
    float[] batchScores = new float[capacity * outputs];
    Scorer scorer = scorers.of(capacity, rows);
    for (int from = 0; from < rows; from += capacity) {
      int to = Math.min(rows, from + capacity);
      for (int row = from; row < to; row++) {
        order[row - from] = row;
      }
      examples.gather(order, 0, to - from, batch);
      scorer.score(file.params(), batch, batchScores);
      System.arraycopy(batchScores, 0, scores, from * outputs, (to - from) * outputs);
    }
    return new Predictions(rows, outputs, scores, file.target(), file.about().link());
  }
}
