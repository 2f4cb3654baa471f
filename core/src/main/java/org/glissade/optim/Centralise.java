package org.glissade.optim;

import org.glissade.math.Layout;

/**
 * Gradient centralisation: the gradient of each unit of a layer loses its mean over the inputs, so
 * that the sum of the weights of a unit stays as it was initialised. Text: {@code centralise}.
 *
 * <pre>
 *   U ← U − mean of its row, for each row of each matrix
 * </pre>
 *
 * <p>Yong, Huang, Hua and Zhang, "Gradient centralization: a new optimization technique for deep
 * neural networks" (ECCV 2020, arXiv 2004.01461), eq. 1.
 *
 * <p>It is for the layers of networks, and touches only slots of several rows and columns. It is a
 * constraint: a linear model of several outputs does not reach its optimum with it, unless the rows
 * of weights there have the sums of those it began with. Keeps nothing.
 */
public record Centralise() implements GradientTransform {
  @Override
  public Kernel bind(Layout layout, Buffers buffers) {
    Layout.Slot[] matrices =
        layout.slots().stream()
            .filter(slot -> slot.rows() > 1 && slot.columns() > 1)
            .toArray(Layout.Slot[]::new);
    float[][] means = new float[matrices.length][];
    for (int k = 0; k < matrices.length; k++) {
      means[k] = new float[matrices[k].rows()];
    }
    return new Kernel() {
      @Override
      public void prepare(float[] update, float[] params, long step) {
        for (int k = 0; k < matrices.length; k++) {
          int columns = matrices[k].columns();
          for (int row = 0; row < means[k].length; row++) {
            int begin = matrices[k].offset() + row * columns;
            double sum = 0;
            for (int i = begin; i < begin + columns; i++) {
              sum += update[i];
            }
            means[k][row] = (float) (sum / columns);
          }
        }
      }

      @Override
      public void apply(float[] update, float[] params, int from, int to) {
        for (int k = 0; k < matrices.length; k++) {
          int columns = matrices[k].columns();
          for (int row = 0; row < means[k].length; row++) {
            int begin = matrices[k].offset() + row * columns;
            int end = Math.min(to, begin + columns);
            float mean = means[k][row];
            for (int i = Math.max(from, begin); i < end; i++) {
              update[i] -= mean;
            }
          }
        }
      }
    };
  }

  @Override
  public double gain() {
    return Double.NaN;
  }

  @Override
  public String toString() {
    return "centralise";
  }
}
