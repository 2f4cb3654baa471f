package org.glissade.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The job {@code GEMM}: the products of a dense layer by Glissade and by OpenBLAS, one thread each,
 * in processes of their own that take turns.
 */
final class MatrixRace {
  static final String ID = "GEMM";

  /** Which product; by its name the processes are asked. */
  enum Product {
    FORWARD("forward X·Wᵀ"),
    INPUT("input gradient dY·W"),
    WEIGHT("weight gradient dYᵀ·X");

    final String title;

    Product(String title) {
      this.title = title;
    }
  }

  /** Of X (batch × inputs), W (outputs × inputs) and Y (batch × outputs). */
  record Shape(int batch, int inputs, int outputs) {
    double operations() {
      return 2.0 * batch * inputs * outputs;
    }

    @Override
    public String toString() {
      return batch + "×" + inputs + "×" + outputs;
    }
  }

  private static final List<Shape> SHAPES =
      List.of(
          new Shape(256, 784, 256),
          new Shape(256, 256, 10),
          new Shape(64, 784, 256),
          new Shape(1024, 1024, 1024));

  /** Of a measurement: some 30 ms. */
  private static final double OPERATIONS = 4e9;

  private static final int WARM_UPS = 8;

  private final List<Shape> shapes;
  private final double operations;
  private final CPrograms programs;
  private final Path logs;
  private final Consumer<String> progress;

  /**
   * @param scale share of the work; with less than 1, for tests, large shapes are left out
   */
  MatrixRace(double scale, CPrograms programs, Path logs, Consumer<String> progress) {
    this.operations = scale * OPERATIONS;
    this.shapes = SHAPES.stream().filter(shape -> shape.operations() <= operations).toList();
    this.programs = programs;
    this.logs = logs;
    this.progress = progress;
  }

  /** A table of GFLOP/s, medians of rounds, and of ratios, which are taken within a round. */
  String run(int rounds) throws IOException, WorkerProcess.Refusal {
    if (!programs.available()) {
      throw new WorkerProcess.Refusal("there is no gcc");
    }
    List<String> java = Lineup.java();
    java.add(MatrixWorker.class.getName());
    List<String> blas = List.of(programs.compiled("gemm").toString());
    try (WorkerProcess ours = new WorkerProcess(java, logs.resolve("gemm-glissade.log"));
        WorkerProcess theirs = new WorkerProcess(blas, logs.resolve("gemm-openblas.log"))) {
      List<WorkerProcess> workers = List.of(ours, theirs);
      progress.accept(ID + ": warming up");
      for (int i = 0; i < WARM_UPS; i++) { // every shape before any counts, as the compiler learns
        round(workers, i);
      }
      progress.accept(ID + ": taking turns");
      Machine.Others noise = new Machine.Others();
      List<double[][]> all = new ArrayList<>();
      for (int i = 0; i < rounds; i++) {
        all.add(round(workers, i));
      }
      return table(all, theirs.terms().note(), noise.cores());
    }
  }

  /** GFLOP/s of each worker at each product of each shape. */
  private double[][] round(List<WorkerProcess> workers, int turn)
      throws IOException, WorkerProcess.Refusal {
    double[][] speeds = new double[workers.size()][shapes.size() * Product.values().length];
    int at = 0;
    for (Shape shape : shapes) {
      long times = Math.max(1, Math.round(operations / shape.operations()));
      for (Product product : Product.values()) {
        for (int i = 0; i < workers.size(); i++) {
          int which = (i + turn) % workers.size();
          String question =
              String.join(
                  " ",
                  product.name(),
                  String.valueOf(shape.batch()),
                  String.valueOf(shape.inputs()),
                  String.valueOf(shape.outputs()),
                  String.valueOf(times));
          double seconds = workers.get(which).seconds(question);
          speeds[which][at] = shape.operations() / seconds * 1e-9;
        }
        at++;
      }
    }
    return speeds;
  }

  private String table(List<double[][]> rounds, String note, double others) {
    StringBuilder text = new StringBuilder();
    text.append(ID).append(", products of matrices, float, one thread: GFLOP/s, medians of ");
    text.append(rounds.size()).append(" rounds\n");
    text.append(line("batch×inputs×outputs", "product", "glissade", "openblas", "ratio"));
    int at = 0;
    for (Shape shape : shapes) {
      for (Product product : Product.values()) {
        int cell = at++;
        double[] ours = rounds.stream().mapToDouble(round -> round[0][cell]).toArray();
        double[] theirs = rounds.stream().mapToDouble(round -> round[1][cell]).toArray();
        double[] ratios = rounds.stream().mapToDouble(r -> r[0][cell] / r[1][cell]).toArray();
        text.append(
            line(
                shape.toString(),
                product.title,
                String.format(Locale.ROOT, "%.1f", Result.median(ours)),
                String.format(Locale.ROOT, "%.1f", Result.median(theirs)),
                String.format(Locale.ROOT, "%.2f", Result.median(ratios))));
      }
    }
    text.append("  openblas: ").append(note).append('\n');
    if (others > Race.QUIET) {
      text.append(
          String.format(
              Locale.ROOT,
              "  Other programs used %.2f cores: the figures are doubtful.%n",
              others));
    }
    return text.toString();
  }

  private static String line(String... cells) {
    return String.format(Locale.ROOT, "  %-21s %-23s %9s %9s %6s%n", (Object[]) cells);
  }
}
