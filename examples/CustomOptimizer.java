import org.glissade.data.DenseExamples;
import org.glissade.math.Layout;
import org.glissade.optim.Buffers;
import org.glissade.optim.GradientTransform;
import org.glissade.optim.Schedules;
import org.glissade.optim.Transforms;
import org.glissade.train.Fit;
import org.glissade.train.Sgd;

/** An optimiser of your own: Lion (Chen et al. 2023, arXiv 2302.06675), the sign of a momentum. */
final class CustomOptimizer {
  record Lion(float beta1, float beta2) implements GradientTransform {
    public Kernel bind(Layout layout, Buffers buffers) {
      float[] momentum = buffers.floats("momentum", layout.size());
      return (update, params, from, to) -> {
        for (int i = from; i < to; i++) {
          float gradient = update[i];
          update[i] = Math.signum(beta1 * momentum[i] + (1 - beta1) * gradient);
          momentum[i] = beta2 * momentum[i] + (1 - beta2) * gradient;
        }
      };
    }
  }

  public static void main(String[] args) {
    float[] x = {0, 1, 2, 3, 4, 5, 6, 7};
    float[] y = {1, 3, 5, 7, 9, 11, 13, 15}; // y = 2x + 1
    Fit fit =
        Sgd.regressor()
            .transform(Transforms.chain(new Lion(0.9f, 0.99f), Transforms.learningRate(Schedules.linear(0.05))))
            .batchSize(4)
            .epochs(400)
            .fit(DenseExamples.of(x, 1, y));
    System.out.printf(java.util.Locale.ROOT, "y = %.2f x + %.2f%n", fit.params()[0], fit.params()[1]);
  }
}
