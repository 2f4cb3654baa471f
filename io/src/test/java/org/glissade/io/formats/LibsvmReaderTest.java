package org.glissade.io.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.glissade.io.formats.Reading.read;
import static org.glissade.io.formats.Reading.sparse;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.glissade.data.SparseExamples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibsvmReaderTest {
  private static final ReadOptions DEFAULTS = ReadOptions.defaults();

  private static String problem(String text) {
    return Reading.problem("data.svm", text, DEFAULTS);
  }

  @Test
  void rowsAreLabelsAndAscendingFeaturesFromOne() {
    SparseExamples examples = sparse("-1 1:0.5 3:2e-3 \r\n+1 2:-7\n\n0\n");
    assertThat(examples.targets()).containsExactly(-1, 1, 0);
    assertThat(examples.columns()).isEqualTo(3);
    assertThat(examples.starts()).containsExactly(0, 2, 3, 3);
    assertThat(examples.indices()).containsExactly(0, 2, 1);
    assertThat(examples.values()).containsExactly(0.5f, 2e-3f, -7);
  }

  @Test
  void queryIdentifiersCommentsBlanksAndTabsDoNotMatter() {
    SparseExamples examples =
        sparse("# header 1:2\n  1\tqid:7  2:3 # 4:5\n   # nothing\n \t \n2 1:1#note");
    assertThat(examples.targets()).containsExactly(1, 2);
    assertThat(examples.values()).containsExactly(3, 1);
  }

  @Test
  void zerosAreNotStoredButCountAsFeatures() {
    SparseExamples examples = sparse("1 1:0 2:5 9:0\n");
    assertThat(examples.stored()).isEqualTo(1);
    assertThat(examples.columns()).isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 0:5|data.svm:2:3: \"0:5\" has index 0, but LIBSVM counts features from 1",
        "1 3:5 2:1|data.svm:2:7: \"2:1\" comes after index 3; indices must ascend",
        "1 3:5 3:1|data.svm:2:7: \"3:1\" repeats index 3",
        "1 100000001:1|data.svm:2:3: \"100000001:1\" has an index above 100000000",
        "1 99999999999999999999:1|data.svm:2:3: \"99999999999999999999:1\" has an index above",
        "1 2:x|data.svm:2:5: \"x\" is not a number",
        "1 2:|data.svm:2:5: \"\" is not a number",
        "1 2:nan|data.svm:2:5: \"nan\" is not a number",
        "1 2:1e39|data.svm:2:5: \"1e39\" is beyond the range",
        "1 2|data.svm:2:3: \"2\" is not index:value",
        "1 -2:1|data.svm:2:3: \"-2:1\" is not index:value",
        "1 a:1|data.svm:2:3: \"a:1\" is not index:value",
        "1,3 2:1|data.svm:2:1: \"1,3\" names several labels",
        "2:1 3:1|data.svm:2:1: \"2:1\" stands where the label belongs",
        "cat 3:1|data.svm:2:1: \"cat\" is not a number",
        "1e99 3:1|data.svm:2:1: \"1e99\" is beyond the range"
      })
  void everyFaultHasItsPlace(String line, String message) {
    assertThat(problem("1 1:1\n" + line + "\n")).startsWith(message);
  }

  @Test
  void filesWithoutRowsOrFeaturesAreRefused() {
    assertThat(problem("# nothing\n\n")).contains("no rows");
    assertThat(problem("1\n2\n")).contains("no feature");
  }

  @Test
  void theLargestIndexCanBeRaisedAndLowered() {
    assertThat(sparse("1 100000001:1\n", DEFAULTS.maxIndex(200_000_000)).columns())
        .isEqualTo(100_000_001);
    assertThat(Reading.problem("x.svm", "1 6:1\n", DEFAULTS.maxIndex(5))).contains("above 5");
  }

  @Test
  void rowsForAModelGetItsFeatures() {
    ReadResult more = read("t.svm", "1 1:1 4:1 9:1\n0 5:1\n", DEFAULTS.features(4));
    SparseExamples cut = ((org.glissade.io.table.SparseRecords) more.records()).examples();
    assertThat(cut.columns()).isEqualTo(4);
    assertThat(cut.indices()).containsExactly(0, 3);
    assertThat(more.notes())
        .contains("2 values of features above 4 are left out: the model has no more");
    ReadResult fewer = read("t.svm", "1 1:1\n", DEFAULTS.features(4));
    assertThat(((org.glissade.io.table.SparseRecords) fewer.records()).examples().columns())
        .isEqualTo(4);
    assertThat(fewer.notes()).contains("the largest feature is 1 of 4: those above are zero");
  }

  @Test
  void optionsAboutColumnsAreSaidToDoNothing() {
    assertThat(read("t.svm", "1 1:1\n", DEFAULTS.target("y")).notes())
        .anyMatch(note -> note.startsWith("LIBSVM files have no named columns"));
    assertThat(read("t.svm", "1 1:1\n", DEFAULTS).notes()).hasSize(1);
  }

  @Test
  void aLineMayBeLongerThanTheBuffer() {
    StringBuilder line = new StringBuilder("3");
    for (int i = 1; i <= 100_000; i++) {
      line.append(' ').append(i).append(":1");
    }
    assertThat(sparse("1 1:1\n" + line + "\n2 2:2").stored()).isEqualTo(100_002);
  }

  @Property(tries = 50)
  void whatIsWrittenIsRead(@ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int rows) {
    java.util.Random random = new java.util.Random(seed);
    StringBuilder text = new StringBuilder();
    float[][] dense = new float[rows][30];
    float[] labels = new float[rows];
    for (int row = 0; row < rows; row++) {
      labels[row] = random.nextInt(5) - 2;
      text.append(labels[row]);
      for (int j = 0; j < 30; j++) {
        if (random.nextInt(4) == 0) {
          dense[row][j] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(20) - 10));
          text.append(String.format(Locale.ROOT, " %d:", j + 1)).append(dense[row][j]);
        }
      }
      text.append(random.nextBoolean() ? "\n" : " \r\n");
    }
    SparseExamples examples = sparse(text + "0 30:1\n");
    for (int row = 0; row < rows; row++) {
      float[] found = new float[30];
      for (int i = (int) examples.starts()[row]; i < examples.starts()[row + 1]; i++) {
        found[examples.indices()[i]] = examples.values()[i];
      }
      assertThat(found).isEqualTo(dense[row]);
      assertThat(examples.targets()[row]).isEqualTo(labels[row]);
    }
  }
}
