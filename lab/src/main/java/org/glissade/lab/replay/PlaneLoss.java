package org.glissade.lab.replay;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.glissade.data.Batch;
import org.glissade.data.Examples;
import org.glissade.lab.problem.Landscape;
import org.glissade.math.RandomStream;
import org.glissade.model.Loss;
import org.glissade.model.Model;
import org.glissade.train.EmpiricalRisk;
import org.glissade.train.Penalty;
import org.jspecify.annotations.Nullable;

/**
 * The objective of a linear model at weights θ + a·u + b·v: the loss of the engine, over training
 * rows, and the penalties.
 *
 * <p>Scores of a linear model are linear in its weights: those of u and v are computed once, and a
 * row of whatever width is then one of two features and an offset, s + a·s_u + b·s_v.
 *
 * <p>Of many rows some are drawn at random; all that is asked of it is then of these. In the units
 * of the target.
 */
final class PlaneLoss {
  /** Most rows whose loss is computed at each point of a grid. */
  static final int MOST_ROWS = 4096;

  private static final int FEWEST_ROWS = 256;

  /**
   * Most scores of all rows: a grid of a hundred by a hundred points then takes a second or two.
   */
  static final int MOST_SCORES = 1 << 15;

  /** Products of features and weights for the losses of all places. */
  private static final double MOST_PRODUCTS = 1e10;

  private static final int PIECE = 256;
  private static final int ROUNDS = 160;

  private final Examples rows;
  private final int allRows;
  private final Model model;
  private final Loss loss;
  private final Penalty penalty;
  private final double factor;
  private final double weight;
  private final PlanePenalty planePenalty;
  private final float[] endScores;
  private final float[] firstScores;
  private final float[] secondScores;

  /**
   * @param risk what was minimised
   * @param penalty on top of it
   * @param factor a loss of the training times this is one in the units of the target
   * @param end θ
   * @param plane u and v
   * @param seed of the rows that are drawn
   */
  PlaneLoss(
      EmpiricalRisk risk,
      Penalty penalty,
      double factor,
      float[] end,
      PrincipalPlane plane,
      long seed) {
    this.allRows = risk.data().rows();
    this.rows = some(risk.data(), plane.along().length, risk.model().outputs(), seed);
    this.model = risk.model();
    this.loss = risk.lossFunction();
    this.penalty = penalty;
    this.factor = factor;
    this.weight = rows.totalWeight();
    float[] first = narrow(plane.first());
    float[] second = narrow(plane.second());
    this.planePenalty = new PlanePenalty(penalty, model.layout(), end.clone(), first, second);
    this.endScores = scores(end);
    this.firstScores = scores(first);
    this.secondScores = scores(second);
  }

  /** All rows if they are few, or else some that are drawn. */
  private static Examples some(Examples all, int places, int outputs, long seed) {
    double each = Math.max(1, (double) all.stored() / all.rows());
    double room = Math.min(MOST_PRODUCTS / (places * each), MOST_SCORES) / outputs;
    int most = (int) Math.clamp(room, FEWEST_ROWS, MOST_ROWS);
    int[] order = new int[all.rows()];
    Arrays.setAll(order, i -> i);
    if (order.length > most) {
      RandomStream.of(seed, "replay").shuffle(order);
      order = Arrays.copyOf(order, most);
      Arrays.sort(order);
    }
    Examples some = all.select(order);
    return some.totalWeight() > 0 ? some : all.select(numbered(all.rows()));
  }

  private static int[] numbered(int count) {
    int[] all = new int[count];
    Arrays.setAll(all, i -> i);
    return all;
  }

  private static float[] narrow(double[] wide) {
    float[] narrow = new float[wide.length];
    for (int j = 0; j < narrow.length; j++) {
      narrow[j] = (float) wide[j];
    }
    return narrow;
  }

  private float[] scores(float[] params) {
    int outputs = model.outputs();
    float[] scores = new float[rows.rows() * outputs];
    Batch batch = rows.newBatch(Math.min(PIECE, rows.rows()));
    float[] piece = new float[batch.capacity() * outputs];
    Model.Pass pass = model.pass(batch.capacity(), rows.rows());
    int[] order = numbered(rows.rows());
    for (int from = 0; from < order.length; from += batch.capacity()) {
      int to = Math.min(order.length, from + batch.capacity());
      rows.gather(order, from, to, batch);
      pass.forward(params, batch, piece);
      System.arraycopy(piece, 0, scores, from * outputs, (to - from) * outputs);
    }
    return scores;
  }

