package org.glissade.lab.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.glissade.io.formats.DataReader;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.Source;
import org.glissade.lab.LabContent;
import org.glissade.lab.problem.OwnData;
import org.glissade.lab.problem.Problem;
import org.glissade.lab.problem.ProblemSettings;
import org.glissade.lab.race.Lens;
import org.glissade.lab.race.Trail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(InBrowser.class)
class LabStageTest {
  @TempDir private Path folder;

  private static Object state(Page page, String what) {
    return page.evaluate("what => what.split('.').reduce((o, k) => o[k], glissadeLab.state)", what);
  }

  /** What is to be read and heard of the place where the trainings are. */
  private static String seen(Page page) {
    return (String)
        page.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>"
                + " done(JSON.stringify([...document.querySelectorAll("
                + "'.panel .v, #eq, #say, #drawn, #now, #gauges')].map(e => e.textContent)"
                + ".concat([...document.querySelectorAll('.panel canvas, #cells')]"
                + ".map(e => e.getAttribute('aria-label'))))))))");
  }

  private static void frame(Page page) {
    page.evaluate("() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))");
  }

  @Test
  void whatIsShownIsWhatTheEngineSays(LabPage lab) {
    Page page = lab.openLab("");
    EngineFigures engine = new EngineFigures(page);
    engine.check();
    page.locator("#forth").click();
    page.waitForFunction("() => glissadeLab.next[1]?.k === 1");
    frame(page);
    Trail trail = engine.trail(1);
    assertThat(page.locator(".panel .v b").nth(1).innerText())
        .isEqualTo(
            page.evaluate("v => import('./format.js').then(({sig}) => sig(v))", trail.excess()[1]));
    assertThat(page.locator("#eq").innerText())
        .contains(
            (String)
                page.evaluate(
                    "g => import('./format.js').then(({vector}) => vector(g))",
                    List.of((double) trail.steps()[2], (double) trail.steps()[3])));
    assertThat(page.locator("#cells").getAttribute("aria-label"))
        .contains("takes 16 of 256 examples: numbers " + (trail.rowsOf(1).getFirst() + 1) + ",");
    Lens lens =
        Lens.of(
            engine.problem(),
            new float[] {trail.places()[2], trail.places()[3]},
            16,
            false,
            170,
            1);
    assertThat(page.evaluate("() => glissadeLab.next[1].trace")).isEqualTo(lens.trace());
    assertThat(page.evaluate("() => Array.from(glissadeLab.next[1].draws)"))
        .asInstanceOf(InstanceOfAssertFactories.list(Number.class))
        .map(Number::floatValue)
        .startsWith(lens.draws()[0], lens.draws()[1])
        .hasSize(340);
  }

  @Test
  void aSliderRestartsItsTrainingAloneAndKeepsTheKeyboard(LabPage lab) {
    Page page = lab.openLab("");
    slide(lab, "1-batch", "runners.1.batch", 17);
    slide(lab, "2-rate", "runners.2.rate", 0.0656);
    slide(lab, "0-momentum", "runners.0.momentum", 0.01);
    new EngineFigures(page).check();
  }

  private static void slide(LabPage lab, String slider, String what, double value) {
    Page page = lab.page();
    page.evaluate("() => { window.before = [...glissadeLab.trails]; }");
    page.locator("[data-id='" + slider + "']").press("ArrowRight");
    lab.settled();
    assertThat(((Number) state(page, what)).doubleValue()).as(slider).isEqualTo(value);
    assertThat(page.evaluate("() => document.activeElement.dataset.id")).isEqualTo(slider);
    int i = slider.charAt(0) - '0';
    assertThat(page.evaluate("() => glissadeLab.trails.map((t, i) => t === before[i])"))
        .isEqualTo(List.of(i != 0, i != 1, i != 2));
  }

  @Test
  void theOtherSettingsRestartAllOfThem(LabPage lab) {
    Page page = lab.openLab("");
    EngineFigures engine = new EngineFigures(page);
    page.locator("[data-id='1-schedule']").selectOption("cosine");
    lab.settled();
    assertThat(state(page, "runners.1.schedule")).isEqualTo("cosine");
    page.locator("#order").selectOption("sorted");
    lab.settled();
    engine.check();
    page.locator("#seed").fill("5");
    page.locator("#seed").press("Enter");
    page.locator("#epochs").fill("7");
    page.locator("#epochs").press("Enter");
    page.locator("#same").uncheck();
    page.locator("#order").selectOption("replacement");
    lab.settled();
    assertThat(state(page, "seed")).isEqualTo(5);
    assertThat(page.evaluate("() => glissadeLab.trails[0].updates")).isEqualTo(7);
    engine.check();
    page.locator("#tie").selectOption("linear");
    page.locator("[data-id='1-batch']").press("ArrowRight");
    lab.settled();
    assertThat(((Number) state(page, "runners.1.rate")).doubleValue())
        .isEqualTo(0.278); // 0.262·17/16
    engine.check();
    page.locator("[data-id='condition']").press("ArrowRight");
    lab.settled();
    assertThat(((Number) state(page, "problem.condition")).doubleValue()).isEqualTo(13);
    engine.check();
  }

  @Test
  void eachProblemIsTheEngines(LabPage lab) {
    Page page = lab.openLab("");
    for (String problem : List.of("logistic", "network", "wells", "two-samples", "two-points")) {
      page.locator("#problem").selectOption(problem);
      lab.settled();
      assertThat(state(page, "problem.key")).isEqualTo(problem);
      new EngineFigures(page).check();
      frame(page);
      assertThat(colours(page, ".panel canvas")).as(problem).isGreaterThan(8);
    }
  }

  @Test
  void aStepBackReturnsToTheSameState(LabPage lab) {
    Page page = lab.openLab("");
    page.locator("body").press("ArrowRight");
    page.locator("body").press("ArrowRight");
    page.waitForFunction("() => [0, 1, 2].every(i => glissadeLab.next[i]?.at) ");
    page.waitForFunction("() => glissadeLab.next[1].k === 2");
    String at = seen(page);
    for (String key : List.of("ArrowRight", "ArrowLeft", "Shift+ArrowRight", "Shift+ArrowLeft")) {
      page.locator("body").press(key);
      frame(page);
      if (key.endsWith("Right")) {
        assertThat(seen(page)).as(key).isNotEqualTo(at);
      } else {
        page.waitForFunction("() => glissadeLab.next[1].k === 2");
        assertThat(seen(page)).as(key).isEqualTo(at);
      }
    }
    page.locator("#back").click();
    page.locator("#back").click();
    assertThat(state(page, "at")).isEqualTo(0);
    page.locator("body").press("End");
    assertThat(state(page, "at")).isEqualTo(20);
    page.locator("body").press("Home");
    assertThat(state(page, "at")).isEqualTo(0);
  }

  @Test
  void theKeyboardTheSliderAndTheMilestonesMove(LabPage lab) {
    Page page = lab.openLab("");
    page.locator("body").press("3");
    assertThat(state(page, "selected")).isEqualTo(2);
    page.locator("#pos").fill("5000");
    frame(page);
    assertThat(((Number) state(page, "at")).doubleValue()).isEqualTo(10);
    assertThat(page.locator("#pos").getAttribute("aria-valuetext")).isEqualTo("epoch 10.00 of 20");
    Locator mile = page.locator("#miles button").first();
    double when = Double.parseDouble(mile.getAttribute("data-t"));
    mile.click();
    assertThat(((Number) state(page, "at")).doubleValue()).isEqualTo(when);
    page.locator("body").press("Home");
    page.locator("body").press(" ");
    page.waitForFunction("() => glissadeLab.state.at > 0.2");
    page.locator("body").press(" ");
    assertThat(page.locator("#play").getAttribute("aria-pressed")).isEqualTo("false");
    Object rest = state(page, "at");
    frame(page);
    assertThat(state(page, "at")).isEqualTo(rest);
    page.locator("body").press("?");
    assertThat(page.locator("#keys").isVisible()).isTrue();
    page.keyboard().press("Escape");
  }

  @Test
  void anotherClockKeepsThePlaceOfWhatIsLookedInto(LabPage lab) {
    Page page = lab.openLab("");
    page.locator("#pos").fill("5000");
    frame(page);
    String place = page.locator(".panel .v b").nth(1).innerText();
    for (String clock : List.of("updates", "time", "examples")) {
      page.locator("#clock [data-v=" + clock + "]").click();
      frame(page);
      assertThat(page.locator(".panel .v b").nth(1).innerText()).as(clock).isEqualTo(place);
      assertThat(page.locator("#clock [aria-pressed=true]").getAttribute("data-v"))
          .isEqualTo(clock);
      assertThat(page.locator("figure.sync").getAttribute("data-clock")).isEqualTo(clock);
    }
    assertThat(((Number) state(page, "at")).doubleValue()).isEqualTo(10);
  }

  @Test
  void theButtonsDoWhatTheySay(LabPage lab) {
    Page page = lab.openLab("");
    page.locator("#speed [data-v=max]").click();
    assertThat(state(page, "speed")).isEqualTo("max");
    page.locator("#play").click();
    page.waitForFunction("() => glissadeLab.state.at === 20");
    page.locator("body").press("Home");
    page.waitForFunction("() => glissadeLab.next[1]?.k === 0");
    frame(page);
    for (String layer : List.of("cloud", "lens", "arrows")) {
      Object before = picture(page);
      page.locator("#layers [data-v=" + layer + "]").click();
      frame(page);
      assertThat(picture(page)).as(layer).isNotEqualTo(before);
    }
    page.locator("#view [data-v=overlay]").click();
    assertThat(page.locator(".panel").count()).isEqualTo(1);
    frame(page);
    assertThat(colours(page, ".panel canvas")).isGreaterThan(8);
    page.locator("#view [data-v=side]").click();
    assertThat(page.locator(".panel").count()).isEqualTo(3);
    page.locator("#scale [data-v=linear]").click();
    assertThat(state(page, "scale")).isEqualTo("linear");
    page.locator("figure .tablebtn").first().click();
    assertThat(page.locator("#table td").count()).isGreaterThan(20);
    page.keyboard().press("Escape");
    Object light = page.evaluate("() => getComputedStyle(document.body).backgroundColor");
    page.locator("#theme").click();
    assertThat(page.evaluate("() => getComputedStyle(document.body).backgroundColor"))
        .isNotEqualTo(light);
    page.reload();
    lab.settled();
    assertThat(page.evaluate("() => getComputedStyle(document.body).backgroundColor"))
        .isNotEqualTo(light);
  }

  @Test
  void aWayCanBeReadAsATable(LabPage lab) {
    Page page = lab.openLab("");
    Trail trail = new EngineFigures(page).trail(1);
    page.locator("body").press("ArrowRight");
    page.locator(".panel .tablebtn").nth(1).click();
    List<String> second = page.locator("#table tbody tr").nth(1).locator("td").allInnerTexts();
    assertThat(second.getFirst()).isEqualTo("1");
    assertThat(second.get(2).replace('−', '-'))
        .isEqualTo(String.format(Locale.ROOT, "%.4f", trail.places()[2]));
    assertThat(second.getLast()).isEqualTo("now");
    assertThat(page.locator("#table tbody tr").last().locator("td").first().innerText())
        .isEqualTo(String.valueOf(trail.updates()));
    page.keyboard().press("Escape");
    page.locator("#view [data-v=overlay]").click();
    page.locator(".panel .tablebtn").nth(2).click();
    assertThat(page.locator("#table-title").innerText()).contains("Single example");
  }

  /** Each says what the trail says, and is the first place where it does. */
  @Test
  void milestonesAreTheFirstPlacesOfWhatTheySay(LabPage lab) {
    Page page = lab.openLab("");
    Object wrong =
        page.evaluate(
            "async () => { const {milestones} = await import('./inspector.js');"
                + " const {scene} = await import('./clock.js'); const faults = [];"
                + " const found = milestones(scene(), glissadeLab.problem);"
                + " for (const m of found) {"
                + " const share = /loss below/.test(m.text) && [10, 100].find(s =>"
                + "   m.trail.trend[m.k] < m.trail.excess[0] / s"
                + "   && m.trail.trend.slice(1, m.k).every(v => v >= m.trail.excess[0] / s));"
                + " if (/loss below/.test(m.text) && !share) faults.push(m.text);"
                + " if (!(m.k > 0 && m.k <= m.trail.updates)) faults.push(m.k); }"
                + " return [found.length, found.filter(m => /floor/.test(m.text)).length, faults]; }");
    assertThat((List<?>) wrong).last().isEqualTo(List.of());
    assertThat((int) ((List<?>) wrong).getFirst()).isGreaterThanOrEqualTo(4);
    assertThat(page.locator("#miles button").count()).isEqualTo(((List<?>) wrong).getFirst());
    lab.openLab("p=least-squares&r0=256,2,0,constant");
    assertThat(page.locator("#miles").innerText()).contains("runs away");
  }

  @Test
  void twoColumnsOfTheOwnFileAreChosenAndKeptInTheAddress(LabPage lab) throws IOException {
    StringBuilder text = new StringBuilder("width,height,depth,price\n");
    for (int i = 0; i < 60; i++) {
      text.append(i % 7).append(',').append(i % 5).append(',').append(i % 11).append(',');
      text.append(2 * (i % 7) - 3 * (i % 11) + i % 3).append('\n');
    }
    Path file = Files.writeString(folder.resolve("homes.csv"), text);
    lab.reopen(new LabContent(file, null, null), null);
    Page page = lab.openLab("");
    assertThat(page.locator("#second option").allInnerTexts())
        .containsExactly("width", "height", "depth");
    assertThat(page.locator("#about").innerText()).contains("price from width and height");
    page.locator("#second").selectOption("depth");
    page.waitForFunction("() => document.getElementById('about').textContent.includes('depth')");
    lab.settled();
    page.waitForFunction("() => location.hash.includes('y=depth')");
    Problem problem =
        new OwnData(DataReader.read(Source.file(file), ReadOptions.defaults()))
            .problem(new ProblemSettings(OwnData.KEY, 1024, 12, 0.6, 7, "width", "depth"));
    assertThat(page.evaluate("() => glissadeLab.problem.minima[0].at"))
        .isEqualTo(Arrays.stream(problem.minimum().at()).boxed().toList());
    page.locator("#first").selectOption("depth");
    page.locator("#toast:visible").waitFor();
    assertThat(page.locator("#toast").innerText()).contains("are one");
    lab.expect("400");
  }

  @Test
  void theCameraZoomsPansAndFits(LabPage lab) {
    Page page = lab.openLab("");
    page.locator("#in").click();
    assertThat(page.locator("#zoom").innerText()).isEqualTo("1.5×");
    page.locator("body").press("-");
    assertThat(page.locator("#zoom").innerText()).isEqualTo("1.0×");
    double x = ((Number) page.evaluate("() => glissadeLab.camera.x")).doubleValue();
    double scale = ((Number) page.evaluate("() => glissadeLab.camera.scale")).doubleValue();
    Locator canvas = page.locator(".panel canvas").first();
    double left = canvas.boundingBox().x + 150;
    double top = canvas.boundingBox().y + 60;
    page.mouse().move(left, top);
    page.mouse().down();
    page.mouse().move(left + 40, top);
    page.mouse().up();
    assertThat(((Number) page.evaluate("() => glissadeLab.camera.x")).doubleValue())
        .isCloseTo(x - 40 / scale, within(1e-9));
    page.mouse().wheel(0, -300);
    page.waitForFunction("() => glissadeLab.camera.scale > glissadeLab.fitted.scale");
    page.locator("#fit").click();
    assertThat(page.locator("#zoom").innerText()).isEqualTo("1.0×");
    assertThat(((Number) page.evaluate("() => glissadeLab.camera.x")).doubleValue()).isEqualTo(x);
    page.mouse().dblclick(left, top);
    lab.settled();
    page.waitForFunction(
        "() => glissadeLab.state.start && glissadeLab.trails.every(t =>"
            + " Math.abs(t.places[0] - glissadeLab.state.start[0]) < 1e-6)");
    new EngineFigures(page).check();
  }

  @Test
  void anAddressRestoresTheState(LabPage lab) {
    Page page = lab.openLab("");
    page.locator("[data-id='1-rate']").press("ArrowRight");
    lab.settled();
    page.locator("body").press("2");
    page.locator("#in").click();
    page.locator("#pos").fill("4000");
    page.waitForFunction("() => location.hash.includes('z=') && location.hash.includes('t=8')");
    page.waitForFunction("() => glissadeLab.next[1]?.k === 128");
    String before = seen(page);
    List<Double> camera = camera(page);
    page.reload();
    lab.settled();
    page.waitForFunction("() => glissadeLab.next[1]?.k === 128");
    assertThat(seen(page)).isEqualTo(before);
    List<Double> again = camera(page);
    for (int j = 0; j < 3; j++) {
      assertThat(again.get(j)).isCloseTo(camera.get(j), withinPercentage(0.001));
    }
  }

  private static List<Double> camera(Page page) {
    List<?> numbers =
        (List<?>) page.evaluate("() => ['x', 'y', 'scale'].map(k => glissadeLab.camera[k])");
    return numbers.stream().map(v -> ((Number) v).doubleValue()).toList();
  }

  @Test
  void aPhoneShowsItAllWithoutSidewaysScroll(LabPage lab) {
    lab.page().setViewportSize(390, 844);
    Page page = lab.openLab("");
    assertThat(page.evaluate("() => document.documentElement.scrollWidth")).isEqualTo(390);
    assertThat(colours(page, ".panel canvas")).isGreaterThan(50);
    assertThat(colours(page, ".charts canvas")).isGreaterThan(8);
  }

  @Test
  void aHundredThousandUpdatesScrubSmoothly(LabPage lab) {
    Page page =
        lab.openLab(
            "p=least-squares&n=2048&e=50&r0=2048,1,0,constant&r1=16,0.2,0,constant"
                + "&r2=1,0.02,0,constant");
    assertThat(page.evaluate("() => glissadeLab.trails[2].updates")).isEqualTo(102_400);
    Object median =
        page.evaluate(
            "async () => { const pos = document.getElementById('pos'), spent = [];"
                + " const frame = () => new Promise(r => requestAnimationFrame(r));"
                + " for (let i = 1; i <= 41; i++) { pos.value = i * 240; pos.oninput({target: pos});"
                + " await frame(); await frame(); spent.push(glissadeLab.frame); }"
                + " return spent.sort((a, b) => a - b)[20]; }");
    assertThat(((Number) median).doubleValue()).isLessThan(50);
  }

  /** How many colours a canvas has: a blank one has one. */
  private static int colours(Page page, String canvas) {
    return (int)
        page.evaluate(
            "what => { const c = document.querySelector(what); const p = c.getContext('2d')"
                + ".getImageData(0, 0, c.width, c.height).data; const s = new Set();"
                + " for (let i = 0; i < p.length; i += 4) s.add(p[i] << 16 | p[i + 1] << 8 |"
                + " p[i + 2]); return s.size; }",
            canvas);
  }

  private static Object picture(Page page) {
    return page.evaluate("() => document.querySelectorAll('.panel canvas')[1].toDataURL()");
  }
}
