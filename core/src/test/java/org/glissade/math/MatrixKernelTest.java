package org.glissade.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** Both kernels against products in double, for sizes around those of tiles, vectors and blocks. */
class MatrixKernelTest {
  /** Unit roundoff of float. */
  private static final double ROUNDOFF = 0x1p-24;

  private enum Product {
    FORWARD,
    INPUT_GRADIENT,
    WEIGHT_GRADIENT;

    /** Which of X, W and Y it writes. */
    int result() {
      return switch (this) {
        case FORWARD -> 2;
        case INPUT_GRADIENT -> 0;
        case WEIGHT_GRADIENT -> 1;
      };
    }

    void run(MatrixKernel kernel, Layer layer, boolean add) {
      switch (this) {
        case FORWARD -> kernel.forward(layer.x, layer.w, layer.y, add);
        case INPUT_GRADIENT -> kernel.inputGradient(layer.y, layer.w, layer.x, add);
        case WEIGHT_GRADIENT -> kernel.weightGradient(layer.y, layer.x, layer.w, add);
      }
    }

    int length(Layer layer) {
      return switch (this) {
        case FORWARD -> layer.x.columns();
        case INPUT_GRADIENT -> layer.y.columns();
        case WEIGHT_GRADIENT -> layer.y.rows();
      };
    }

    /** The two factors of product p of the sum for element (i, j). */
    double product(Layer layer, int i, int j, int p) {
      return switch (this) {
        case FORWARD -> (double) layer.x(i, p) * layer.w(j, p);
        case INPUT_GRADIENT -> (double) layer.y(i, p) * layer.w(p, j);
        case WEIGHT_GRADIENT -> (double) layer.y(p, i) * layer.x(p, j);
      };
    }
  }

  /** Three matrices with gaps before, between and behind their rows, which are not numbers. */
  private record Layer(Matrix x, Matrix w, Matrix y) {
    static Layer random(int batch, int inputs, int outputs, int gap, long seed) {
      RandomStream random = RandomStream.of(seed, "layer");
      return new Layer(
          matrix(batch, inputs, gap, random),
          matrix(outputs, inputs, gap, random),
          matrix(batch, outputs, gap, random));
    }

    private static Matrix matrix(int rows, int columns, int gap, RandomStream random) {
      int stride = columns + gap;
      float[] values = new float[2 * gap + Math.max(0, rows * stride - gap)];
      Matrix matrix = new Matrix(values, gap, rows, columns, stride);
      for (int i = 0; i < values.length; i++) {
        values[i] = isIn(matrix, i) ? (float) random.nextGaussian() : Float.NaN;
      }
      return matrix;
    }

    static boolean isIn(Matrix matrix, int index) {
      int place = index - matrix.offset();
      return place >= 0
          && matrix.stride() > 0
          && place / matrix.stride() < matrix.rows()
          && place % matrix.stride() < matrix.columns();
    }

    float x(int row, int column) {
      return x.values()[x.at(row, column)];
    }

    float w(int row, int column) {
      return w.values()[w.at(row, column)];
    }

    float y(int row, int column) {
      return y.values()[y.at(row, column)];
    }

    Matrix get(int which) {
      return which == 0 ? x : which == 1 ? w : y;
    }

    Layer copy() {
      return new Layer(copy(x), copy(w), copy(y));
    }

    private static Matrix copy(Matrix matrix) {
      return new Matrix(
          matrix.values().clone(),
          matrix.offset(),
          matrix.rows(),
          matrix.columns(),
          matrix.stride());
    }
  }

  private static final ParallelFor SEQUENTIAL = ParallelFor.sequential();

