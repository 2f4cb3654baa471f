package org.glissade.train;

import java.util.ArrayList;
import java.util.List;
import org.glissade.math.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * Measures the noise of the gradient now and then, at the ends of epochs, and spends no more than
 * about one part in {@value #SHARE} of the work of the steps on it: what steps do is put by until
 * it pays for a sample. A few milliseconds are given beforehand, so that short runs on few rows
 * have their figures too.
 *
 * <p>Rows of files are left alone: a row here and a row there costs reads that steps do not make.
 */
final class NoiseWatch {
  private static final int SHARE = 50;
  private static final int FEWEST = 128;
  private static final int MOST = 2048;

  /**
   * What a row costs beside a row of a step: its gradient and the norm of it, without the fused
   * kernels of the engines. Measured: 22 on dense rows of 100 ({@code bench/noise-cost}).
   */
  private static final double ROW = 32;

  /** Multiplications that are given beforehand: a few milliseconds. */
  private static final double GIVEN = 1 << 22;

  /** Rows whose gradients are added to the sums together ({@link GradientNoise}). */
  private static final int PIECE = 256;

  /** How often all parameters are gone over for such a piece. */
  private static final int PASSES = 3;

  private final Objective objective;
  private final Recipe recipe;
  private final TrainingListener listener;
  private final boolean possible;
  private final double featuresPerRow;
  private final List<TrainingEvent.NoiseMeasured> measured = new ArrayList<>();
  private double saved = GIVEN;

  /** Does nothing unless the listener asks for it, and it can be had at that price. */
  NoiseWatch(Objective objective, Recipe recipe, TrainingListener listener) {
    this.objective = objective;
    this.recipe = recipe;
    this.listener = listener;
    EmpiricalRisk risk = objective instanceof EmpiricalRisk rows ? rows : null;
    this.possible = risk != null && risk.data().mappings().isEmpty() && listener.gradientNoise();
    this.featuresPerRow =
        risk == null
            ? 1
            : Math.max(1, (double) risk.data().stored() / risk.examples() * risk.model().outputs());
  }

  /** All that was measured. */
  List<TrainingEvent.NoiseMeasured> measured() {
    return List.copyOf(measured);
  }

  /** At the end of an epoch: measures if it is time, and tells. */
  void epochEnded(TrainingState state, int batchSize) {
    GradientNoise found = possible ? measure(state.params(), state.epoch()) : null;
    if (found != null) {
      var event = new TrainingEvent.NoiseMeasured(state.epoch(), state.step(), batchSize, found);
      measured.add(event);
      listener.on(event);
    }
  }

  /** Null if it is not yet time. */
  private @Nullable GradientNoise measure(float[] params, long epoch) {
    int rows = objective.examples();
    double perParameter = (double) PASSES * params.length;
    saved += rows * featuresPerRow / SHARE;
    double pieces = Math.floor(saved / (PIECE * ROW * featuresPerRow + perParameter));
    int sample =
        pieces >= 1
            ? (int) Math.min(MOST, pieces * PIECE)
            : (int) ((saved - perParameter) / (ROW * featuresPerRow));
    if (sample < FEWEST) {
      return null;
    }
    boolean all = sample >= rows;
    int taken = all ? rows : sample;
    saved -= taken * ROW * featuresPerRow + Math.ceilDiv(taken, PIECE) * perParameter;
    if (all) {
      return GradientNoise.of(objective, recipe.penalty(), params);
    }
    return GradientNoise.of(objective, recipe.penalty(), params, drawn(epoch, taken));
  }

  private int[] drawn(long epoch, int count) {
    RandomStream random = RandomStream.of(recipe.seed(), "noise-watch", epoch);
    int[] rows = new int[count];
    for (int i = 0; i < count; i++) {
      rows[i] = random.nextInt(objective.examples());
    }
    return rows;
  }
}
