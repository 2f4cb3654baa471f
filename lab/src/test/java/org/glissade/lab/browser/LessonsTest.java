package org.glissade.lab.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.glissade.lab.race.Trail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(InBrowser.class)
class LessonsTest {
  private static final int LESSONS = 11;

  /** Opens a lesson, predicts by the choice of that number, and waits for what comes then. */
  private static Page predicted(LabPage lab, int lesson, int choice) {
    Page page = lab.openLab("lesson=" + lesson);
    page.locator("#lesson .predict .choice").nth(choice).click();
    page.locator("#lesson .after").waitFor();
    return page;
  }

  private static List<Number> answers(Page page) {
    List<Number> answers = new ArrayList<>();
    for (Object answer : (List<?>) page.evaluate("() => glissadeLab.card.answers")) {
      answers.add((Number) answer);
    }
    return answers;
  }

  private static void answer(Locator check, boolean right, Number answer) {
    Locator input = check.locator("input");
    if (input.count() > 0) {
      double off = 0.3 * Math.abs(answer.doubleValue()) + 1;
      input.fill(String.valueOf(answer.doubleValue() + (right ? 0 : off)));
      check.locator("form button").click();
    } else {
      int choices = check.locator(".choice").count();
      check.locator(".choice").nth((answer.intValue() + (right ? 0 : 1)) % choices).click();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
  void aLessonSetsTheLabAcceptsWhatIsRightAndRefusesWhatIsWrong(int lesson, LabPage lab) {
    Page page = lab.openLab("lesson=" + lesson);
    assertThat(
            page.evaluate(
                "n => import('./course.js').then(({stateOf}) => { const s = glissadeLab.state,"
                    + " w = stateOf(n); return ['problem', 'epochs', 'order', 'clock', 'selected',"
                    + " 'tie'].every(k => JSON.stringify(s[k]) === JSON.stringify(w[k])) &&"
                    + " w.runners.every((r, i) => ['batch', 'rate', 'momentum', 'schedule']"
                    + ".every(k => s.runners[i][k] === r[k])); })",
                lesson))
        .isEqualTo(true);
    assertThat(page.locator("#lesson .after").isHidden()).isTrue();
    page.locator("#lesson .predict .choice").first().click();
    page.locator("#lesson .after").waitFor();
    Locator right = page.locator("#lesson .predict .choice.right");
    assertThat(right.count()).isEqualTo(1);
    Locator checks = page.locator("#lesson .check");
    List<Number> answers = answers(page);
    assertThat(checks.count()).isEqualTo(answers.size());
    for (int i = 0; i < answers.size(); i++) {
      Locator check = checks.nth(i);
      answer(check, false, answers.get(i));
      assertThat(check.locator(".result").innerText()).as("check %s", i).startsWith("✗");
      answer(check, true, answers.get(i));
      assertThat(check.locator(".result").innerText()).as("check %s", i).startsWith("✓");
      check.locator("summary").last().click();
      assertThat(check.locator(".solution p").first().isVisible()).isTrue();
      check.locator(".hint summary").click();
      assertThat(check.locator(".hint p").isVisible()).isTrue();
    }
    assertThat(page.locator("#lesson .end").innerText()).startsWith("✓ Done");
    assertThat(page.locator("#lesson").innerText()).doesNotContain("NaN", "undefined", "Infinity");
  }

  @Test
  void theFirstLessonHasTheFiguresOfTheEngineAndOfTheDocument(LabPage lab) {
    Page page = predicted(lab, 1, 1);
    Trail trail = new EngineFigures(page).trail(2);
    new EngineFigures(page).check();
    List<Number> answers = answers(page);
    assertThat(answers.get(0).doubleValue()).isEqualTo(trail.places()[2]);
    assertThat(answers.get(1).doubleValue()).isEqualTo(trail.places()[4]);
    assertThat(answers.get(0).doubleValue()).isCloseTo(0.76, within(1e-6));
    assertThat(answers.get(1).doubleValue()).isCloseTo(1.2464, within(1e-6));
    assertThat(answers.get(2).doubleValue()).isCloseTo(1 / 9.0, within(1e-3));
    assertThat(page.locator("#lesson .after table").last().innerText())
        .contains("0.2000", "0.7600", "0.8080", "1.2464");
  }

  @Test
  void thePracticeHasTheFiguresOfTheEngine(LabPage lab) {
    Page page = predicted(lab, LESSONS, 1);
    EngineFigures engine = new EngineFigures(page);
    engine.check();
    Trail trail = engine.trail(2);
    List<Number> answers = answers(page);
    for (int k = 0; k < 3; k++) {
      assertThat(answers.get(k).doubleValue()).isEqualTo(trail.places()[k + 1]);
    }
    assertThat(answers.get(3).doubleValue()).isEqualTo(trail.slopes()[2]);
    assertThat(answers.get(4).doubleValue()).isCloseTo(Practice.gradient(), within(1e-12));
    assertThat(answers.get(5).doubleValue()).isCloseTo(Practice.step(), within(1e-12));
    int[] batches = {1, 4, 16};
    for (int i = 0; i < batches.length; i++) {
      assertThat(answers.get(6 + i).doubleValue())
          .isCloseTo(Practice.deviation(batches[i]), within(1e-6));
    }
  }

  @Test
  void theDrawsOfTheEngineAverageToTheTrueGradient(LabPage lab) {
    Page page = predicted(lab, 3, 1);
    page.locator("#lesson .row-buttons button").last().click();
    Locator words = page.locator("#lesson p.note[data-off]");
    words.waitFor();
    double off = Double.parseDouble(words.getAttribute("data-off"));
    double expected = Double.parseDouble(words.getAttribute("data-expected"));
    assertThat(off).isBetween(0.0, 4 * expected); // the seed is fixed
    assertThat(words.innerText()).contains("10\u202f000 batches of 4");
  }

  @Test
  void whatHasBeenDoneIsRemembered(LabPage lab) {
    Page page = predicted(lab, 2, 0);
    List<Number> answers = answers(page);
    for (int i = 0; i < answers.size(); i++) {
      answer(page.locator("#lesson .check").nth(i), true, answers.get(i));
    }
    page.reload();
    lab.settled();
    page.locator("#lesson .after").waitFor();
    assertThat(page.locator("#lesson .check .good").count()).isEqualTo(answers.size());
    page.locator("#lesson nav a", new Page.LocatorOptions().setHasText("All lessons")).click();
    Locator lessons = page.locator("#path li");
    lessons.last().waitFor();
    assertThat(lessons.count()).isEqualTo(LESSONS);
    assertThat(lessons.nth(1).getAttribute("class")).contains("done");
    assertThat(page.locator("#sofar").innerText()).isEqualTo("1 of 11 done");
    lessons.nth(2).locator("a").click();
    lab.settled();
    assertThat(page.locator("#lesson-title").innerText())
        .isEqualTo("Wrong each time, right on average");
    page.locator("#lesson nav a", new Page.LocatorOptions().setHasText("Back")).click();
    page.waitForFunction("() => glissadeLab.state.lesson === 2");
    assertThat(page.locator("#lesson .sub").first().innerText()).isEqualTo("Lesson 2 of 11");
  }

  @Test
  void theCurvesWaitForThePrediction(LabPage lab) {
    Page page = lab.openLab("lesson=5");
    Locator curves = page.locator(".charts figure > div").first();
    assertThat(curves.isVisible()).isFalse();
    page.locator("#lesson .predict .choice").first().click();
    assertThat(curves.isVisible()).isTrue();
  }

  @Test
  void playingALessonEndsAtItsPlace(LabPage lab) {
    lab.page()
        .emulateMedia(
            new Page.EmulateMediaOptions()
                .setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE));
    Page page = predicted(lab, 1, 0);
    page.locator("#lesson button", new Page.LocatorOptions().setHasText("Play it")).click();
    assertThat(page.evaluate("() => glissadeLab.state.at")).isEqualTo(4);
    page.locator("#lesson button", new Page.LocatorOptions().setHasText("Settings")).click();
    lab.settled();
    assertThat(page.evaluate("() => glissadeLab.state.at")).isEqualTo(0);
    page.locator("#lesson button", new Page.LocatorOptions().setHasText("Leave")).click();
    assertThat(page.locator("#lesson").isHidden()).isTrue();
    page.waitForFunction("() => !location.hash.includes('lesson')");
  }

  @Test
  void numbersAreReadAsPeopleTypeThem(LabPage lab) {
    Object read =
        lab.openLab("")
            .evaluate(
                "() => import('./lesson.js').then(({typed}) =>"
                    + " ['0.5', '0,5', '−2', ' 1/4 ', '10 000', 'x', '', '1/2/3'].map(t =>"
                    + " String(typed(t))))");
    assertThat(read).isEqualTo(List.of("0.5", "0.5", "-2", "0.25", "10000", "NaN", "NaN", "NaN"));
  }

  @Test
  void onAPhoneTheLessonComesFirstAndNothingIsBeside(LabPage lab) {
    lab.page().setViewportSize(390, 844);
    Page page = predicted(lab, 4, 0);
    Map<?, ?> seen =
        (Map<?, ?>)
            page.evaluate(
                "() => ({wide: document.documentElement.scrollWidth,"
                    + " lesson: document.querySelector('#lesson').getBoundingClientRect().top,"
                    + " stage: document.querySelector('#stage').getBoundingClientRect().top,"
                    + " settings: document.querySelector('#runners').getBoundingClientRect().top})");
    assertThat(seen.get("wide")).isEqualTo(390);
    double lesson = EngineFigures.number(seen, "lesson").doubleValue();
    double stage = EngineFigures.number(seen, "stage").doubleValue();
    double settings = EngineFigures.number(seen, "settings").doubleValue();
    assertThat(lesson).isLessThan(stage);
    assertThat(stage).isLessThan(settings);
    page.navigate(page.url().replaceAll("#.*", "") + "lessons.html");
    assertThat(page.evaluate("() => document.documentElement.scrollWidth")).isEqualTo(390);
  }
}
