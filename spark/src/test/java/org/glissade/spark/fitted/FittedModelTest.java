package org.glissade.spark.fitted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.glissade.io.DataException;
import org.glissade.io.encode.SparseEncoder;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.encode.Task;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.model.LinearModel;
import org.glissade.model.Loss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FittedModelTest {
  @TempDir private Path folder;

  private static ModelFile file(List<?> labels) {
    return new ModelFile(
        new ModelFile.About("1", "linear", "logistic", Loss.Link.LOGISTIC, ""),
        SparseEncoder.plain(2, false),
        new TargetEncoder(
            List.of(new TargetEncoder.Target("y", 0, 1)),
            Task.BINARY,
            List.of("no", "yes"),
            List.of()),
        Map.of(FittedModel.LABELS, labels),
        new LinearModel(2, 1, true).layout(),
        new float[3]);
  }

  @Test
  void labelsAreThoseOfTheRowsAndNotTheNames() {
    assertThat(new FittedModel(file(List.of(-1, 1))).labels()).containsExactly(-1, 1);
  }

  @Test
  void labelsThatDoNotFitTheClassesAreRefused() {
    for (List<?> wrong : List.of(List.of(1), List.of(1, 2, 3), List.of("a", "b"))) {
      assertThatThrownBy(() -> new FittedModel(file(wrong)))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("2 classes");
    }
  }

  /** What an older file of the name says is replaced, and nothing else is left in the folder. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFileIsWrittenWhole(boolean there) throws Exception {
    Path target = folder.resolve("m.glissade");
    if (there) {
      Files.writeString(target, "old");
    }
    ModelFile model = file(List.of(0, 1));
    ModelStore.write(model, target.toString(), new Configuration());
    assertThat(ModelStore.read(target.toString(), new Configuration())).isEqualTo(model);
    assertThat(folder.toFile().list()).containsExactly("m.glissade");
  }
}
