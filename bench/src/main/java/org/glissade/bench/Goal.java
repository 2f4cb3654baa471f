package org.glissade.bench;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the project set out to reach in a job: that one contender is so many times as fast as
 * another, or needs no more than so many bytes.
 *
 * @param job id of the race
 * @param of whose figure it is
 * @param against the other one, or {@link #RESIDENT} or {@link #BEYOND_DATA}
 * @param bound a ratio to be reached; for memory, megabytes not to be exceeded
 */
record Goal(String job, String of, String against, double bound) {
  /** All of the resident memory. */
  static final String RESIDENT = "resident memory";

  /** Of it, what the data as numbers do not take. */
  static final String BEYOND_DATA = "resident memory beyond the data";

  private static final double MEGA = 1e6;

  /** In the order of the jobs. */
  static final List<Goal> ALL =
      List.of(
          new Goal("W1", Race.GLISSADE, Race.READ, 0.80),
          new Goal("W1", Race.GLISSADE, Race.C, 0.90),
          new Goal("W1", Race.GLISSADE, "numpy", 10),
          new Goal("W1", Race.GLISSADE, "tribuo", 50),
          new Goal("W1", Race.GLISSADE, "torch", 50),
          new Goal("W1", "glissade-npy", Race.GLISSADE, 0.95),
          new Goal("W1", "glissade-shuffle", Race.READ, 0.45),
          new Goal("W1", Race.GLISSADE, BEYOND_DATA, 150),
          new Goal("W1-1024", "glissade-2", Race.GLISSADE, 1.3),
          new Goal("W1-4096", "glissade-2", Race.GLISSADE, 1.3),
          new Goal("W1b", Race.GLISSADE, Race.READ, 0.60),
          new Goal("W1b", Race.GLISSADE, "jsat", 5),
          new Goal("W1b", Race.GLISSADE, "sklearn", 10),
          new Goal("W2", Race.GLISSADE, Race.READ, 0.70),
          new Goal("W2", Race.GLISSADE, "sklearn", 20),
          new Goal("D1000", Race.GLISSADE, Race.READ, 0.60),
          new Goal("D1000-256", "glissade-2", Race.GLISSADE, 1.4),
          new Goal("W3a", Race.GLISSADE, Race.C, 0.85),
          new Goal("W3a", Race.GLISSADE, "jsat", 1.7),
          new Goal("W3a", Race.GLISSADE, "sklearn", 2.5),
          new Goal("W3a", Race.GLISSADE, "vw", 8),
          new Goal("W3a-l2", Race.GLISSADE, Race.C, 0.6),
          new Goal("W3a-adagrad", Race.GLISSADE, Race.C, 0.45),
          new Goal("W6", Race.GLISSADE, Race.C, 0.5),
          new Goal("W6-10", Race.GLISSADE, Race.C, 0.5),
          new Goal("W6-100", Race.GLISSADE, Race.C, 0.5),
          new Goal("W6-full", Race.GLISSADE, Race.C, 1),
          new Goal("W3b", "glissade-1", "vw-jni-1", 2),
          new Goal("W3b", "glissade-1", Race.C, 0.6),
          new Goal("W3b", "glissade-ftrl", "vw-jni", 3),
          new Goal("CSV", "glissade-1", "fastcsv-1", 3),
          new Goal("CSV", "glissade-1", "duckdb-1", 3),
          new Goal("CSV", Race.GLISSADE, "glissade-1", 1.7),
          new Goal("CSV-10k", Race.GLISSADE, "glissade-plain", 0.77),
          new Goal("Large", Race.GLISSADE, RESIDENT, 700));

  private boolean isOfMemory() {
    return against.equals(RESIDENT) || against.equals(BEYOND_DATA);
  }

  /** What a race shows of it: a ratio, or megabytes; null if it has no such figure. */
  @Nullable Double reached(Race race) {
    Result ours = race.id().equals(job) ? race.of(of) : null;
    if (ours == null) {
      return null;
    }
    double figure;
    if (isOfMemory()) {
      long data = against.equals(BEYOND_DATA) ? race.dataBytes() : 0;
      figure = ours.peakBytes() == 0 ? Double.NaN : (ours.peakBytes() - data) / MEGA;
    } else {
      Result other = race.of(against);
      figure = other == null ? Double.NaN : ours.timesFasterThan(other);
    }
    return Double.isNaN(figure) ? null : figure;
  }

  /** Whether a figure is as good as was wanted. */
  boolean isMetBy(double figure) {
    return isOfMemory() ? figure <= bound : figure >= bound;
  }

  /** As rows of a table of Markdown, for those of which the races have figures. */
  static String table(List<Race> races) {
    StringBuilder text = new StringBuilder();
    for (Goal goal : ALL) {
      for (Race race : races) {
        Double reached = goal.reached(race);
        if (reached != null) {
          text.append(goal.row(reached));
        }
      }
    }
    return text.isEmpty()
        ? ""
        : "| job | speed : speed, or memory | goal | reached | met |\n|---|---|---:|---:|---|\n"
            + text
            + "\n";
  }

  private String row(double reached) {
    String what = isOfMemory() ? of + ": " + against : of + " : " + against;
    return "| "
        + String.join(
            " | ",
            job,
            what,
            isOfMemory() ? "≤ " + number(bound) + " MB" : "≥ " + number(bound),
            isOfMemory() ? number(reached) + " MB" : number(reached),
            isMetBy(reached) ? "yes" : "no")
        + " |\n";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%,.0f" : "%.2f", value);
  }
}
