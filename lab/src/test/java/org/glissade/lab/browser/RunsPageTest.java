package org.glissade.lab.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.glissade.lab.LabContent;
import org.glissade.lab.runs.RecordedRun;
import org.glissade.train.StopReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(InBrowser.class)
class RunsPageTest {
  /** How soon a run has to be there. */
  private static final Locator.WaitForOptions SOON = new Locator.WaitForOptions().setTimeout(2000);

  @TempDir private Path runs;

  private Page opened(LabPage lab) throws IOException {
    lab.reopen(new LabContent(null, null, runs), null);
    Page page = lab.open("runs.html");
    page.waitForFunction("() => globalThis.glissadeRuns?.page.ready");
    return page;
  }

  private RecordedRun recorded(String source, double rate, int epochs) {
    RecordedRun run =
        new RecordedRun(runs, source, Instant.now(), ProcessHandle.current().pid(), rate);
    for (int epoch = 1; epoch <= epochs; epoch++) {
      run.epoch(1.0 / epoch, 2.0 / epoch);
    }
    return run;
  }

  private static String figure(Page page, String name) {
    return page.locator("[data-figure='" + name + "']").innerText();
  }

  private static void awaitFigure(Page page, String name, String text) {
    page.locator("[data-figure='" + name + "']", new Page.LocatorOptions().setHasText(text))
        .waitFor(SOON);
  }

  @Test
  void aRunThatBeginsIsThereWithinTwoSecondsAndIsFollowed(LabPage lab) throws IOException {
    Page page = opened(lab);
    assertThat(page.locator("#empty-command").innerText()).contains("--runs " + runs);
    RecordedRun run = recorded("flats.csv", 0.1, 1);
    page.locator("[data-run='" + run.name() + "'][data-status=live]").waitFor(SOON);
    awaitFigure(page, "training loss", "1.000");
    assertThat(page.locator("#live-count").innerText()).isEqualTo("1 live");
    for (int epoch = 2; epoch <= 4; epoch++) {
      run.epoch(1.0 / epoch, 2.0 / epoch);
    }
    awaitFigure(page, "training loss", "0.2500");
    assertThat(page.evaluate("() => glissadeRuns.charts[0].ranges.x[1]"))
        .as("the axis follows the data")
        .isEqualTo(4);
    run.stop(StopReason.EPOCHS);
    page.locator("[data-run='" + run.name() + "'][data-status=finished]").waitFor(SOON);
    page.locator("#events span", new Page.LocatorOptions().setHasText("all epochs done"))
        .waitFor(SOON);
  }

  @Test
  void theFiguresAreThoseOfTheRecord(LabPage lab) throws IOException {
    recorded("flats.csv", 0.1, 4).stop(StopReason.EPOCHS);
    Page page = opened(lab);
    awaitFigure(page, "validation loss", "0.5000");
    assertThat(figure(page, "training loss")).isEqualTo("0.2500");
    assertThat(figure(page, "learning rate")).isEqualTo("0.100");
    assertThat(figure(page, "gradient norm")).isEqualTo("0.500");
    assertThat(figure(page, "noise scale")).contains("128");
    assertThat(figure(page, "throughput")).contains("640");
    assertThat(page.locator("figure[data-plot=loss] [role=img]").getAttribute("aria-label"))
        .contains("by epochs", "0.3750", "val 0.5000");
  }

  @Test
  void runsDifferInWhatTheTableSaysAndNothingElse(LabPage lab) throws IOException {
    recorded("flats.csv", 0.1, 2).stop(StopReason.EPOCHS);
    recorded("flats.csv", 0.25, 3).stop(StopReason.EPOCHS);
    Page page = opened(lab);
    page.locator("tr[data-fact='rate η']").waitFor(SOON);
    assertThat(page.locator("tr[data-fact='rate η'] td").allInnerTexts())
        .containsExactlyInAnyOrder("0.1", "0.25");
    assertThat(page.locator("#diff tr:not(.result)[data-fact]").count()).isEqualTo(1);
    assertThat(page.locator("tr[data-fact='best val.'] td").allInnerTexts())
        .containsExactlyInAnyOrder("1.000", "0.6667");
  }

