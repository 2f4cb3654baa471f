package org.glissade.io.pipeline;

import java.util.function.Consumer;
import org.glissade.io.encode.RowWeights;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.modelfile.Predictions;
import org.glissade.io.modelfile.Predictor;
import org.glissade.io.table.Records;
import org.jspecify.annotations.Nullable;

/**
 * Rows with what a model says of them and what is true: of these figures are made.
 *
 * @param scored what the loss is of
 * @param told what people are told: the same, or calibrated
 * @param targets in the units of the target, {@code rows × targets}, or the index of the class
 * @param weights one a row, or null
 */
public record ScoredRows(
    Predictions scored, Predictions told, float[] targets, float @Nullable [] weights) {

  /**
   * Applies the model to records that hold the true targets.
   *
   * @param weightColumn name of a column of weights, or null
   * @param notes receives what was ignored or repaired
   * @throws org.glissade.io.DataException if the records lack what is needed; says where
   */
  public static ScoredRows of(
      ModelFile model, Records records, @Nullable String weightColumn, Consumer<String> notes) {
    Predictor predictor = Predictor.of(model);
    Predictions scored = predictor.uncalibrated(records, notes);
    float[] weights = RowWeights.column(records, weightColumn);
    TargetEncoder target = model.target();
    float[] targets =
        switch (target.task()) {
          case REGRESSION -> target.values(records);
          case BINARY, MULTICLASS -> indices(target.classesOf(records, notes));
        };
    return new ScoredRows(scored, predictor.calibrated(scored), targets, weights);
  }

  private static float[] indices(int[] classOf) {
    float[] indices = new float[classOf.length];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = classOf[i];
    }
    return indices;
  }
}
