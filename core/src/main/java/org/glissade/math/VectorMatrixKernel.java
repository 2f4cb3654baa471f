package org.glissade.math;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * The vector twin: C is cut into panels of up to four vectors of columns, and B into blocks of
 * {@value #BLOCK} rows; of one block of B the columns of one panel are packed off the heap, where
 * all rows of A meet them ({@link MatrixTile}), four at a time (Goto and van de Geijn, Anatomy of
 * High-Performance Matrix Multiplication, 2008, but for A, which is read where it lies: the numbers
 * of four rows of a block fit into the first-level cache).
 *
 * <p>Wᵀ is turned around while it is packed, dYᵀ into an array before ({@link Transposition}). With
 * few outputs or few rows that would take longer than the product: there rows of X and W are
 * multiplied as they lie ({@link DotTile}).
 *
 * <p>Threads get parts of C, each with a panel of its own, so that the order of a sum is the same
 * for any number of them. Columns are shared out first, since rows would make each thread pack all
 * of B.
 */
final class VectorMatrixKernel implements MatrixKernel {
  private static final VectorSpecies<Float> SPECIES = MatrixTile.SPECIES;
  private static final int LANES = MatrixTile.LANES;
  private static final int WIDTH = MatrixTile.WIDTH;
  private static final int ROWS = MatrixTile.ROWS;
  private static final long STEP = SPECIES.vectorByteSize();
  private static final MemorySegment ALL = VectorDenseKernel.ALL;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /** Rows of dY that are turned around at once. */
  private static final int TURNED = 16 * BLOCK;

  private final int threads;
  private final ParallelFor parallel;
  private final @Nullable Part[] crew;
  private final ParallelFor.Body panels = this::panels;
  private final ParallelFor.Body dots = this::dots;
  private final ParallelFor.Body turning = this::turn;

  // The product under way: C from rows of A and from B, which is transposed in the forward pass.
  private float[] a = {};
  private int aOffset;
  private int aStride;
  private Matrix b = Matrix.of(a, 0, 0);
  private int bRow;
  private boolean bTransposed;
  private Matrix c = b;
  private boolean add;
  private int depth;
  private int columnParts;
  private int rowParts;

  // The rows of dY that are turned around, and where to.
  private Matrix source = b;
  private int sourceRow;
  private float[] turned = {};
  private int turnParts;

  VectorMatrixKernel(int threads, ParallelFor parallel) {
    this.threads = threads;
    this.parallel = parallel;
    this.crew = new Part[threads];
  }

  /** What a thread needs for itself. */
  private static final class Part {
    // Held so that it is not freed while its addresses are in use.
    final MemorySegment memory;
    final long panel;
    final MatrixTile tile = new MatrixTile();
    final DotTile dots;
    final Transposition transposition;
    final float[] spare = new float[LANES];

    Part() {
      long ofPanel = STEP * BLOCK * WIDTH;
      memory = Arena.ofAuto().allocate(ofPanel + Transposition.BYTES + DotTile.BYTES, 64);
      panel = memory.address();
      transposition = new Transposition(panel + ofPanel);
      dots = new DotTile(panel + ofPanel + Transposition.BYTES);
    }
  }

  @Override
  public void forward(Matrix x, Matrix w, Matrix y, boolean adding) {
    MatrixKernel.check(x, w, y);
    a = x.values();
    aOffset = x.offset();
    aStride = x.stride();
    b = w;
    bRow = 0;
    bTransposed = true;
    run(y, x.columns(), adding, DotTile.isBetter(y.rows(), y.columns(), x.columns()));
  }

  @Override
  public void inputGradient(Matrix dy, Matrix w, Matrix dx, boolean adding) {
    MatrixKernel.check(dx, w, dy);
    a = dy.values();
    aOffset = dy.offset();
    aStride = dy.stride();
    b = w;
    bRow = 0;
    bTransposed = false;
    run(dx, dy.columns(), adding, false);
  }

  @Override
  public void weightGradient(Matrix dy, Matrix x, Matrix dw, boolean adding) {
    MatrixKernel.check(x, dw, dy);
    int batch = dy.rows();
    aStride = Math.ceilDiv(Math.min(batch, TURNED), LANES) * LANES;
    int size = Math.multiplyExact(Math.ceilDiv(dw.rows(), LANES) * LANES, aStride);
    if (turned.length < size) {
      turned = new float[size];
    }
    a = turned;
    aOffset = 0;
    b = x;
    bTransposed = false;
    source = dy;
    int from = 0;
    do {
      bRow = from;
      sourceRow = from;
      depth = Math.min(TURNED, batch - from);
      turnParts = parts((long) WIDTH * depth * dy.columns(), Math.ceilDiv(dy.columns(), LANES));
      start(turnParts, turning);
      run(dw, depth, adding || from > 0, false);
      from += TURNED;
    } while (from < batch);
  }

  private void run(Matrix to, int length, boolean adding, boolean byDots) {
    c = to;
    depth = length;
    add = adding;
    int m = c.rows();
    int n = c.columns();
    if (m == 0 || n == 0) {
      return;
    }
    if (depth == 0) {
      for (int i = 0; i < m && !add; i++) {
        Arrays.fill(c.values(), c.at(i, 0), c.at(i, n), 0);
      }
      return;
    }
    int parts = parts((long) m * n * depth, threads);
    int tiles = Math.ceilDiv(m, ROWS);
    if (byDots) {
      rowParts = Math.min(parts, tiles);
      columnParts = Math.min(parts / rowParts, Math.ceilDiv(n, LANES));
      start(rowParts * columnParts, dots);
    } else {
      columnParts = Math.clamp(n / (WIDTH * LANES), 1, parts);
      rowParts = Math.min(parts / columnParts, tiles);
      start(rowParts * columnParts, panels);
    }
  }

  private int parts(long work, int most) {
    return Math.clamp(work / LEAST_PART, Math.min(1, most), Math.min(threads, most));
  }

  private void start(int parts, ParallelFor.Body body) {
    for (int i = 0; i < parts; i++) {
      if (crew[i] == null) {
        crew[i] = new Part();
      }
    }
    if (parts == 1) {
      body.run(0);
    } else if (parts > 1) {
      parallel.run(parts, body);
    }
  }

  private Part part(int index) {
    return Objects.requireNonNull(crew[index]);
  }

  /** Where a part begins, in units of which there are {@code count}. */
  private static int begin(int part, int parts, int count) {
    return (int) ((long) part * count / parts);
  }

  private void panels(int index) {
    Part part = part(index);
    int across = index % columnParts;
    int vectors = Math.ceilDiv(c.columns(), LANES);
    int from = begin(across, columnParts, vectors);
    int to = begin(across + 1, columnParts, vectors);
    int down = index / columnParts;
    int tiles = Math.ceilDiv(c.rows(), ROWS);
    int top = begin(down, rowParts, tiles) * ROWS;
    int bottom = Math.min(begin(down + 1, rowParts, tiles) * ROWS, c.rows());
    part.tile.between(a, aStride, c.values(), c.stride());
    for (int block = 0; block < depth; block += BLOCK) {
      int length = Math.min(BLOCK, depth - block);
      int width;
      for (int v = from; v < to; v += width) {
        width = width(to - v);
        pack(part, block, length, v * LANES, width);
        part.tile.with(part.panel, length, add || block > 0);
        int columns = Math.min(width * LANES, c.columns() - v * LANES);
        for (int i = top; i < bottom; i += ROWS) {
          int rows = Math.min(ROWS, bottom - i);
          part.tile.multiply(aOffset + i * aStride + block, rows, c.at(i, v * LANES), columns);
        }
      }
    }
  }

  /** Four vectors, or three where otherwise one or two were left, which keep less under way. */
  private static int width(int left) {
    return WIDTH == 4 && (left == 5 || left == 6) ? 3 : Math.min(WIDTH, left);
  }

  private void pack(Part part, int block, int length, int column, int width) {
    if (!bTransposed) {
      copy(part, bRow + block, length, column, width);
      return;
    }
    for (int v = 0; v < width; v++) {
      int row = column + v * LANES;
      for (int p = 0; p < length; p += LANES) {
        part.transposition.toMemory(
            b.values(),
            b.at(row, block + p),
            b.stride(),
            b.rows() - row,
            b.columns() - block - p,
            part.panel + STEP * width * p + STEP * v,
            width * STEP);
      }
    }
  }

  private void copy(Part part, int row, int length, int column, int width) {
    float[] from = b.values();
    int at = b.at(row, column);
    int room = from.length - width * LANES - at; // whole vectors are read, over the edge of B
    int whole = room < 0 ? 0 : Math.min(length, room / b.stride() + 1);
    if (width == 4) {
      copyFour(from, at, b.stride(), whole, part.panel);
    } else {
      for (int v = 0; v < width; v++) {
        copyOne(from, at + v * LANES, b.stride(), whole, part.panel + v * STEP, width * STEP);
      }
    }
    for (int p = whole; p < length; p++) {
      for (int v = 0; v < width; v++) {
        int j = column + v * LANES;
        int start = b.at(row + p, j);
        System.arraycopy(from, start, part.spare, 0, Math.min(LANES, b.columns() - j));
        copyOne(part.spare, 0, 0, 1, part.panel + STEP * width * p + STEP * v, 0);
      }
    }
  }

  private static void copyFour(float[] from, int start, int stride, int count, long to) {
    int at = start;
    long q = to;
    for (int p = 0; p < count; p++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, from, at);
      FloatVector b1 = FloatVector.fromArray(SPECIES, from, at + LANES);
      FloatVector b2 = FloatVector.fromArray(SPECIES, from, at + 2 * LANES);
      FloatVector b3 = FloatVector.fromArray(SPECIES, from, at + 3 * LANES);
      b0.intoMemorySegment(ALL, q, ORDER);
      b1.intoMemorySegment(ALL, q + STEP, ORDER);
      b2.intoMemorySegment(ALL, q + 2 * STEP, ORDER);
      b3.intoMemorySegment(ALL, q + 3 * STEP, ORDER);
      at += stride;
      q += 4 * STEP;
    }
  }

  private static void copyOne(float[] from, int start, int stride, int count, long to, long apart) {
    int at = start;
    long q = to;
    for (int p = 0; p < count; p++) {
      FloatVector.fromArray(SPECIES, from, at).intoMemorySegment(ALL, q, ORDER);
      at += stride;
      q += apart;
    }
  }

  private void turn(int index) {
    Part part = part(index);
    int n = source.columns();
    int blocks = Math.ceilDiv(n, LANES);
    int last = begin(index + 1, turnParts, blocks);
    for (int block = begin(index, turnParts, blocks); block < last; block++) {
      int j = block * LANES;
      for (int i = 0; i < depth; i += LANES) {
        part.transposition.toArray(
            source.values(),
            source.at(sourceRow + i, j),
            source.stride(),
            depth - i,
            n - j,
            turned,
            j * aStride + i,
            aStride);
      }
    }
  }

  private void dots(int index) {
    int across = index % columnParts;
    int from = begin(across, columnParts, c.columns());
    int to = begin(across + 1, columnParts, c.columns());
    int down = index / columnParts;
    int tiles = Math.ceilDiv(c.rows(), ROWS);
    int top = begin(down, rowParts, tiles) * ROWS;
    int bottom = Math.min(begin(down + 1, rowParts, tiles) * ROWS, c.rows());
    DotTile tile = part(index).dots;
    tile.between(a, aStride, b.values(), b.stride(), depth);
    for (int j = from; j < to; j += DotTile.OUTPUTS) {
      int outputs = Math.min(DotTile.OUTPUTS, to - j);
      for (int i = top; i < bottom; i += ROWS) {
        int rows = Math.min(ROWS, bottom - i);
        tile.multiply(aOffset + i * aStride, rows, b.at(j, 0), outputs);
        tile.put(c.values(), c.at(i, j), c.stride(), rows, outputs, add);
      }
    }
  }
}
