package org.glissade.io.pipeline;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.glissade.io.encode.RowWeights;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.encode.Task;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.modelfile.Predictions;
import org.glissade.io.modelfile.Predictor;
import org.glissade.io.table.Records;
import org.glissade.model.Loss;
import org.glissade.model.Losses;
import org.glissade.model.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * How good predictions are, in the units of the target.
 *
 * @param rows number of rows
 * @param loss mean loss, without penalties
 * @param metrics by name: {@code rmse mae r2}, {@code accuracy log_loss auc} or {@code accuracy
 *     log_loss macro_f1}; those that the model cannot have (log_loss without probabilities) are
 *     left out, undefined ones are NaN
 */
public record Scorecard(int rows, double loss, Map<String, Double> metrics) {
  public Scorecard {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /**
   * Applies the model to records that hold the true targets.
   *
   * @param weightColumn name of a column of weights, or null
   * @param notes receives what was ignored or repaired
   * @throws org.glissade.io.DataException if the records lack what is needed; says where
   */
  public static Scorecard of(
      ModelFile model, Records records, @Nullable String weightColumn, Consumer<String> notes) {
    Predictions predictions = Predictor.of(model).predict(records, notes);
    float[] weights = RowWeights.column(records, weightColumn);
    TargetEncoder target = model.target();
    float[] targets =
        switch (target.task()) {
          case REGRESSION -> target.values(records);
          case BINARY, MULTICLASS -> indices(target.classesOf(records, notes));
        };
    return of(predictions, Losses.parse(model.about().loss()), targets, weights);
  }

  /**
   * @param loss in the units of the target
   * @param targets in the units of the target, or the index of the class
   * @param weights one a row, or null
   */
  static Scorecard of(
      Predictions predictions, Loss loss, float[] targets, float @Nullable [] weights) {
    Task task = predictions.target().task();
    int outputs = predictions.outputs();
    if (task == Task.REGRESSION) {
      return regression(predictions, loss, targets, weights);
    }
    if (task == Task.MULTICLASS) {
      return multiclass(predictions, loss, targets, weights);
    }
    float[] signs = new float[targets.length];
    for (int i = 0; i < signs.length; i++) {
      signs[i] = targets[i] > 0 ? 1 : -1;
    }
    float[] scores = predictions.scores();
    float[] margins = outputs == 1 ? scores : differences(predictions.asLogits().scores());
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("accuracy", Metrics.accuracy(margins, signs, weights));
    if (predictions.hasProbabilities()) {
      metrics.put("log_loss", Metrics.logLoss(margins, signs, weights));
    }
    metrics.put("auc", Metrics.auc(margins, signs, weights));
    double mean = mean(loss, scores, outputs == 1 ? signs : targets, weights, outputs);
    return new Scorecard(signs.length, mean, metrics);
  }

  /** The second of two scores minus the first: softmax of the two is the logistic of this. */
  private static float[] differences(float[] scores) {
    float[] differences = new float[scores.length / 2];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = scores[2 * i + 1] - scores[2 * i];
    }
    return differences;
  }

  private static Scorecard multiclass(
      Predictions predictions, Loss loss, float[] targets, float @Nullable [] weights) {
    int classes = predictions.outputs();
    float[] scores = predictions.scores();
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("accuracy", Metrics.accuracy(scores, targets, weights, classes));
    if (predictions.hasProbabilities()) {
      float[] logits = predictions.asLogits().scores();
      metrics.put("log_loss", Metrics.logLoss(logits, targets, weights, classes));
    }
    metrics.put("macro_f1", Metrics.macroF1(scores, targets, weights, classes));
    return new Scorecard(targets.length, mean(loss, scores, targets, weights, classes), metrics);
  }

  private static Scorecard regression(
      Predictions predictions, Loss loss, float[] targets, float @Nullable [] weights) {
    float[] values = new float[predictions.rows()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) predictions.value(i);
    }
    boolean raw = loss.link() == Loss.Link.IDENTITY;
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("rmse", Metrics.rmse(values, targets, weights, 1));
    metrics.put("mae", Metrics.mae(values, targets, weights, 1));
    metrics.put("r2", Metrics.r2(values, targets, weights, 1));
    return new Scorecard(
        values.length,
        mean(loss, raw ? values : predictions.scores(), targets, weights, 1),
        metrics);
  }

  private static double mean(
      Loss loss, float[] scores, float[] targets, float @Nullable [] weights, int outputs) {
    double total = targets.length;
    if (weights != null) {
      total = 0;
      for (float weight : weights) {
        total += weight;
      }
    }
    return loss.evaluate(scores, targets, weights, null, targets.length, outputs) / total;
  }

  private static float[] indices(int[] classOf) {
    float[] indices = new float[classOf.length];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = classOf[i];
    }
    return indices;
  }
}
