package org.glissade.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ResultTest {
  private static Result result(double... seconds) {
    return new Result("x", new Contender.Terms("float", 1, ""), seconds, 0, 0, null);
  }

  @Test
  void roundsSatOutDoNotCount() {
    Result result = result(3, Double.NaN, 1, Double.NaN);
    assertThat(result.rounds()).isEqualTo(2);
    assertThat(result.median()).isEqualTo(2);
    assertThat(result.least()).isEqualTo(1);
    assertThat(result.most()).isEqualTo(3);
  }

  @Test
  void whatSlowsAWholeRoundLeavesTheRatioAlone() {
    Result one = result(1, 5, 1);
    Result other = result(2, 10, 2);
    assertThat(one.timesFasterThan(other)).isCloseTo(2, within(1e-12));
    assertThat(Arrays.stream(one.seconds()).max().orElseThrow()).isEqualTo(5);
  }

  @Test
  void jobsSurviveTheCommandLine() {
    for (Workload workload : Workload.values()) {
      Job job = workload.job(1);
      assertThat(Job.parse(job.arguments())).isEqualTo(job);
    }
  }
}
