package org.glissade.spark.rounds;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Future;
import org.glissade.spark.exchange.Workers;

/** What a mean costs by the prices of {@link RoundLength}, and between workers of this machine. */
public final class RoundTable {
  private static final int REPEATS = 15;
  private static final int READ_BY_STEP = 64 * 50;
  private static final int LONG = 1_000_000;

  private RoundTable() {}

  /** Prints both. */
  public static void print() throws Exception {
    say("measured: seconds of a mean between workers of one machine (median of %d)", REPEATS);
    for (int workers : new int[] {2, 4, 8}) {
      for (int numbers : new int[] {100, 1_000_000, 20_000_000}) {
        if ((long) workers * numbers <= 80_000_000) {
          say(
              "  %d workers, %,d numbers: %.5f, encrypted %.5f",
              workers,
              numbers,
              measured(workers, numbers, false),
              measured(workers, numbers, true));
        }
      }
    }
    say(
        "| workers | parameters | 1 Gbit/s | 10 Gbit/s | 100 Gbit/s | steps of a round | share of the means |");
    say("|---:|---:|---:|---:|---:|---:|---:|");
    for (int numbers : new int[] {10_000, 1_000_000, 20_000_000}) {
      for (int workers : new int[] {2, 8, 32, 100, 320, 1000}) {
        double mean = RoundLength.exchange(numbers, workers);
        int steps = RoundLength.choose(numbers, workers, READ_BY_STEP, LONG);
        double share = mean / (mean + steps * RoundLength.step(READ_BY_STEP));
        say(
            "| %,d | %,d | %s | %s | %s | %,d | %.0f%% |",
            workers,
            numbers,
            time(RoundLength.exchange(numbers, workers, 1.25e8)),
            time(mean),
            time(RoundLength.exchange(numbers, workers, 1.25e10)),
            steps,
            100 * share);
      }
    }
  }

  private static double measured(int workers, int numbers, boolean encrypts) throws Exception {
    List<Future<Double>> all =
        Workers.run(
            workers,
            encrypts,
            exchange -> {
              float[] values = new float[numbers];
              Arrays.fill(values, 1);
              double[] seconds = new double[REPEATS];
              for (int repeat = -5; repeat < REPEATS; repeat++) {
                long begin = System.nanoTime();
                exchange.sum(values);
                seconds[Math.max(0, repeat)] = (System.nanoTime() - begin) / 1e9;
                Arrays.fill(values, 1);
              }
              Arrays.sort(seconds);
              return seconds[REPEATS / 2];
            });
    return all.getFirst().get();
  }

  private static String time(double seconds) {
    return String.format(
        Locale.ROOT, seconds < 1 ? "%.1f ms" : "%.2f s", seconds < 1 ? seconds * 1e3 : seconds);
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
