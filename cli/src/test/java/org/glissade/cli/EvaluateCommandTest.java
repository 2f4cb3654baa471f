package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateCommandTest {
  @TempDir private Path folder;

  private Path trained(Path data, String... options) {
    Path model = folder.resolve("m.glissade");
    Object[] args = new Object[7 + options.length];
    System.arraycopy(
        new Object[] {"train", data, "-o", model, "--quiet", "--epochs", 10}, 0, args, 0, 7);
    System.arraycopy(options, 0, args, 7, options.length);
    CommandRun.of(args).ok();
    return model;
  }

  private Path file(String name, String text) {
    return SampleData.write(folder.resolve(name), text);
  }

  @Test
  void squaredLossIsHalfTheMeanSquaredErrorInUnitsOfTheTarget() {
    Path data = file("p.csv", SampleData.prices(200));
    CommandRun run = CommandRun.of("evaluate", trained(data), data, "--json").ok();
    assertThat(run.json()).containsOnlyKeys("rows", "loss", "rmse", "mae", "r2");
    assertThat(run.number("rows")).isEqualTo(200);
    double rmse = run.number("rmse");
    assertThat(run.number("loss")).isCloseTo(0.5 * rmse * rmse, within(1e-5 * rmse * rmse));
  }

  @Test
  void figuresAreThoseOfThePredictions() {
    Path data = file("p.csv", SampleData.prices(200));
    Path model = trained(data);
    double[] predicted =
        CommandRun.of("predict", model, data)
            .ok()
            .out()
            .lines()
            .skip(1)
            .mapToDouble(Double::parseDouble)
            .toArray();
    double[] target =
        SampleData.prices(200)
            .lines()
            .skip(1)
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(',') + 1)))
            .toArray();
    double mean = java.util.Arrays.stream(target).average().orElseThrow();
    double squares = 0;
    double absolutes = 0;
    double spread = 0;
    for (int i = 0; i < target.length; i++) {
      squares += (predicted[i] - target[i]) * (predicted[i] - target[i]);
      absolutes += Math.abs(predicted[i] - target[i]);
      spread += (target[i] - mean) * (target[i] - mean);
    }
    CommandRun run = CommandRun.of("evaluate", model, data, "--json").ok();
    assertThat(run.number("rmse")).isCloseTo(Math.sqrt(squares / 200), within(1e-3));
    assertThat(run.number("mae")).isCloseTo(absolutes / 200, within(1e-3));
    assertThat(run.number("r2")).isCloseTo(1 - squares / spread, within(1e-5));
  }

  @Test
  void accuracyIsTheShareOfRightPredictions() {
    for (String text : new String[] {SampleData.sizes(200), SampleData.kinds(200)}) {
      Path data = file("c.csv", text);
      Path model = trained(data);
      var predicted = CommandRun.of("predict", model, data).ok().out().lines().toList();
      var rows = text.lines().toList();
      int right = 0;
      for (int i = 1; i < rows.size(); i++) {
        String word = predicted.get(i).substring(0, predicted.get(i).indexOf(','));
        right += rows.get(i).endsWith("," + word) ? 1 : 0;
      }
      CommandRun run = CommandRun.of("evaluate", model, data, "--json").ok();
      assertThat(run.number("accuracy")).isCloseTo(right / 200.0, within(1e-9));
      assertThat(run.number("log_loss")).isCloseTo(run.number("loss"), within(1e-6));
    }
  }

  @Test
  void peopleSeeTheRowsAndTheFigures() {
    Path data = file("c.csv", SampleData.sizes(200));
    CommandRun run = CommandRun.of("evaluate", trained(data), data).ok();
    assertThat(run.out())
        .containsSubsequence("200 rows", "binary of large", "loss", "accuracy", "log loss", "auc");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void aWeightOfZeroLeavesARowOut() {
    Path model = trained(file("p.csv", SampleData.prices(200)));
    Path weighted =
        file(
            "w.csv", "size,colour,age,price,w\n12.5,red,30,10,2\n80,blue,5,200,0\n44,red,1,99,2\n");
    Path few = file("f.csv", "size,colour,age,price\n12.5,red,30,10\n44,red,1,99\n");
    CommandRun a =
        CommandRun.of("evaluate", model, weighted, "--weight-column", "w", "--json").ok();
    CommandRun b = CommandRun.of("evaluate", model, few, "--json").ok();
    for (String metric : new String[] {"loss", "rmse", "mae", "r2"}) {
      assertThat(a.number(metric)).isCloseTo(b.number(metric), within(1e-6));
    }
  }

  @Test
  void dataWithoutTargetsOrWithOthersAreRefused() {
    Path model = trained(file("c.csv", SampleData.sizes(200)));
    CommandRun none = CommandRun.of("evaluate", model, file("n.csv", "size,colour,age\n1,red,3\n"));
    assertThat(none.endsWith(1).err()).contains("n.csv").contains("large");
    CommandRun other =
        CommandRun.of("evaluate", model, file("o.csv", "size,colour,age,large\n1,red,3,maybe\n"));
    assertThat(other.endsWith(1).err()).contains("o.csv").contains("maybe");
  }
}
