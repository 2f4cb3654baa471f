package org.glissade.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Did you mean. */
class NamesTest {
  private static final List<String> KNOWN =
      List.of("squared", "absolute", "huber", "hinge", "squared-hinge", "logistic", "poisson");

  @ParameterizedTest
  @CsvSource({
    "sqared, squared", "squarred, squared", "squraed, squared", "SQUARED, squared",
    "LOGISTIC, logistic", "logstic, logistic", "hinged, hinge", "hnige, hinge",
    "squared_hinge, squared-hinge", "poison, poisson", "huberr, huber"
  })
  void oneSlipIsUnderstood(String typed, String meant) {
    assertThat(Names.nearest(typed, KNOWN)).isEqualTo(meant);
  }

  @ParameterizedTest
  @CsvSource({"softmax", "x", "adam", "momentum"})
  void whatIsFarFromAllIsNotGuessed(String typed) {
    assertThat(Names.nearest(typed, KNOWN)).isNull();
  }

  @Test
  void theMessageNamesTheNearestAndAll() {
    assertThat(SpecException.unknown("loss", "hubber", KNOWN))
        .hasMessageContaining("there is no loss named hubber; did you mean huber?")
        .hasMessageContaining("squared, absolute, huber");
    assertThat(SpecException.unknown("loss", "zzz", KNOWN))
        .hasMessageStartingWith("there is no loss named zzz. Known: ")
        .message()
        .doesNotContain("mean");
  }
}
