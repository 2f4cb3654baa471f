package org.glissade.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFilesTest {
  private static final double SCALE = 0.0005;

  @TempDir private Path folder;

  private Data sparse() throws Exception {
    new DataFiles(folder, SCALE).make(DataSet.SPARSE);
    return Data.read(folder, Workload.W3A.job(SCALE), Data.Storage.HEAP);
  }

  @Test
  void sparseRowsHaveAscendingColumnsAndNormOne() throws Exception {
    Data data = sparse();
    int width = data.job().nonzeros();
    for (int row = 0; row < data.job().rows(); row++) {
      double squares = 0;
      for (int i = row * width; i < (row + 1) * width; i++) {
        assertThat(data.ids()[i]).isBetween(0, data.job().columns() - 1);
        if (i > row * width) {
          assertThat(data.ids()[i]).isGreaterThan(data.ids()[i - 1]);
        }
        squares += data.values()[i] * data.values()[i];
      }
      assertThat(squares).isCloseTo(1, within(1e-3));
    }
  }

  @Test
  void theSameDataAreMadeAgain() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    for (DataSet set : new DataSet[] {DataSet.SPARSE, DataSet.DENSE_54}) {
      DataFiles first = new DataFiles(folder, SCALE);
      DataFiles second = new DataFiles(other, SCALE);
      first.make(set);
      second.make(set);
      assertThat(first.features(set)).hasSameBinaryContentAs(second.features(set));
      assertThat(first.targets(set)).hasSameBinaryContentAs(second.targets(set));
    }
  }

  @Test
  void textHoldsTheNumbersOfTheRawFiles() throws Exception {
    Data data = sparse();
    String line = Files.readAllLines(new TextFiles(folder, SCALE).libsvm()).getFirst();
    String[] words = line.split(" ", -1);
    assertThat(words[0]).isEqualTo(data.targets()[0] > 0 ? "1" : "-1");
    assertThat(words).hasSize(1 + data.job().nonzeros());
    for (int i = 1; i < words.length; i++) {
      String[] pair = words[i].split(":", -1);
      assertThat(Integer.parseInt(pair[0])).isEqualTo(data.ids()[i - 1] + 1);
      assertThat(Float.parseFloat(pair[1])).isEqualTo(data.values()[i - 1]);
    }
  }
}
