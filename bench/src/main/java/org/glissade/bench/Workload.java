package org.glissade.bench;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What is measured in memory: one epoch of SGD, rows in order, from data in memory to parameters in
 * memory.
 */
enum Workload {
  W1("W1", "least squares, 1,000,000 × 100", DataSet.DENSE_100, 64, 0.01, 0.0025),
  W1_1024("W1-1024", "least squares, 1,000,000 × 100", DataSet.DENSE_100, 1024, 0.01, 0.0025),
  W1_4096("W1-4096", "least squares, 1,000,000 × 100", DataSet.DENSE_100, 4096, 0.01, 0.0025),
  W1B("W1b", "least squares, 1,000,000 × 100", DataSet.DENSE_100, 1, 0.0025, 0.0025),
  W2("W2", "logistic regression, 500,000 × 54", DataSet.DENSE_54, 32, 0.01, 0.01),
  D1000("D1000", "least squares, 100,000 × 1000", DataSet.DENSE_1000, 64, 0.01, 0.0005),
  D1000_256("D1000-256", "least squares, 100,000 × 1000", DataSet.DENSE_1000, 256, 0.01, 0.0005),
  W3A("W3a", "logistic regression, 500,000 × 75 of 1,000,000", DataSet.SPARSE, 1, 2, 2),
  W3A_L2("W3a-l2", "W3a with L2 of 1e-6", DataSet.SPARSE, 1, 2, 2),
  W3A_ADAGRAD("W3a-adagrad", "W3a with AdaGrad", DataSet.SPARSE, 1, 0.5, 0.5),
  W6("W6", "least squares, 1,500 × 5", DataSet.SMALL_5, 1, 0.01, 0.01),
  W6_10("W6-10", "least squares, 1,500 × 5", DataSet.SMALL_5, 10, 0.01, 0.01),
  W6_100("W6-100", "least squares, 1,500 × 5", DataSet.SMALL_5, 100, 0.01, 0.01),
  W6_FULL("W6-full", "least squares, 1,500 × 5", DataSet.SMALL_5, 1500, 0.01, 0.01);

  /** Short epochs are measured so many at a time. */
  private static final int SMALL_REPEATS = 1000;

  private final String id;
  private final String title;
  private final DataSet data;
  private final int batch;
  private final double rate;
  private final double singleRate;

  Workload(String id, String title, DataSet data, int batch, double rate, double singleRate) {
    this.id = id;
    this.title = title;
    this.data = data;
    this.batch = batch;
    this.rate = rate;
    this.singleRate = singleRate;
  }

  String id() {
    return id;
  }

  String title() {
    return title + (batch == data.rows(1) ? ", full batch" : ", batch " + batch);
  }

  DataSet data() {
    return data;
  }

  /** The job at a share of the rows; {@code scale} 1 is what is measured, less is for tests. */
  Job job(double scale) {
    int rows = data.rows(scale);
    return new Job(
        data.fileName(),
        rows,
        data.columns(),
        data.nonzeros(),
        data.hasClasses() ? Job.LOGISTIC : Job.SQUARED,
        Math.min(batch, rows),
        rate,
        singleRate,
        this == W3A_L2 ? 1e-6 : 0,
        this == W3A_ADAGRAD ? Job.ADAGRAD : Job.SGD,
        data == DataSet.SMALL_5 ? SMALL_REPEATS : 1);
  }

  /**
   * Who takes part if nobody is named: everybody where it is telling, and elsewhere those that the
   * job is about; {@code tribuo}, {@code liblinear} and {@code torch} take long.
   */
  Set<String> contenders() {
    String others =
        switch (this) {
          case W1 ->
              "openblas glissade-heap glissade-npy glissade-shuffle jsat tribuo vw numpy"
                  + " sklearn torch torch-manual";
          case W2 -> "openblas glissade-shuffle jsat vw numpy sklearn torch";
          case W1_1024, W1_4096, D1000_256 -> "openblas glissade-2 numpy";
          case W1B -> "openblas glissade-average jsat vw sklearn";
          case D1000 -> "openblas glissade-shuffle numpy";
          case W3A -> "glissade-hogwild glissade-average glissade-shuffle jsat vw sklearn";
          case W3A_L2 -> "glissade-average jsat vw sklearn";
          case W3A_ADAGRAD -> "jsat vw";
          case W6 -> "openblas jsat numpy sklearn torch";
          case W6_10, W6_100, W6_FULL -> "openblas numpy torch";
        };
    Set<String> all = new LinkedHashSet<>(List.of(Race.READ, Race.C, Race.GLISSADE));
    all.addAll(List.of(others.split(" ", -1)));
    return all;
  }

  static List<String> ids() {
    return Arrays.stream(values()).map(Workload::id).toList();
  }

  /** The workloads that an argument names: one, or all that begin with it and a hyphen. */
  static List<Workload> named(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(
            workload -> {
              String id = workload.id.toLowerCase(Locale.ROOT);
              return id.equals(name) || id.startsWith(name + "-");
            })
        .toList();
  }
}