  @Test
  void theFilterAndTheBoxesChooseWhatIsShown(LabPage lab) throws IOException {
    recorded("flats.csv", 0.1, 2).stop(StopReason.DIVERGED);
    RecordedRun houses = recorded("houses.csv", 0.1, 2);
    houses.stop(StopReason.EPOCHS);
    Page page = opened(lab);
    page.locator("#filter").fill("diverged linear");
    page.waitForFunction("() => document.querySelectorAll('.rrow').length === 1");
    assertThat(page.locator("#count").innerText()).isEqualTo("1 of 2 runs");
    page.locator(".rrow button").click();
    page.waitForFunction("() => glissadeRuns.page.shown.size === 2");
    page.locator("#filter").fill("");
    page.locator("[data-run='" + houses.name() + "'] input").uncheck();
    page.waitForFunction("() => glissadeRuns.page.shown.size === 1");
    assertThat(page.url()).doesNotContain(houses.name());
  }

  @Test
  void theCsvHoldsTheSeriesThatIsDrawn(LabPage lab) throws IOException {
    RecordedRun run = recorded("flats.csv", 0.1, 4);
    run.stop(StopReason.EPOCHS);
    Page page = opened(lab);
    awaitFigure(page, "training loss", "0.2500");
    List<String> lines = Files.readAllLines(exported(page, "Values as CSV"));
    assertThat(lines)
        .hasSize(9)
        .contains(run.name() + ",train,35,3.5,3.5,1,0.375,0.375,0.375,0.375")
        .contains(run.name() + ",validation,40,4,4,1,0.5,0.5,0.5,0.5");
    assertThat(Files.readString(exported(page, "Picture as SVG")))
        .startsWith("<svg")
        .contains("Loss by epochs", "stroke-dasharray");
    assertThat(Files.size(exported(page, "Picture as PNG"))).isGreaterThan(5000);
  }

  private static Path exported(Page page, String what) {
    page.locator("figure[data-plot=loss] summary").click();
    Download download =
        page.waitForDownload(
            () ->
                page.locator("figure[data-plot=loss] .menu button")
                    .filter(new Locator.FilterOptions().setHasText(what))
                    .click());
    return download.path();
  }

  @Test
  void theCursorOfOneChartIsThatOfAll(LabPage lab) throws IOException {
    recorded("flats.csv", 0.1, 4).stop(StopReason.EPOCHS);
    Page page = opened(lab);
    awaitFigure(page, "training loss", "0.2500");
    page.locator("figure[data-plot=loss] .u-over").hover();
    assertThat(page.locator(".tip:visible").count()).isEqualTo(5);
    assertThat(page.locator("figure[data-plot=rate] .tip").innerText()).isEqualTo("0.1000");
  }

  @Test
  void theChartsAreDrawnAndCanBeReadAsTables(LabPage lab) throws IOException {
    recorded("flats.csv", 0.1, 4).stop(StopReason.EPOCHS);
    Page page = opened(lab);
    awaitFigure(page, "training loss", "0.2500");
    Object colours =
        page.evaluate(
            "() => { const c = document.querySelector('figure[data-plot=loss] canvas');"
                + " const p = new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width,"
                + " c.height).data.buffer); return new Set(p).size; }");
    assertThat((int) colours).isGreaterThan(20);
    page.locator("figure[data-plot=loss] summary").click();
    page.locator("figure[data-plot=loss] .menu button").first().click();
    assertThat(page.locator("#table-body").innerText()).contains("validation loss", "0.6667");
  }

  @Test
  void zoomedInEveryValueOfALongRunIsDrawn(LabPage lab) throws IOException {
    recorded("flats.csv", 0.1, 9000).stop(StopReason.EPOCHS);
    Page page = opened(lab);
    page.waitForFunction(
        "() => [...glissadeRuns.page.shown.values()][0]?.series.curves.epoch.points === 9000");
    assertThat(page.evaluate("() => glissadeRuns.charts[0].list.some(s => s.type === 'band')"))
        .isEqualTo(true);
    page.evaluate("() => glissadeRuns.charts[0].zoomed([4000, 4400])");
    page.waitForFunction("() => document.getElementById('close').textContent === 'every value'");
    Object drawn =
        page.evaluate(
            "() => { const s = glissadeRuns.charts[0].list.find(s => s.head);"
                + " return Array.from(s.x).filter(x => x >= 4000 && x <= 4400).length; }");
    assertThat(drawn).as("one a window, in the middle of each epoch").isEqualTo(400);
    page.locator("#unzoom").click();
    page.waitForFunction("() => document.getElementById('close').textContent === ''");
    assertThat((int) page.evaluate("() => glissadeRuns.charts[0].list.find(s => s.head).x.length"))
        .isLessThanOrEqualTo(2048);
  }

  @Test
  void aPhoneNeedsNoSidewaysScroll(LabPage lab) throws IOException {
    recorded("a-long-name-of-data-that-has-to-be-cut.csv", 0.1, 4).stop(StopReason.EPOCHS);
    recorded("flats.csv", 0.25, 3);
    Page page = opened(lab);
    page.setViewportSize(390, 844);
    awaitFigure(page, "training loss", "0.3333");
    assertThat((int) page.evaluate("() => document.documentElement.scrollWidth")).isEqualTo(390);
  }

