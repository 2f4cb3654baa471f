import org.glissade.data.Batch;
import org.glissade.data.DenseExamples;
import org.glissade.math.Layout;
import org.glissade.math.RandomStream;
import org.glissade.model.Model;
import org.glissade.train.Fit;
import org.glissade.train.Sgd;

/** A model of your own: a factorisation machine (Rendle, ICDM 2010), here its interactions only. */
final class CustomModel {
  /** score = ½ Σ_f [ (x·v_f)² − x²·v_f² ]: what pairs of features do together. */
  record Interactions(int inputs, int factors) implements Model {
    public Layout layout() { return Layout.builder().slot("factors", factors, inputs, true).build(); }
    public int outputs() { return 1; }
    public void initialise(float[] params, RandomStream random) {
      for (int i = 0; i < params.length; i++) params[i] = 0.1f * (float) random.nextGaussian();
    }
    public void forward(float[] params, Batch batch, float[] scores) {
      float[] row = new float[inputs];
      for (int r = 0; r < batch.rows(); r++) {
        java.util.Arrays.fill(row, 0);
        batch.addTo(r, 1, row, 0);
        scores[r] = 0;
        for (int f = 0; f < factors; f++) {
          float sum = batch.dot(r, params, f * inputs);
          scores[r] += 0.5f * sum * sum;
          for (int j = 0; j < inputs; j++) scores[r] -= 0.5f * sq(row[j] * params[f * inputs + j]);
        }
      }
    }
    public void backward(float[] params, Batch batch, float[] dScores, float[] gradient) {
      float[] row = new float[inputs];
      for (int r = 0; r < batch.rows(); r++) {
        java.util.Arrays.fill(row, 0);
        batch.addTo(r, 1, row, 0);
        for (int f = 0; f < factors; f++) {
          batch.addTo(r, dScores[r] * batch.dot(r, params, f * inputs), gradient, f * inputs);
          for (int j = 0; j < inputs; j++) gradient[f * inputs + j] -= dScores[r] * sq(row[j]) * params[f * inputs + j];
        }
      }
    }
    private static float sq(float x) { return x * x; }
  }

  public static void main(String[] args) {
    RandomStream random = RandomStream.of(1, "example");
    float[] x = new float[2 * 500];
    float[] y = new float[500];
    for (int i = 0; i < y.length; i++) {
      x[2 * i] = (float) random.nextGaussian();
      x[2 * i + 1] = (float) random.nextGaussian();
      y[i] = 3 * x[2 * i] * x[2 * i + 1]; // nothing that a linear model can see
    }
    DenseExamples examples = DenseExamples.of(x, 2, y);
    Fit linear = Sgd.regressor().fit(examples);
    Fit machine = Sgd.regressor().model(new Interactions(2, 4)).fit(examples);
    System.out.printf(
        java.util.Locale.ROOT,
        "loss of a linear model %.3f, of the factorisation machine %.3f%n",
        linear.trainingLoss(), machine.trainingLoss());
  }
}
