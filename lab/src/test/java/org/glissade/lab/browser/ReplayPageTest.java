package org.glissade.lab.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.lab.Lab;
import org.glissade.lab.LabContent;
import org.glissade.lab.replay.RecordedTraining;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(InBrowser.class)
class ReplayPageTest {
  @TempDir private Path folder;
  private Path data;
  private Path runs;

  @BeforeEach
  void writeRows() throws IOException {
    data = RecordedTraining.rows(folder.resolve("rows.csv"), 400);
    runs = folder.resolve("runs");
  }

  private String recorded(boolean network) {
    return String.valueOf(RecordedTraining.record(runs, data, network).getFileName());
  }

  private void reopen(LabPage lab) throws IOException {
    lab.reopenWith(
        new LabContent(null, null, runs), new Lab.Commands(null, new RecordedTraining()));
  }

  /** By the page of runs, as people come. */
  private Page replayed(LabPage lab, String run) throws IOException {
    reopen(lab);
    Page page = lab.open("runs.html");
    page.locator("#replay:visible").click();
    page.waitForURL("**/replay.html?run=" + run);
    return ready(page);
  }

  private static Page ready(Page page) {
    page.waitForFunction("() => document.body.dataset.ready === '1'");
    return page;
  }

  private static double number(Page page, String script) {
    return ((Number) page.evaluate(script)).doubleValue();
  }

  private static String figure(Page page, String name) {
    return page.locator("[data-figure='" + name + "']").innerText();
  }

  @Test
  void theButtonOfARunLeadsToItsWay(LabPage lab) throws IOException {
    String run = recorded(false);
    Page page = replayed(lab, run);
    assertThat(page.locator("#title").innerText()).isEqualTo(run);
    assertThat(page.locator("#same").innerText()).contains("the same weights, to the bit");
    assertThat(page.locator("#notes").innerText())
        .contains("Every update is kept", "all 320 training rows", "L2");
  }

  @Test
  void theFiguresAreThoseOfTheServer(LabPage lab) throws IOException {
    String run = recorded(false);
    Page page = replayed(lab, run);
    ModelFile model = ModelFile.read(runs.resolve(run).resolve("model.glissade"));
    double objective = RecordedTraining.objective(model);
    assertThat(figure(page, "update")).isEqualTo("240");
    assertThat(figure(page, "epoch")).isEqualTo("12");
    assertThat(figure(page, "rate")).isEqualTo("0.0500");
    assertThat(Double.parseDouble(figure(page, "loss"))).isCloseTo(objective, within(1e-3));
    double share = number(page, "() => glissadeReplay.page.way.share");
    assertThat(share).isBetween(0.5, 1.0);
    assertThat(page.locator("#share").innerText())
        .contains(String.format(Locale.ROOT, "%.1f%%", share * 100));
    page.keyboard().press("Home");
    page.waitForFunction("() => document.querySelector('[data-figure=update]').innerText === '0'");
    double[] at0 = {
      number(page, "() => glissadeReplay.page.way.along[0]"),
      number(page, "() => glissadeReplay.page.way.across[0]"),
      number(page, "() => glissadeReplay.page.way.off[0]")
    };
    double length = 0;
    for (float weight : model.params()) {
      length += (double) weight * weight;
    }
    assertThat(Math.hypot(Math.hypot(at0[0], at0[1]), at0[2]))
        .isCloseTo(Math.sqrt(length), within(1e-6));
    assertThat(Double.parseDouble(figure(page, "far"))).isCloseTo(Math.sqrt(length), within(0.006));
    assertThat(page.locator("#way").getAttribute("aria-label")).contains("At update 0");
  }

  /** What is painted at the model is its loss above the lowest of the plane. */
  @Test
  void theFieldHoldsTheLossOfTheModel(LabPage lab) throws IOException {
    Page page = replayed(lab, recorded(false));
    double above =
        number(
            page, "() => glissadeReplay.page.way.model_loss - glissadeReplay.page.way.lowest_loss");
    double largest = number(page, "() => glissadeReplay.page.field.largest");
    assertThat(number(page, "() => glissadeReplay.page.field.at(0, 0)"))
        .isCloseTo(above, within(1e-3 * largest));
  }

  @Test
  void theWayIsSteppedPlayedAndScrubbed(LabPage lab) throws IOException {
    Page page = replayed(lab, recorded(false));
    page.keyboard().press("ArrowLeft");
    page.waitForFunction(
        "() => document.querySelector('[data-figure=update]').innerText === '239'");
    page.locator("#pos").fill("60");
    page.waitForFunction("() => document.querySelector('[data-figure=update]').innerText === '60'");
    page.waitForURL("**#at=60");
    page.keyboard().press("Home");
    page.keyboard().press("Space");
    page.waitForFunction("() => glissadeReplay.page.k > 0 && glissadeReplay.page.playing");
    page.keyboard().press("Space");
    page.waitForFunction("() => !glissadeReplay.page.playing");
    page.keyboard().press("3");
    page.waitForFunction(
        "() => document.querySelector('#part [data-v=tenth]').ariaPressed === 'true'");
    page.keyboard().press("e");
    page.waitForURL("**axes=equal*");
  }

  @Test
  void aLinkRestoresThePlace(LabPage lab) throws IOException {
    String run = recorded(false);
    Page page = replayed(lab, run);
    page.navigate(page.url().replaceFirst("#.*", "") + "#at=100&part=half&l=linear");
    page.reload();
    ready(page);
    assertThat(figure(page, "update")).isEqualTo("100");
    assertThat(page.locator("#part [data-v=half]").getAttribute("aria-pressed")).isEqualTo("true");
    page.navigate(page.url().replaceFirst("#.*", "") + "#at=0");
    page.reload();
    ready(page);
    assertThat(figure(page, "update")).as("the start is a place like any").isEqualTo("0");
  }

  @Test
  void aNarrowPageDoesNotScrollSideways(LabPage lab) throws IOException {
    Page page = replayed(lab, recorded(false));
    page.setViewportSize(390, 844);
    page.waitForFunction("() => document.getElementById('way').clientWidth < 390");
    assertThat(number(page, "() => document.documentElement.scrollWidth")).isLessThanOrEqualTo(390);
    assertThat(page.locator("#play").isVisible()).isTrue();
  }

  @Test
  void aNetworkHasNoButtonAndItsPageSaysWhy(LabPage lab) throws IOException {
    String run = recorded(true);
    reopen(lab);
    Page page = lab.open("runs.html");
    page.waitForFunction("() => document.getElementById('title').textContent");
    assertThat(page.locator("#replay").isHidden()).isTrue();
    page.navigate(page.url().replaceFirst("runs.html.*", "replay.html?run=" + run));
    page.locator("body[data-state=refused]").waitFor();
    assertThat(page.locator("#waiting-text").innerText()).contains("its model is a network");
    assertThat(page.locator("#wayside").isHidden()).isTrue();
  }

  @Test
  void changedDataAreSaid(LabPage lab) throws IOException {
    String run = recorded(false);
    Files.writeString(data, Files.readString(data).replaceFirst("\n[^,]+,", "\n2.5,"));
    reopen(lab);
    Page page = lab.open("runs.html");
    page.locator("#replay:visible").click();
    page.locator("body[data-state=refused]").waitFor();
    assertThat(page.locator("#waiting-text").innerText()).contains("has been changed since");
    page.locator("#back-to-runs").click();
    page.locator("#title", new Page.LocatorOptions().setHasText(run))
        .waitFor(new Locator.WaitForOptions());
  }
}