  /** Each part on a thread of its own, the last first. */
  private static final ParallelFor THREADS =
      (parts, body) -> {
        List<Thread> threads = new ArrayList<>();
        for (int part = parts - 1; part >= 0; part--) {
          int mine = part;
          threads.add(Thread.ofPlatform().start(() -> body.run(mine)));
        }
        for (Thread thread : threads) {
          try {
            thread.join();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        }
      };

  private static List<MatrixKernel> kernels() {
    return List.of(MatrixKernel.plain(1, SEQUENTIAL), MatrixKernel.vector(1, SEQUENTIAL));
  }

  @Example
  void vectorsWereExpectedAndAreThere() {
    assertThat(Simd.available()).isTrue();
    assertThat(MatrixKernel.best()).isInstanceOf(VectorMatrixKernel.class);
  }

  @Property(tries = 300)
  void productsEqualThoseInDouble(
      @ForAll @IntRange(max = 40) int batch,
      @ForAll @IntRange(max = 150) int inputs,
      @ForAll @IntRange(max = 150) int outputs,
      @ForAll @IntRange(max = 3) int gap,
      @ForAll boolean add,
      @ForAll long seed) {
    for (MatrixKernel kernel : kernels()) {
      compareWithDouble(kernel, Layer.random(batch, inputs, outputs, gap, seed), add);
    }
  }

  @Property(tries = 20)
  void soDoThoseOfLongSumsAndManyRows(
      @ForAll @IntRange(min = 200, max = 800) int length,
      @ForAll @IntRange(min = 1, max = 40) int other,
      @ForAll boolean add,
      @ForAll long seed) {
    for (MatrixKernel kernel : kernels()) {
      compareWithDouble(kernel, Layer.random(length, other, 21, 1, seed), add);
      compareWithDouble(kernel, Layer.random(other, length, 21, 1, seed), add);
      compareWithDouble(kernel, Layer.random(21, other, length, 1, seed), add);
    }
  }

  @Example
  void sumsLongerThanWhatIsTurnedAroundAtOnceAreRight() {
    for (MatrixKernel kernel : kernels()) {
      compareWithDouble(kernel, Layer.random(4096 + 257, 9, 5, 0, 1), true);
      compareWithDouble(kernel, Layer.random(3, 2 * 4096 + 5, 9, 0, 1), false);
    }
  }

  /**
   * A sum of k products, each multiply-add rounded once, is off by at most k/(1 − ku)·u·Σ|aᵢbᵢ|,
   * with u = 2⁻²⁴, in whatever order it is taken; two more roundings put it to what is there.
   */
  private static void compareWithDouble(MatrixKernel kernel, Layer before, boolean add) {
    for (Product product : Product.values()) {
      Layer after = before.copy();
      product.run(kernel, after, add);
      for (int which = 0; which < 3; which++) {
        if (which != product.result()) {
          assertThat(after.get(which).values()).isEqualTo(before.get(which).values());
        }
      }
      Matrix was = before.get(product.result());
      Matrix result = after.get(product.result());
      int length = product.length(before);
      for (int i = 0; i < result.values().length; i++) {
        float value = result.values()[i];
        if (!Layer.isIn(result, i)) {
          assertThat(value).as("beyond the edge").isNaN();
          continue;
        }
        int row = (i - result.offset()) / result.stride();
        int column = (i - result.offset()) % result.stride();
        double sum = add ? was.values()[i] : 0;
        double size = Math.abs(sum);
        for (int p = 0; p < length; p++) {
          double one = product.product(before, row, column, p);
          sum += one;
          size += Math.abs(one);
        }
        double most = (length + 2) * ROUNDOFF / (1 - (length + 2) * ROUNDOFF) * size;
        if (!(Math.abs(value - sum) <= most)) {
          throw new AssertionError(
              kernel.getClass().getSimpleName()
                  + ", "
                  + product
                  + ", element "
                  + row
                  + ", "
                  + column
                  + " of "
                  + result.rows()
                  + "x"
                  + result.columns()
                  + ": "
                  + value
                  + " instead of "
                  + sum
                  + " ± "
                  + most);
        }
      }
    }
  }

  @Property(tries = 30)
  void theNumberOfThreadsDoesNotChangeABit(
      @ForAll @IntRange(min = 1, max = 200) int batch,
      @ForAll @IntRange(min = 100, max = 700) int inputs,
      @ForAll @IntRange(min = 1, max = 200) int outputs,
      @ForAll boolean add,
      @ForAll long seed) {
    Layer before = Layer.random(batch, inputs, outputs, 1, seed);
    for (Product product : Product.values()) {
      List<Layer> results = new ArrayList<>();
      for (int threads = 1; threads <= 4; threads++) {
        for (int plain = 0; plain < 2; plain++) {
          Layer after = before.copy();
          product.run(
              plain == 0
                  ? MatrixKernel.vector(threads, THREADS)
                  : MatrixKernel.plain(threads, THREADS),
              after,
              add);
          results.add(after);
        }
      }
      int which = product.result();
      for (int i = 2; i < results.size(); i++) {
        assertThat(results.get(i).get(which).values())
            .isEqualTo(results.get(i % 2).get(which).values());
      }
    }
  }

  @Example
  void allThreadsGetWork() {
    Layer layer = Layer.random(256, 300, 256, 0, 1);
    Layer thin = Layer.random(2048, 300, 7, 0, 1);
    for (boolean vector : new boolean[] {true, false}) {
      int[] parts = new int[1];
      ParallelFor counting =
          (count, body) -> {
            parts[0] = Math.max(parts[0], count);
            SEQUENTIAL.run(count, body);
          };
      MatrixKernel kernel =
          vector ? MatrixKernel.vector(3, counting) : MatrixKernel.plain(3, counting);
      for (Layer each : List.of(layer, thin)) {
        for (Product product : Product.values()) {
          parts[0] = 0;
          product.run(kernel, each.copy(), false);
          assertThat(parts[0]).as(product + " " + vector).isEqualTo(3);
        }
      }
    }
  }

  @Example
  void aProductThatOverwritesDoesNotReadWhatIsThere() {
    for (MatrixKernel kernel : kernels()) {
      for (Product product : Product.values()) {
        for (int size : new int[] {0, 1, 17, 70}) {
          Layer layer = Layer.random(size, size, size, 0, 1);
          float[] result = layer.get(product.result()).values();
          java.util.Arrays.fill(result, Float.NaN);
          product.run(kernel, layer, false);
          for (float value : result) {
            assertThat(value).isNotNaN();
          }
        }
      }
    }
  }

  @Example
  @Tag("own-jvm")
  void nothingIsAllocatedOnceTheShapesAreKnown() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().threadId();
    List<Layer> layers =
        List.of(
            Layer.random(32, 70, 40, 0, 1),
            Layer.random(31, 69, 10, 0, 1),
            Layer.random(3, 33, 70, 0, 1));
    for (MatrixKernel kernel : kernels()) {
      long allocated = Long.MAX_VALUE;
      // vectors are objects until the compiler has seen enough
      for (int round = 0; round < 3000 && allocated > 0; round++) {
        allocated = Long.MAX_VALUE;
        long before = threads.getThreadAllocatedBytes(id);
        for (int i = 0; i < 20; i++) {
          run(kernel, layers);
        }
        allocated = threads.getThreadAllocatedBytes(id) - before;
      }
      assertThat(allocated).isZero();
    }
  }

