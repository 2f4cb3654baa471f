package org.glissade.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.glissade.io.encode.Scaling;
import org.glissade.io.formats.DataReader;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.ReadResult;
import org.glissade.io.formats.Source;
import org.glissade.io.pipeline.Pipeline;
import org.glissade.io.pipeline.Trained;
import org.glissade.io.pipeline.TrainingSettings;
import org.glissade.model.Network;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * "The same loop trains a deep network": a linear model and networks learn the digits, rows whose
 * number leaves 4 when divided by 5 held against them; nothing but the shape of the model differs.
 * Softmax regression is published at 0.9666 on this split (lbfgs, unscaled pixels).
 */
class DeepLearningTest {
  private static ReadResult digits(boolean test) {
    ReadResult all =
        DataReader.read(
            Source.file(Sources.root().resolve("examples").resolve("digits.csv.gz")),
            ReadOptions.defaults());
    List<Integer> rows = new ArrayList<>();
    for (int row = 0; row < all.records().rows(); row++) {
      if ((row % 5 == 4) == test) {
        rows.add(row);
      }
    }
    int[] chosen = rows.stream().mapToInt(Integer::intValue).toArray();
    return new ReadResult(
        all.records().select(chosen), all.target(), all.weightColumn(), all.notes());
  }

  private static double accuracy(@Nullable Network network) {
    TrainingSettings settings =
        new TrainingSettings(
            null, null, 0, null, true, Scaling.STANDARD, null, 0, false, 0, false, network, null);
    Trained trained =
        Pipeline.of(digits(false), digits(true), settings, null, "", note -> {}).train(sgd -> {});
    return (double)
        Objects.requireNonNull(
            Objects.requireNonNull(trained.validation()).metrics().get("accuracy"));
  }

  @Test
  void theLoopThatTrainsALinearModelTrainsDeepOnes() {
    double linear = accuracy(null);
    assertThat(linear).isGreaterThan(0.94);
    assertThat(accuracy(Network.parse("mlp:64"))).isGreaterThan(Math.max(0.965, linear));
    assertThat(accuracy(Network.parse("mlp(64, 32, activation=tanh)"))).isGreaterThan(0.96);
  }
}
