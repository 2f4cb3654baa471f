package org.glissade.lab.runs;

import java.util.Arrays;
import org.glissade.lab.server.Frame;

/**
 * Points of a run as they come, in a bounded number of buckets of equally many points: while there
 * are few, one each; whenever there would be too many, neighbours are joined. A bucket keeps the
 * least, the greatest, the mean and the last of its values, so that no spike is lost, and the
 * moment of its last point. What is not finite counts as last only.
 *
 * <p>Buckets only change at the end, until they are joined: a page that has some asks for the rest.
 * The lab's own charts ({@code buckets} in charts.js) thin otherwise, evenly along their axis: a
 * trail is at an end when it is drawn, and a run is not.
 */
final class Curve {
  /** The most buckets: more than a screen has columns. Even, so that all can be joined in pairs. */
  static final int MOST = 2048;

  private final double[][] moments = new double[3][];
  private double[] low = {};
  private double[] high = {};
  private double[] sum = {};
  private int[] finite = {};
  private double[] last = {};
  private int size;
  private int width = 1;
  private long points;

  Curve() {
    Arrays.fill(moments, new double[0]);
  }

  /** How many points there are. */
  long points() {
    return points;
  }

  /** How many points a bucket takes. */
  int width() {
    return width;
  }

  /** How many buckets there are. */
  int size() {
    return size;
  }

  /** The last value; NaN if there is none. */
  double last() {
    return size == 0 ? Double.NaN : last[size - 1];
  }

  /** The least value; NaN if there is none that is finite. */
  double least() {
    double least = Double.NaN;
    for (int i = 0; i < size; i++) {
      least = Double.isNaN(least) || low[i] < least ? low[i] : least;
    }
    return least;
  }

  void add(Moment moment, double value) {
    if (points == (long) size * width) {
      if (size == MOST) {
        join();
      }
      open();
    }
    int i = size - 1;
    moments[0][i] = moment.update();
    moments[1][i] = moment.epoch();
    moments[2][i] = moment.seconds();
    last[i] = value;
    points++;
    if (Double.isFinite(value)) {
      low[i] = finite[i] == 0 ? value : Math.min(low[i], value);
      high[i] = finite[i] == 0 ? value : Math.max(high[i], value);
      sum[i] += value;
      finite[i]++;
    }
  }

  private void open() {
    if (size == last.length) {
      int room = Math.clamp(2L * size, 16, MOST);
      for (int k = 0; k < moments.length; k++) {
        moments[k] = Arrays.copyOf(moments[k], room);
      }
      low = Arrays.copyOf(low, room);
      high = Arrays.copyOf(high, room);
      sum = Arrays.copyOf(sum, room);
      finite = Arrays.copyOf(finite, room);
      last = Arrays.copyOf(last, room);
    }
    low[size] = Double.NaN;
    high[size] = Double.NaN;
    sum[size] = 0;
    finite[size] = 0;
    size++;
  }

  private void join() {
    for (int i = 0; i < MOST / 2; i++) {
      int a = 2 * i;
      int b = a + 1;
      for (double[] each : moments) {
        each[i] = each[b];
      }
      low[i] = finite[a] == 0 ? low[b] : finite[b] == 0 ? low[a] : Math.min(low[a], low[b]);
      high[i] = finite[a] == 0 ? high[b] : finite[b] == 0 ? high[a] : Math.max(high[a], high[b]);
      sum[i] = sum[a] + sum[b];
      finite[i] = finite[a] + finite[b];
      last[i] = last[b];
    }
    size = MOST / 2;
    width *= 2;
  }

  /** The first bucket that somebody lacks who has so many points in buckets so wide. */
  int missing(long hasPoints, int hasWidth) {
    return hasWidth == width && hasPoints <= points ? (int) (hasPoints / width) : 0;
  }

  /** Adds arrays from a bucket on, with names that begin with that of the curve. */
  void addTo(Frame frame, String name, int from) {
    double[] mean = new double[size];
    for (int i = 0; i < size; i++) {
      mean[i] = finite[i] == 0 ? Double.NaN : sum[i] / finite[i];
    }
    frame.add(name + ".updates", cut(moments[0], from));
    frame.add(name + ".epochs", cut(moments[1], from));
    frame.add(name + ".seconds", cut(moments[2], from));
    frame.add(name + ".low", cut(low, from));
    frame.add(name + ".high", cut(high, from));
    frame.add(name + ".mean", cut(mean, from));
    frame.add(name + ".last", cut(last, from));
  }

  private double[] cut(double[] values, int from) {
    return Arrays.copyOfRange(values, from, size);
  }

  /** At most so many of the means, evenly: for a small picture. */
  double[] outline(int most) {
    int count = Math.min(size, most);
    double[] outline = new double[count];
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) i * size / count);
      int to = (int) ((i + 1L) * size / count);
      double total = 0;
      int values = 0;
      for (int k = from; k < to; k++) {
        total += sum[k];
        values += finite[k];
      }
      outline[i] = values == 0 ? Double.NaN : total / values;
    }
    return outline;
  }

  /** The least and the greatest of a bucket: for tests. */
  double[] range(int bucket) {
    return new double[] {low[bucket], high[bucket]};
  }
}
