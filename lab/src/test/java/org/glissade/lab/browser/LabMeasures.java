package org.glissade.lab.browser;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.glissade.lab.runs.RecordedRun;
import org.glissade.train.StopReason;

/**
 * Measures what a visitor waits for, on the command as it is installed here and in a browser that
 * has been started: times differ by machine, so that this is no test.
 */
final class LabMeasures {
  private static final int REPEATS = 5;
  private static final int STEPS_OF_A_WINDOW = 1024;
  private static final int EPOCHS = 10;

  /** Milliseconds from the start of the process to the first text or picture on the screen. */
  private static final String FIRST_PAINT =
      "async began => { for (;;) {"
          + " const paint = performance.getEntriesByName('first-contentful-paint')[0];"
          + " if (paint) return performance.timeOrigin + paint.startTime - began;"
          + " await new Promise(r => setTimeout(r, 5)); } }";

  /** The same to the moment when all of the record is drawn. */
  private static final String WHOLE_RUN =
      "async began => { for (;;) {"
          + " const held = [...(globalThis.glissadeRuns?.page.shown.values() ?? [])][0];"
          + " const detail = held?.series.detail;"
          + " if (detail?.read === 1 && detail.status === 'finished')"
          + "   return performance.timeOrigin + performance.now() - began;"
          + " await new Promise(r => setTimeout(r, 5)); } }";

  private static final String SCRUB =
      "async () => { const pos = document.getElementById('pos'), spent = [];"
          + " const frame = () => new Promise(r => requestAnimationFrame(r));"
          + " for (let i = 1; i <= 101; i++) { pos.value = i * 97; pos.oninput({target: pos});"
          + " await frame(); await frame(); spent.push(glissadeLab.frame); }"
          + " return spent.sort((a, b) => a - b).filter((_, i) => [50, 95].includes(i)); }";

  private final Chromium chromium;
  private final Path command;
  private final Path folder;

  private LabMeasures(Chromium chromium, Path command, Path folder) {
    this.chromium = chromium;
    this.command = command;
    this.folder = folder;
  }

  /**
   * Measures.
   *
   * @param args the command, and a folder for records
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    try (Chromium chromium = Chromium.start()) {
      new LabMeasures(chromium, Path.of(args[0]), Path.of(args[1])).all();
    }
  }

  private void all() throws IOException, InterruptedException {
    Path none = Files.createDirectories(folder.resolve("none"));
    say(
        "first paint of the lab after the command",
        repeated(visit -> visit.time(FIRST_PAINT), "", none),
        "ms");
    say(
        "first paint of the page of runs",
        repeated(visit -> visit.time(FIRST_PAINT), "runs.html", none),
        "ms");
    try (Visit visit = new Visit("", none)) {
      visit.page.waitForFunction("() => document.body.dataset.ready");
      Thread.sleep(5000);
      say("memory of an idle lab with its page open", visit.memory(), "MB");
    }
    scrub(none);
    for (long steps : new long[] {10_000_000L, 1_000_000_000L}) {
      Path runs = record(steps);
      String run = String.format(Locale.ROOT, "a run of %,d steps", steps);
      say(
          "first paint of " + run,
          repeated(visit -> visit.time(FIRST_PAINT), "runs.html", runs),
          "ms");
      say("all of " + run, repeated(visit -> visit.time(WHOLE_RUN), "runs.html", runs), "ms");
    }
  }

  private void scrub(Path none) throws IOException {
    try (Visit visit = new Visit("", none)) {
      visit.page.navigate(
          visit.address("")
              + "#p=least-squares&n=2048&e=50&r0=2048,1,0,constant&r1=16,0.2,0,constant"
              + "&r2=1,0.02,0,constant");
      visit.page.reload();
      visit.page.waitForFunction("() => globalThis.glissadeLab?.trails[2]?.updates > 100000");
      visit.page.waitForFunction("() => document.body.dataset.ready");
      Object[] frames = ((List<?>) visit.page.evaluate(SCRUB)).toArray();
      say("a frame while 102,400 updates are scrubbed: median", number(frames[0]), "ms");
      say("a frame while 102,400 updates are scrubbed: 95%", number(frames[1]), "ms");
    }
  }

  /** A folder with one record of so many steps. */
  private Path record(long steps) {
    Path runs = folder.resolve("steps-" + steps);
    RecordedRun run = new RecordedRun(runs, "measured.csv");
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      run.longEpoch((int) (steps / EPOCHS / STEPS_OF_A_WINDOW), STEPS_OF_A_WINDOW);
    }
    run.stop(StopReason.EPOCHS);
    return runs;
  }

  /** The median over visits, each of a lab that has just been started. */
  private double repeated(ToDoubleFunction<Visit> measure, String page, Path runs)
      throws IOException {
    double[] values = new double[REPEATS];
    for (int i = 0; i < REPEATS; i++) {
      try (Visit visit = new Visit(page, runs)) {
        values[i] = measure.applyAsDouble(visit);
      }
    }
    Arrays.sort(values);
    return values[REPEATS / 2];
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }

  private static void say(String what, double value, String unit) {
    System.out.printf(Locale.ROOT, "%-58s %8.1f %s%n", what, value, unit);
  }

  /** A lab in a process of its own, and a tab that opens its address as soon as it is printed. */
  private final class Visit implements AutoCloseable {
    private final BrowserContext context = chromium.browser().newContext();
    private final Page page = context.newPage();
    private final double began = System.currentTimeMillis();
    private final Process process;
    private final String printed;

    Visit(String name, Path runs) throws IOException {
      process =
          new ProcessBuilder(
                  command.toString(), "lab", "--no-open", "--port", "0", "--runs", runs.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      printed =
          String.valueOf(
              new BufferedReader(
                      new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                  .readLine());
      page.navigate(address(name));
    }

    /** A page of it, with the token. */
    String address(String name) {
      return printed.replace("/?", "/" + name + "?");
    }

    double time(String script) {
      return number(page.evaluate(script, began));
    }

    /** What the process holds of the memory of the machine, in megabytes. */
    double memory() throws IOException {
      Process ps =
          new ProcessBuilder("ps", "-o", "rss=", "-p", String.valueOf(process.pid())).start();
      String text = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Double.parseDouble(text.strip()) / 1024;
    }

    @Override
    public void close() {
      context.close();
      process.destroy();
      process.onExit().join();
    }
  }
}
