package org.glissade.io.pipeline;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.glissade.io.encode.RowWeights;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.encode.Task;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.modelfile.Predictions;
import org.glissade.io.modelfile.Predictor;
import org.glissade.io.table.Records;
import org.glissade.model.Calibration;
import org.glissade.model.Loss;
import org.glissade.model.Losses;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;

/**
 * A model calibrated on the rows held out of its training.
 *
 * @param model with its calibration, and in its summary what that changed on these rows: {@code
 *     calibration}, {@code calibration_rows}, {@code uncalibrated_log_loss}, {@code
 *     calibrated_log_loss}
 * @param before figures on these rows without it
 */
record HeldOutCalibration(ModelFile model, Scorecard before) {

  /**
   * Says before the training what would stand in the way afterwards.
   *
   * @param held the rows held out, or null
   * @param source of the rows, for messages
   * @throws SpecException if there can be no such calibration
   */
  static void check(
      Calibration.Method method,
      TargetEncoder target,
      Loss loss,
      @Nullable Records held,
      String source) {
    if (target.task() == Task.REGRESSION) {
      throw new SpecException(
          "--calibrate "
              + method.text()
              + " is for probabilities of classes, but the target"
              + (target.isSeveral() ? "s " : " ")
              + target.column()
              + (target.isSeveral()
                  ? " are numbers; classes are learnt one target at a time"
                  : " is a number; --task binary or multiclass makes it classes"));
    }
    boolean logits = loss.link() == Loss.Link.LOGISTIC || loss.link() == Loss.Link.SOFTMAX;
    if (method == Calibration.Method.TEMPERATURE && !logits) {
      throw new SpecException(
          "--calibrate temperature divides the scores of logistic or softmax; for "
              + loss
              + " there are platt and isotonic");
    }
    if (held == null) {
      throw new SpecException(
          "--calibrate "
              + method.text()
              + " needs rows that the model does not learn from, and none of "
              + source
              + " are held out; give --validation FILE, or a share of at least "
              + TrainingSettings.FEWEST_ROWS_TO_SPLIT
              + " rows");
    }
    if (target.task() == Task.BINARY) {
      int[] classOf = target.classesOf(held, note -> {});
      long positive = Arrays.stream(classOf).filter(of -> of == 1).count();
      if (positive == 0 || positive == classOf.length) {
        throw new SpecException(
            "--calibrate "
                + method.text()
                + " needs rows of both classes, but all "
                + classOf.length
                + " rows held out are "
                + target.classes().get(positive == 0 ? 0 : 1)
                + "; hold out more with --validation");
      }
    }
  }

  /** Fits it to rows that the model did not learn from. */
  static HeldOutCalibration fit(
      Calibration.Method method, ModelFile model, Records held, @Nullable String weightColumn) {
    Predictions scored = Predictor.of(model).uncalibrated(held, note -> {});
    int[] classOf = model.target().classesOf(held, note -> {});
    float[] weights = RowWeights.column(held, weightColumn);
    int outputs = model.target().task() == Task.BINARY ? 1 : scored.outputs();
    Calibration calibration =
        method.fit(scored.calibrationScores(method), classOf, weights, outputs);
    float[] targets = new float[classOf.length];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = classOf[i];
    }
    Loss loss = Losses.parse(model.about().loss());
    Scorecard before = Scorecard.of(scored, loss, targets, weights);
    Scorecard after = Scorecard.of(scored, scored.calibrated(calibration), loss, targets, weights);
    Map<String, @Nullable Object> summary = new LinkedHashMap<>(model.training());
    summary.put("calibration", method.text());
    summary.put("calibration_rows", held.rows());
    if (before.metrics().containsKey("log_loss")) {
      summary.put("uncalibrated_log_loss", before.metrics().get("log_loss"));
    }
    summary.put("calibrated_log_loss", after.metrics().get("log_loss"));
    return new HeldOutCalibration(model.calibrated(calibration, summary), before);
  }
}
