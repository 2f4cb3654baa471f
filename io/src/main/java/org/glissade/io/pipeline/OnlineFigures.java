package org.glissade.io.pipeline;

import java.util.LinkedHashMap;
import java.util.Map;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.encode.Task;
import org.glissade.model.Links;
import org.glissade.model.Loss;

/** Figures beyond the loss of rows that were predicted before they were learnt from. */
final class OnlineFigures {
  private final TargetEncoder target;
  private final Loss.Link link;
  private double weights;
  private double hits;
  private double errors;
  private double squares;

  OnlineFigures(TargetEncoder target, Loss.Link link) {
    this.target = target;
    this.link = link;
  }

  /**
   * Counts a row.
   *
   * @param scores of the row
   * @param y its target as it was learnt from
   * @param classOf its class, or −1 for numbers
   */
  void add(float[] scores, float y, int classOf, double weight) {
    weights += weight;
    if (classOf >= 0) {
      int told =
          scores.length > 1 ? Links.largest(scores, 0, scores.length) : scores[0] > 0 ? 1 : 0;
      hits += told == classOf ? weight : 0;
      return;
    }
    double told = link == Loss.Link.EXP ? Math.exp(scores[0]) : scores[0];
    double error = (told - y) * target.targets().getFirst().scale();
    errors += weight * Math.abs(error);
    squares += weight * error * error;
  }

  /** By name; empty without any weight. */
  Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    if (weights > 0 && target.task() == Task.REGRESSION) {
      metrics.put("rmse", Math.sqrt(squares / weights));
      metrics.put("mae", errors / weights);
    } else if (weights > 0) {
      metrics.put("accuracy", hits / weights);
    }
    return metrics;
  }
}
