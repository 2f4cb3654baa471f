package org.glissade.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.glissade.math.Matrix;
import org.glissade.math.MatrixKernel;
import org.glissade.math.RandomStream;

/** Glissade's products of matrices in a process of its own, which answers {@link MatrixRace}. */
final class MatrixWorker {
  private MatrixWorker() {}

  public static void main(String[] args) throws IOException {
    MatrixKernel kernel = MatrixKernel.best();
    say("ready\tfloat\t0\tfloat[], one thread");
    BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      String[] words = line.split(" ", -1);
      MatrixRace.Shape shape =
          new MatrixRace.Shape(
              Integer.parseInt(words[1]), Integer.parseInt(words[2]), Integer.parseInt(words[3]));
      MatrixRace.Product product = MatrixRace.Product.valueOf(words[0]);
      say("seconds\t" + seconds(kernel, product, shape, Long.parseLong(words[4])));
    }
  }

  private static double seconds(
      MatrixKernel kernel, MatrixRace.Product product, MatrixRace.Shape shape, long times) {
    RandomStream random = RandomStream.of(1, "matrices");
    Matrix x = matrix(shape.batch(), shape.inputs(), random);
    Matrix w = matrix(shape.outputs(), shape.inputs(), random);
    Matrix y = matrix(shape.batch(), shape.outputs(), random);
    long start = System.nanoTime();
    for (long i = 0; i < times; i++) {
      switch (product) {
        case FORWARD -> kernel.forward(x, w, y, false);
        case INPUT -> kernel.inputGradient(y, w, x, false);
        case WEIGHT -> kernel.weightGradient(y, x, w, false);
      }
    }
    return (System.nanoTime() - start) * 1e-9 / times;
  }

  private static void say(String answer) {
    System.out.println(answer);
    System.out.flush();
  }

  private static Matrix matrix(int rows, int columns, RandomStream random) {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Matrix.of(values, rows, columns);
  }
}