  @Test
  void anAddressRestoresWhatIsShown(LabPage lab) throws IOException {
    recorded("flats.csv", 0.1, 2).stop(StopReason.EPOCHS);
    recorded("houses.csv", 0.1, 3).stop(StopReason.EPOCHS);
    Page page = opened(lab);
    page.keyboard().press("1");
    page.keyboard().press("l");
    page.locator(".rrow", new Page.LocatorOptions().setHasText("flats")).locator("button").click();
    page.waitForFunction("() => location.hash.includes('with=')");
    String address = page.url();
    String shown =
        "() => JSON.stringify([[...glissadeRuns.page.shown.keys()].sort(), glissadeRuns.page.chosen,"
            + " glissadeRuns.page.axis, glissadeRuns.page.scale])";
    Object before = page.evaluate(shown);
    page.navigate("about:blank");
    page.navigate(address);
    page.waitForFunction("() => globalThis.glissadeRuns?.page.ready");
    assertThat(page.evaluate(shown)).isEqualTo(before);
  }

  /** The list changes while a run goes on, but not under the pointer. */
  @Test
  void aClickOnARunThatGoesOnIsHeard(LabPage lab) throws IOException {
    recorded("flats.csv", 0.1, 2).stop(StopReason.EPOCHS);
    RecordedRun live = recorded("houses.csv", 0.1, 1);
    Page page = opened(lab);
    Locator other = page.locator(".rrow", new Page.LocatorOptions().setHasText("flats"));
    other.locator("button").hover();
    page.mouse().down();
    live.epoch(0.5, 0.5);
    page.waitForFunction(
        "name => glissadeRuns.page.entries.get(name).now.epoch === 2"
            + " && glissadeRuns.page.shown.get(name).series.detail.now.epoch === 2",
        live.name());
    page.mouse().up();
    page.waitForFunction("() => glissadeRuns.page.chosen.endsWith('flats')");
  }

  @Test
  void aDamagedRecordIsListedWithItsReason(LabPage lab) throws IOException {
    Path torn = Files.createDirectory(runs.resolve("torn"));
    Files.writeString(torn.resolve("recipe.json"), "{");
    Page page = opened(lab);
    page.locator("[data-run=torn][data-status=damaged]").waitFor(SOON);
    assertThat(page.locator("[data-run=torn]").innerText()).contains("damaged", "recipe.json");
  }

  /**
   * A whole training in another process: the launcher runs one that records as the command does.
   */
  @Test
  void aTrainingIsStartedFollowedAndStopped(LabPage lab) throws IOException {
    Path data = Files.createDirectory(runs.resolve("data")).resolve("slow.csv");
    Files.writeString(data, "a,b,c\n1,2,3\n2,3,1\n4,1,2\n3,5,9\n");
    lab.reopen(
        new LabContent(data, null, runs.resolve("runs")),
        arguments ->
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    SlowTraining.class.getName(),
                    runs.resolve("runs").toString())
                .start());
    Page page = lab.open("runs.html");
    page.locator("#new").click();
    page.locator("#train[open]").waitFor();
    assertThat(page.locator("#o-data option").allInnerTexts()).containsExactly("data/slow.csv");
    page.waitForFunction("() => document.querySelectorAll('#targets option').length === 3");
    assertThat(page.locator("#o-target").getAttribute("placeholder")).startsWith("c (");
    page.locator(".go").click();
    page.locator(".rrow[data-status=live]").waitFor();
    page.locator("#stop").waitFor();
    page.locator("#stop").click();
    page.locator(".rrow[data-status=interrupted]").waitFor();
    page.waitForCondition(() -> page.locator(".job").count() == 0);
    assertThat(page.locator("#standing").innerText()).contains("stopped");
  }

  /** Trains until it is asked to stop. */
  static final class SlowTraining {
    private SlowTraining() {}

    public static void main(String[] args) throws InterruptedException {
      RecordedRun run = new RecordedRun(Path.of(args[0]), "slow.csv");
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch done = new CountDownLatch(1);
      Thread stop =
          new Thread(
              () -> {
                asked.countDown();
                try {
                  done.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      Runtime.getRuntime().addShutdownHook(stop);
      for (int epoch = 1; !asked.await(50, TimeUnit.MILLISECONDS); epoch++) {
        run.epoch(1.0 / epoch, 2.0 / epoch);
      }
      run.stop(StopReason.INTERRUPTED);
      done.countDown();
    }
  }
}