  /** The objective at any weights, of the plane or not. */
  double at(float[] params) {
    return value(scores(params), penalty.value(model.layout(), params));
  }

  /** The objective at θ + a·u + b·v. */
  double at(double a, double b) {
    return at(a, b, new float[endScores.length], new float[planePenalty.scratch()]);
  }

  private double at(double a, double b, float[] scores, float[] scratch) {
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) (endScores[i] + a * firstScores[i] + b * secondScores[i]);
    }
    return value(scores, planePenalty.at(a, b, scratch));
  }

  private double value(float[] scores, double penalised) {
    float @Nullable [] weights = rows.weights();
    double sum = loss.evaluate(scores, rows.targets(), weights, null, rows.rows(), model.outputs());
    return factor * (sum / weight + penalised);
  }

  /**
   * The objective on a grid of points, both edges among them: {@code up × across}, row-major, from
   * the lower left.
   */
  double[] grid(Landscape.Box box, int across, int up) {
    double[] values = new double[across * up];
    IntStream.range(0, up)
        .parallel()
        .forEach(
            row -> {
              float[] scores = new float[endScores.length];
              float[] scratch = new float[planePenalty.scratch()];
              double b = box.bottom() + (box.top() - box.bottom()) * row / (up - 1);
              for (int column = 0; column < across; column++) {
                double a = box.left() + (box.right() - box.left()) * column / (across - 1);
                values[row * across + column] = at(a, b, scores, scratch);
              }
            });
    return values;
  }

  /**
   * Where the objective is lowest in the plane, within a distance of the end: by the simplex of
   * Nelder and Mead (The Computer Journal, 1965), which asks for no slope, so that kinks do not
   * matter.
   *
   * @param reach how far to look
   * @return a, b and the objective there
   */
  double[] lowest(double reach) {
    double[] best = {0, 0, at(0, 0)};
    for (double size = reach / 8; size > reach / 1000; size /= 10) {
      best = lowest(best, size, reach);
    }
    return best;
  }

  private double[] lowest(double[] start, double size, double reach) {
    double[][] corners = {
      start, corner(start[0] + size, start[1], reach), corner(start[0], start[1] + size, reach)
    };
    for (int round = 0; round < ROUNDS; round++) {
      Arrays.sort(corners, (p, q) -> Double.compare(p[2], q[2]));
      double[] worst = corners[2];
      double a = (corners[0][0] + corners[1][0]) / 2;
      double b = (corners[0][1] + corners[1][1]) / 2;
      double[] mirrored = beyond(a, b, worst, 1, reach);
      if (mirrored[2] < corners[0][2]) {
        double[] farther = beyond(a, b, worst, 2, reach);
        corners[2] = farther[2] < mirrored[2] ? farther : mirrored;
      } else if (mirrored[2] < corners[1][2]) {
        corners[2] = mirrored;
      } else {
        double[] nearer = beyond(a, b, worst, mirrored[2] < worst[2] ? 0.5 : -0.5, reach);
        if (nearer[2] < Math.min(mirrored[2], worst[2])) {
          corners[2] = nearer;
        } else {
          for (int k = 1; k < 3; k++) {
            corners[k] = beyond(corners[0][0], corners[0][1], corners[k], -0.5, reach);
          }
        }
      }
    }
    Arrays.sort(corners, (p, q) -> Double.compare(p[2], q[2]));
    return corners[0];
  }

  /** The corner mirrored at a point, so many times as far from it. */
  private double[] beyond(double a, double b, double[] corner, double times, double reach) {
    return corner(a + times * (a - corner[0]), b + times * (b - corner[1]), reach);
  }

  private double[] corner(double a, double b, double reach) {
    double value = Math.hypot(a, b) > reach ? Double.POSITIVE_INFINITY : at(a, b);
    return new double[] {a, b, Double.isNaN(value) ? Double.POSITIVE_INFINITY : value};
  }

  /** How many rows it is of. */
  int rows() {
    return rows.rows();
  }

  /** How many there are. */
  int allRows() {
    return allRows;
  }
}
