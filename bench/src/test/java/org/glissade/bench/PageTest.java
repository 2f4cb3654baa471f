package org.glissade.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
  @TempDir private Path folder;

  private static Result result(String name, double seconds, long peakBytes) {
    return new Result(
        name,
        new Contender.Terms("float", 64, ""),
        new double[] {seconds, 2 * seconds, seconds},
        0.5,
        peakBytes,
        null);
  }

  private static Race race(String id, Result... results) {
    return new Race(id, "a job", 1000, 400_000_000, List.of(results), new double[] {0, 0, 0});
  }

  private static final Race W1 =
      race("W1", result("read", 0.75, 400_000_000), result("glissade", 1, 600_000_000));

  private String page(Path file, Race... races) throws IOException {
    Page page = new Page("bench/compare W1", LocalDate.of(2026, 1, 2), List.of("processor: one"));
    page.write(file, List.of(races));
    return Files.readString(file);
  }

  @Test
  void whatStandsAroundTheFiguresStays() throws Exception {
    Path file = folder.resolve("page.md");
    String first = page(file, W1);
    Files.writeString(file, first.replace("# Performance", "# By hand") + "\nThe end by hand.\n");
    String second = page(file, race("W2", result("glissade", 1, 0)));
    assertThat(second).startsWith("# By hand\n").endsWith("The end by hand.\n");
    assertThat(second).contains("### W2: a job").doesNotContain("### W1");
  }

  @Test
  void aFileWithoutAPlaceForFiguresIsNotTouched() throws Exception {
    Path file = Files.writeString(folder.resolve("other.md"), "mine");
    assertThat(Page.refusal(file)).contains("nothing in it may be written over");
    assertThatThrownBy(() -> page(file, W1)).isInstanceOf(IOException.class);
    assertThat(Files.readString(file)).isEqualTo("mine");
    assertThat(Page.refusal(folder.resolve("new.md"))).isNull();
  }

  @Test
  void goalsStandBesideWhatIsReached() throws Exception {
    assertThat(page(folder.resolve("page.md"), W1))
        .contains("| W1 | glissade : read | ≥ 0.80 | 0.75 | no |")
        .contains("| W1 | glissade: resident memory beyond the data | ≤ 150 MB | 200 MB | no |")
        .doesNotContain("glissade : c");
  }

  @Test
  void everyGoalIsOfAJobAndContendersThatThereAre() {
    for (Goal goal : Goal.ALL) {
      List<Workload> workloads = Workload.named(goal.job());
      if (!workloads.isEmpty() && workloads.getFirst().id().equals(goal.job())) {
        assertThat(workloads.getFirst().contenders()).contains(goal.of());
        if (!goal.against().equals(Goal.BEYOND_DATA)) {
          assertThat(workloads.getFirst().contenders()).contains(goal.against());
        }
      } else {
        assertThat(WholeJob.named(goal.job())).as(goal.job()).isNotNull();
      }
    }
    for (Workload workload : Workload.values()) {
      assertThat(Lineup.ALL).containsAll(workload.contenders());
    }
  }
}
