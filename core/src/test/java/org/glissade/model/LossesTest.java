package org.glissade.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.glissade.spec.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LossesTest {
  @Test
  void everyNameIsReadAndHasATestCase() {
    Set<String> tested =
        LossCase.ALL.stream()
            .map(loss -> loss.text().replaceFirst("\\(.*", ""))
            .collect(Collectors.toSet());
    assertThat(Losses.names()).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(tested);
    for (String name : Losses.names()) {
      assertThat(Losses.parse(name).toString()).startsWith(name);
    }
  }

  @Test
  void everyLossOfThePackageHasAName() throws Exception {
    Path root = Path.of(Loss.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Set<String> found = new TreeSet<>();
    try (Stream<Path> files = Files.list(root.resolve("org/glissade/model"))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".class", "");
        if (file.toString().endsWith(".class") && !name.contains("-")) {
          Class<?> type = Class.forName("org.glissade.model." + name);
          if (Loss.class.isAssignableFrom(type)
              && !type.isInterface()
              && Modifier.isPublic(type.getModifiers())) {
            found.add(name);
          }
        }
      }
    }
    assertThat(Losses.names().stream().map(name -> Losses.parse(name).getClass().getSimpleName()))
        .containsExactlyInAnyOrderElementsOf(found);
  }

  @Test
  void printedTextIsReadBackToAnEqualLoss() {
    for (LossCase loss : LossCase.ALL) {
      assertThat(loss.loss()).hasToString(loss.text());
      assertThat(Losses.parse(loss.loss().toString())).isEqualTo(loss.loss());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "huber; huber(1)",
        "huber(delta=2.5); huber(2.5)",
        "quantile; quantile(0.5)",
        "pinball(0.9); quantile(0.9)",
        "epsilon-insensitive; epsilon-insensitive(0.1)",
        "squared_epsilon_insensitive; squared-epsilon-insensitive(0.1)",
        "epsilon-insensitive(-0.0); epsilon-insensitive(0)",
        "LOGISTIC; logistic",
        "log; logistic",
        "log_loss; logistic",
        "cross-entropy; softmax",
        "squared_error; squared",
        "mse; squared",
        "absolute_error; absolute",
        "Hinge; hinge",
        "one-vs-rest; one-vs-rest(logistic)",
        "one_vs_rest(log); one-vs-rest(logistic)",
        "One-vs-rest(loss=Squared_Hinge); one-vs-rest(squared-hinge)"
      })
  void otherSpellingsAndDefaultsAreRead(String text, String printed) {
    assertThat(Losses.parse(text)).hasToString(printed);
  }

  @Test
  void unknownNameSuggestsTheNearest() {
    assertThatThrownBy(() -> Losses.parse("squard"))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("did you mean squared?")
        .hasMessageContaining("softmax");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "huber(0)",
        "huber(-1)",
        "huber(NaN)",
        "huber(Infinity)",
        "quantile(0)",
        "quantile(1)",
        "quantile(NaN)",
        "epsilon-insensitive(-0.1)",
        "squared-epsilon-insensitive(-0.1)",
        "squared-epsilon-insensitive(Infinity)"
      })
  void parameterOutOfRangeIsRefusedWithWhatIsPossible(String text) {
    assertThatThrownBy(() -> Losses.parse(text))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(text.substring(0, text.indexOf('(')))
        .hasMessageMatching(".*must be .*(above|at least).*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "logistic(1)",
        "huber(1, 2)",
        "huber(tau=1)",
        "huber(x)",
        "squared(",
        "",
        "hinge()x"
      })
  void wrongTextIsRefused(String text) {
    assertThatThrownBy(() -> Losses.parse(text)).isInstanceOf(SpecException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"softmax", "squared", "huber(1)", "poisson", "one-vs-rest(hinge)"})
  void oneVsRestTakesLossesOfTwoClassesOnly(String inner) {
    assertThatThrownBy(() -> Losses.parse("one-vs-rest(" + inner + ")"))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("one-vs-rest(" + inner + "): takes a loss of two classes")
        .hasMessageContaining("hinge")
        .hasMessageEndingWith("not " + inner);
  }

  @ParameterizedTest
  @CsvSource({"one-vs-rest(hing), did you mean hinge", "'one-vs-rest(hinge, 1)', too many"})
  void wrongTextInsideOneVsRestIsRefusedWithAdvice(String text, String said) {
    assertThatThrownBy(() -> Losses.parse(text))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(said);
  }

  @Test
  void confidentLogisticScoresLoseNothing() {
    float[] dScore = new float[1];
    Loss logistic = new Logistic();
    assertThat(logistic.evaluate(new float[] {-1e4f}, new float[] {1}, null, dScore, 1, 1))
        .isEqualTo(1e4);
    assertThat(dScore[0]).isEqualTo(-1);
    assertThat(logistic.evaluate(new float[] {1e4f}, new float[] {1}, null, dScore, 1, 1)).isZero();
    assertThat(dScore[0]).isZero();
    // log(1 + e⁻⁴⁰) = e⁻⁴⁰ to all digits, where 1 + e⁻⁴⁰ is 1 in double.
    assertThat(logistic.evaluate(new float[] {40}, new float[] {1}, null, dScore, 1, 1))
        .isCloseTo(Math.exp(-40), within(1e-14 * Math.exp(-40)));
    assertThat((double) dScore[0]).isCloseTo(-Math.exp(-40), within(1e-7 * Math.exp(-40)));
  }

  @Test
  void softmaxOfTwoIsLogisticOfTheDifference() {
    float[] dScores = new float[2];
    float[] dScore = new float[1];
    for (float difference : new float[] {-90, -5, -0.5f, 0, 1, 7, 40, 80}) {
      for (int target = 0; target < 2; target++) {
        float[] scores = {3, 3 + difference};
        double softmax = new Softmax().evaluate(scores, new float[] {target}, null, dScores, 1, 2);
        double logistic =
            new Logistic()
                .evaluate(
                    new float[] {difference}, new float[] {2 * target - 1}, null, dScore, 1, 1);
        assertThat(softmax).isCloseTo(logistic, within(1e-14 * logistic));
        double slack = 3e-7 * Math.abs(dScore[0]);
        assertThat((double) dScores[1]).isCloseTo(dScore[0], within(slack));
        assertThat((double) dScores[0]).isCloseTo(-dScore[0], within(slack));
      }
    }
  }

  @Test
  void perceptronLeavesZero() {
    float[] dScores = new float[2];
    new Perceptron().evaluate(new float[2], new float[] {1, -1}, null, dScores, 2, 1);
    assertThat(dScores).containsExactly(-1, 1);
  }

  @Test
  void kinksOfOtherLossesPullNowhere() {
    float[] dScores = new float[1];
    for (String name : new String[] {"absolute", "quantile(0.9)", "hinge"}) {
      Losses.parse(name).evaluate(new float[] {1}, new float[] {1}, null, dScores, 1, 1);
      assertThat(dScores[0]).as(name).isZero();
    }
  }

  @Test
  void poissonContinuesAsItsTangent() {
    float[] scores = {64, 65, 1000};
    float[] dScores = new float[3];
    float[] one = {1, 1, 1};
    Loss poisson = new Poisson();
    poisson.evaluate(scores, one, null, dScores, 3, 1);
    assertThat(dScores).containsOnly((float) Math.exp(64));
    double at64 = poisson.evaluate(new float[] {64}, one, null, null, 1, 1);
    double at65 = poisson.evaluate(new float[] {65}, one, null, null, 1, 1);
    assertThat(at65 - at64).isCloseTo(Math.exp(64), within(1e-9 * Math.exp(64)));
  }

  @Test
  void lossesOfClassesRefuseWhatIsNotAClass() {
    for (Loss loss : new Loss[] {new Softmax(), new OneVsRest(new Hinge())}) {
      for (float target : new float[] {3, -1, 0.5f, Float.NaN}) {
        assertThatThrownBy(
                () -> loss.evaluate(new float[6], new float[] {0, target}, null, null, 2, 3))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("row 1: class " + target + " is not one of 0 to 2");
      }
      assertThatThrownBy(() -> loss.evaluate(new float[1], new float[1], null, null, 1, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at least 2 outputs");
    }
  }
}
