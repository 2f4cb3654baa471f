import org.glissade.data.DenseExamples;
import org.glissade.model.Loss;
import org.glissade.train.Fit;
import org.glissade.train.Sgd;

/** A loss of your own: log cosh(s − y), quadratic near 0 and linear far away. */
final class CustomLoss {
  record LogCosh() implements Loss {
    public Target target() { return Target.REAL; }
    public Link link() { return Link.IDENTITY; }
    public double curvature() { return 1; }
    public double evaluate(float[] s, float[] y, float[] weights, float[] dScores, int rows, int outputs) {
      double sum = 0;
      for (int i = 0; i < rows * outputs; i++) {
        double w = weights == null ? 1 : weights[i / outputs], r = Math.abs((double) s[i] - y[i]);
        sum += w * (r + Math.log1p(Math.exp(-2 * r)) - Math.log(2));
        if (dScores != null) dScores[i] = (float) (w * Math.tanh(s[i] - y[i]));
      }
      return sum;
    }
  }

  public static void main(String[] args) {
    float[] x = {0, 1, 2, 3, 4, 5, 6, 7};
    float[] y = {1, 3, 5, 7, 9, 11, 13, 90}; // y = 2x + 1, and one outlier
    Fit fit = Sgd.regressor().loss(new LogCosh()).batchSize(4).fit(DenseExamples.of(x, 1, y));
    System.out.printf(java.util.Locale.ROOT, "y = %.2f x + %.2f%n", fit.params()[0], fit.params()[1]);
  }
}
