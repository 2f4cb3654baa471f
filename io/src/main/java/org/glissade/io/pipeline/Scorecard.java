package org.glissade.io.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.encode.Task;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.modelfile.Predictions;
import org.glissade.io.table.Records;
import org.glissade.model.Loss;
import org.glissade.model.Losses;
import org.glissade.model.Metrics;
import org.glissade.model.Reliability;
import org.jspecify.annotations.Nullable;

/**
 * How good predictions are, in the units of the target.
 *
 * @param rows number of rows
 * @param loss mean loss, without penalties
 * @param metrics by name: {@code rmse mae r2}, {@code accuracy log_loss auc} or {@code accuracy
 *     log_loss macro_f1}; those that the model cannot have (log_loss without probabilities) are
 *     left out, undefined ones are NaN
 * @param targets figures of each target where there are several, of which the metrics above are the
 *     means and the loss is the sum; else none
 * @param reliability of the probability of the positive class of two, or of the predicted one of
 *     more; null without probabilities
 */
public record Scorecard(
    int rows,
    double loss,
    Map<String, Double> metrics,
    List<OfTarget> targets,
    @Nullable Reliability reliability) {
  /**
   * How well one of several targets is predicted.
   *
   * @param column name of the target
   * @param loss mean loss, in units of the deviation of the target over the training rows where the
   *     model was trained in these
   * @param metrics {@code rmse mae r2}, in the units of the target
   */
  public record OfTarget(String column, double loss, Map<String, Double> metrics) {
    public OfTarget {
      metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }
  }

  public Scorecard {
    targets = List.copyOf(targets);
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /** Figures without probabilities. */
  public Scorecard(int rows, double loss, Map<String, Double> metrics) {
    this(rows, loss, metrics, List.of(), null);
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
    return of(
        ScoredRows.of(model, records, weightColumn, notes), Losses.parse(model.about().loss()));
  }

  /**
   * @param rows with their true targets
   * @param loss in the units of the target
   */
  static Scorecard of(ScoredRows rows, Loss loss) {
    return of(rows.scored(), rows.told(), loss, rows.targets(), rows.weights());
  }

  /**
   * @param loss in the units of the target
   * @param targets in the units of the target, {@code rows × targets}, or the index of the class
   * @param weights one a row, or null
   */
  static Scorecard of(
      Predictions predictions, Loss loss, float[] targets, float @Nullable [] weights) {
    return of(predictions, predictions, loss, targets, weights);
  }

  /**
   * @param scored what the loss is of
   * @param told what the metrics are of: the same, or calibrated
   * @param loss in the units of the target
   * @param targets in the units of the target, or the index of the class
   * @param weights one a row, or null
   */
  static Scorecard of(
      Predictions scored,
      Predictions told,
      Loss loss,
      float[] targets,
      float @Nullable [] weights) {
    Task task = scored.target().task();
    if (task == Task.REGRESSION) {
      return scored.target().isSeveral()
          ? several(scored, loss, targets, weights)
          : regression(scored, loss, targets, weights);
    }
    float[] signs = new float[targets.length];
    for (int i = 0; i < signs.length; i++) {
      signs[i] = targets[i] > 0 ? 1 : -1;
    }
    int outputs = scored.outputs();
    double mean = mean(loss, scored.scores(), outputs == 1 ? signs : targets, weights, outputs);
    return new Scorecard(
        targets.length,
        mean,
        task == Task.BINARY ? binary(told, signs, weights) : multiclass(told, targets, weights),
        List.of(),
        told.hasProbabilities() ? reliability(told, targets, weights) : null);
  }

  private static Map<String, Double> binary(
      Predictions predictions, float[] signs, float @Nullable [] weights) {
    float[] margins = predictions.margins();
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("accuracy", Metrics.accuracy(margins, signs, weights));
    if (predictions.hasProbabilities()) {
      metrics.put("log_loss", Metrics.logLoss(margins, signs, weights));
    }
    metrics.put("auc", Metrics.auc(margins, signs, weights));
    return metrics;
  }

  private static Reliability reliability(
      Predictions predictions, float[] targets, float @Nullable [] weights) {
    boolean binary = predictions.target().task() == Task.BINARY;
    double[] probabilities = new double[targets.length];
    boolean[] happened = new boolean[targets.length];
    for (int row = 0; row < targets.length; row++) {
      int of = binary ? 1 : predictions.classOf(row);
      probabilities[row] = Math.min(predictions.probability(row, of), 1);
      happened[row] = targets[row] == of;
    }
    return Reliability.of(probabilities, happened, weights);
  }

  private static Map<String, Double> multiclass(
      Predictions predictions, float[] targets, float @Nullable [] weights) {
    int classes = predictions.outputs();
    float[] scores = predictions.scores();
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("accuracy", Metrics.accuracy(scores, targets, weights, classes));
    if (predictions.hasProbabilities()) {
      float[] logits = predictions.asLogits().scores();
      metrics.put("log_loss", Metrics.logLoss(logits, targets, weights, classes));
    }
    metrics.put("macro_f1", Metrics.macroF1(scores, targets, weights, classes));
    return metrics;
  }

  private static Scorecard several(
      Predictions predictions, Loss loss, float[] targets, float @Nullable [] weights) {
    int rows = predictions.rows();
    int each = predictions.outputs();
    double sum = 0;
    List<OfTarget> parts = new ArrayList<>();
    for (int k = 0; k < each; k++) {
      TargetEncoder.Target target = predictions.target().targets().get(k);
      float[] values = new float[rows];
      float[] observed = new float[rows];
      float[] scores = new float[rows];
      float[] encoded = new float[rows];
      for (int row = 0; row < rows; row++) {
        values[row] = (float) predictions.value(row, k);
        observed[row] = targets[row * each + k];
        scores[row] = predictions.scores()[row * each + k];
        encoded[row] = target.scaled(observed[row]);
      }
      double mean = mean(loss, scores, encoded, weights, 1);
      sum += mean;
      parts.add(new OfTarget(target.column(), mean, metrics(values, observed, weights)));
    }
    Map<String, Double> means = new LinkedHashMap<>();
    for (String name : parts.getFirst().metrics().keySet()) {
      means.put(
          name,
          parts.stream()
              .mapToDouble(part -> part.metrics().getOrDefault(name, Double.NaN))
              .filter(value -> !Double.isNaN(value))
              .average()
              .orElse(Double.NaN));
    }
    return new Scorecard(rows, sum, means, parts, null);
  }

  private static Map<String, Double> metrics(
      float[] values, float[] targets, float @Nullable [] weights) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("rmse", Metrics.rmse(values, targets, weights, 1));
    metrics.put("mae", Metrics.mae(values, targets, weights, 1));
    metrics.put("r2", Metrics.r2(values, targets, weights, 1));
    return metrics;
  }

  private static Scorecard regression(
      Predictions predictions, Loss loss, float[] targets, float @Nullable [] weights) {
    float[] values = new float[predictions.rows()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) predictions.value(i);
    }
    boolean raw = loss.link() == Loss.Link.IDENTITY;
    return new Scorecard(
        values.length,
        mean(loss, raw ? values : predictions.scores(), targets, weights, 1),
        metrics(values, targets, weights));
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
}
