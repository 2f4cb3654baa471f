package org.glissade.lab.browser;

import org.glissade.data.DenseExamples;
import org.glissade.data.Orders;
import org.glissade.diagnose.GradientReport;
import org.glissade.lab.problem.Problem;
import org.glissade.math.Layout;
import org.glissade.model.LinearModel;
import org.glissade.model.Losses;
import org.glissade.train.ExampleFunction;
import org.glissade.train.Penalty;
import org.glissade.train.Sgd;

/** What the practice of the lessons asks beyond the problems of the lab, by the engine. */
final class Practice {
  private static final DenseExamples POINTS =
      DenseExamples.of(new float[] {1, 3}, 1, new float[] {2, 1});

  private Practice() {}

  /** ĝ of the batch {(1, 2), (3, 1)} at w = 0. */
  static double gradient() {
    Problem.Rows rows =
        new Problem.Rows(new LinearModel(1, 1, false), Losses.parse("squared"), POINTS);
    float[] gradient = new float[1];
    rows.objective().addGradient(new float[1], new int[] {0, 1}, 0, 2, gradient);
    return gradient[0] / 2;
  }

  /** How far one update takes w, in units of η. */
  static double step() {
    float rate = 0.5f;
    float[] after =
        Sgd.regressor()
            .model(new LinearModel(1, 1, false))
            .loss(Losses.parse("squared"))
            .batchSize(2)
            .order(Orders.sequential())
            .learningRate(rate)
            .epochs(1)
            .fit(POINTS)
            .outcome()
            .params();
    return after[0] / rate;
  }

  /** √Var ĝ of m independent gradients, where those of single examples are −4 or 4. */
  static double deviation(int batch) {
    ExampleFunction function =
        (theta, i, gradient) -> {
          float pull = i % 2 == 0 ? 4 : -4;
          gradient[0] += pull;
          return (double) pull * theta[0];
        };
    return GradientReport.of(function.over(Layout.flat(1), 100), Penalty.NONE, new float[1], 1)
        .noiseNorm(batch);
  }
}
