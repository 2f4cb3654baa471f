package org.glissade.bench.chapters;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.glissade.data.Batch;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.model.Activations;
import org.glissade.model.Initialisation;
import org.glissade.model.Layer;
import org.glissade.model.Model;
import org.glissade.model.Network;
import org.glissade.train.Fit;
import org.glissade.train.Sgd;
import org.glissade.train.Surroundings;

/**
 * {@code bench/d2l FOLDER}: softmax regression and the multilayer perceptron of "Dive into Deep
 * Learning" (Zhang et al., chapters 4 and 5) with the settings of the book: pixels/255, batches of
 * 256, rate 0.1, weights from N(0, 0.01²), ten epochs; accuracy on the 10,000 test images after
 * each. The folder holds the four IDX files of Fashion-MNIST, on which the book's notebooks ended
 * at 0.830 and 0.835 (softmax), 0.833 and 0.845 (perceptron), with jumps of 0.02 between epochs; or
 * those of MNIST, which it does not use.
 */
public final class Chapters {
  private static final int PIXELS = 784;
  private static final int CLASSES = 10;
  private static final float WHITE = 255;
  private static final int EPOCHS = 10;

  private record Chapter(String name, List<Layer> hidden) {}

  private static final List<Chapter> CHAPTERS =
      List.of(
          new Chapter("softmax 784-10", List.of()),
          new Chapter("perceptron 784-256-10", List.of(new Layer(256, new Activations.Relu()))));

  private Chapters() {}

  /**
   * @param args the folder, and the number of seeds (3 if not given)
   */
  public static void main(String[] args) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    if (args.length < 1 || !Files.isDirectory(Path.of(args[0]))) {
      out.println("usage: bench/d2l FOLDER [SEEDS], with the four IDX files of (Fashion-)MNIST");
      System.exit(2);
    }
    Path folder = Path.of(args[0]);
    int seeds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    Examples training = read(folder, "train");
    Examples test = read(folder, "t10k");
    out.printf(Locale.ROOT, "%d + %d images of %s%n", training.rows(), test.rows(), folder);
    out.println("test accuracy after each epoch; batch 256, rate 0.1, N(0, 0.01²), one thread");
    for (Chapter chapter : CHAPTERS) {
      double[] last = new double[seeds];
      for (int seed = 0; seed < seeds; seed++) {
        double[] accuracies = accuracies(chapter, training, test, seed);
        last[seed] = accuracies[EPOCHS - 1];
        StringBuilder line = new StringBuilder();
        for (double accuracy : accuracies) {
          line.append(String.format(Locale.ROOT, " %.4f", accuracy));
        }
        out.printf(Locale.ROOT, "%-22s seed %d %s%n", chapter.name(), seed, line);
      }
      double mean = Arrays.stream(last).average().orElseThrow();
      out.printf(Locale.ROOT, "%-22s mean    %.4f%n", chapter.name(), mean);
    }
  }

  private static double[] accuracies(Chapter chapter, Examples training, Examples test, long seed) {
    List<float[]> after = new ArrayList<>();
    Fit fit =
        Sgd.classifier()
            .model(
                new Network(chapter.hidden(), Initialisation.normal(0.01))
                    .model(PIXELS, CLASSES, true))
            .batchSize(256)
            .learningRate(0.1)
            .epochs(EPOCHS)
            .seed(seed)
            .threads(1)
            .surroundings(
                Surroundings.none().withCheckpoint(state -> after.add(state.params().clone())))
            .fit(training);
    return after.stream().mapToDouble(params -> accuracy(fit.model(), params, test)).toArray();
  }

  private static double accuracy(Model model, float[] params, Examples test) {
    int[] order = IntStream.range(0, test.rows()).toArray();
    Batch batch = test.newBatch(test.rows());
    test.gather(order, 0, order.length, batch);
    float[] scores = new float[order.length * CLASSES];
    model.pass(order.length, 0).forward(params, batch, scores);
    int right = 0;
    for (int row = 0; row < order.length; row++) {
      int best = 0;
      for (int k = 1; k < CLASSES; k++) {
        best = scores[row * CLASSES + k] > scores[row * CLASSES + best] ? k : best;
      }
      right += best == (int) test.targets()[row] ? 1 : 0;
    }
    return (double) right / order.length;
  }

  private static Examples read(Path folder, String part) throws IOException {
    float[] pixels = bytes(folder.resolve(part + "-images-idx3-ubyte.gz"), 4);
    float[] labels = bytes(folder.resolve(part + "-labels-idx1-ubyte.gz"), 2);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] /= WHITE;
    }
    return DenseExamples.of(pixels, PIXELS, labels);
  }

  /** What follows a header of so many integers. */
  private static float[] bytes(Path file, int header) throws IOException {
    try (InputStream packed = new GZIPInputStream(Files.newInputStream(file));
        DataInputStream in = new DataInputStream(packed)) {
      in.skipNBytes((long) header * Integer.BYTES);
      byte[] all = in.readAllBytes();
      float[] values = new float[all.length];
      for (int i = 0; i < all.length; i++) {
        values[i] = all[i] & 0xFF;
      }
      return values;
    }
  }
}
