package org.glissade.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.glissade.spec.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "minibatch",
        "hogwild",
        "average(replicas=2)",
        "average(every=64, replicas=2)",
        "average(every=1, replicas=7)"
      })
  void whatAModePrintsIsReadBackToTheSame(String text) {
    Parallel mode = Parallel.parse(text);
    assertThat(mode).hasToString(text);
    assertThat(Parallel.parse(mode.toString())).isEqualTo(mode);
  }

  @Test
  void shortFormsMeanTheDefaults() {
    assertThat(Parallel.parse("average")).isEqualTo(Parallel.average());
    assertThat(Parallel.parse("average(64)")).isEqualTo(Parallel.average(64, Parallel.REPLICAS));
    assertThat(Parallel.parse("average(replicas=3)")).hasToString("average(replicas=3)");
    assertThat(Parallel.parse("HogWild")).isEqualTo(Parallel.hogwild());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hogwilt|did you mean hogwild",
        "average(0)|at least 1",
        "average(every=1.5)|at least 1",
        "average(64, 1)|at least 2",
        "average(64, 5000)|from 2 to 1024",
        "hogwild(2)|too many arguments",
        "average(evry=3)|average(every, replicas)"
      })
  void whatIsNotAModeIsRefusedWithWords(String text, String words) {
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> Parallel.parse(text))
        .withMessageContaining(words);
  }

  /** Long enough that means cost little, whatever there is less of: features or parameters. */
  @Test
  void theIntervalFollowsFromTheSizeOfTheProblem() {
    assertThat(Parallel.average().sized(101, 100)).isEqualTo(Parallel.average(5243));
    assertThat(Parallel.average().sized(101, 64 * 100)).isEqualTo(Parallel.average(82));
    assertThat(Parallel.average().sized(1 << 20, 75)).isEqualTo(Parallel.average(55925));
    assertThat(Parallel.average().sized(1001, 256 * 1000)).isEqualTo(Parallel.average(16));
    assertThat(Parallel.average(5).sized(1 << 20, 75)).isEqualTo(Parallel.average(5));
    assertThat(Parallel.average().sized(Integer.MAX_VALUE, 1))
        .isEqualTo(Parallel.average(Integer.MAX_VALUE));
  }
}