  private static void run(MatrixKernel kernel, List<Layer> layers) {
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      kernel.forward(layer.x, layer.w, layer.y, true);
      kernel.weightGradient(layer.y, layer.x, layer.w, false);
      kernel.inputGradient(layer.y, layer.w, layer.x, true);
    }
  }

  @Example
  void matricesThatDoNotFitTogetherAreRefused() {
    Matrix x = Matrix.of(new float[6], 2, 3);
    Matrix w = Matrix.of(new float[12], 4, 3);
    for (MatrixKernel kernel : kernels()) {
      Matrix y = Matrix.of(new float[8], 4, 2);
      assertThatThrownBy(() -> kernel.forward(x, w, y, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("inputs of 2x3 and weights of 4x3 do not give outputs of 4x2");
      assertThatThrownBy(() -> kernel.inputGradient(y, w, x, false))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> kernel.weightGradient(y, x, w, false))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Example
  void aMatrixLiesWithinItsArray() {
    assertThatThrownBy(() -> new Matrix(new float[11], 0, 3, 3, 4).firstRows(4))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new Matrix(new float[10], 0, 3, 3, 4))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("3x3 from 0, stride 4 does not fit into 10");
    assertThatThrownBy(() -> new Matrix(new float[10], 0, 2, 4, 3))
        .isInstanceOf(IllegalArgumentException.class);
    Layout layout = Layout.builder().slot("b", 1, 2, false).slot("w", 2, 3, true).build();
    float[] params = new float[layout.size()];
    assertThat(Matrix.of(params, layout.slot("w"))).isEqualTo(new Matrix(params, 2, 2, 3, 3));
  }
}
