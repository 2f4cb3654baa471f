package org.glissade.io.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.glissade.io.encode.Tables.QUIET;
import static org.glissade.io.encode.Tables.rowMajor;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.SparseExamples;
import org.glissade.io.DataException;
import org.glissade.io.json.Fields;
import org.glissade.io.json.Json;
import org.glissade.io.table.SparseRecords;
import org.junit.jupiter.api.Test;

class SparseEncoderTest {
  private static final int ROWS = 12;

  /** Rows given densely; zeros are not stored. */
  private static SparseRecords records(float[][] rows) {
    long[] starts = new long[rows.length + 1];
    List<Integer> indices = new ArrayList<>();
    List<Float> values = new ArrayList<>();
    for (int r = 0; r < rows.length; r++) {
      for (int j = 0; j < rows[r].length; j++) {
        if (rows[r][j] != 0) {
          indices.add(j);
          values.add(rows[r][j]);
        }
      }
      starts[r + 1] = indices.size();
    }
    float[] flat = new float[values.size()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = values.get(i);
    }
    return new SparseRecords(
        "test.svm",
        SparseExamples.of(
            starts,
            indices.stream().mapToInt(Integer::intValue).toArray(),
            flat,
            rows[0].length,
            new float[rows.length],
            1,
            null));
  }

  private static SparseEncoder fit(float[][] rows) {
    return (SparseEncoder) FeatureEncoder.fit(records(rows), Set.of(), Scaling.STANDARD);
  }

  @Provide
  Arbitrary<float[][]> rows() {
    Arbitrary<Float> cell =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(3, Arbitraries.just(0f)),
            net.jqwik.api.Tuple.of(2, Arbitraries.floats().between(-50, 50)),
            net.jqwik.api.Tuple.of(1, Arbitraries.of(1e-30f, 1e30f, -1e30f)));
    return cell.array(float[].class)
        .ofSize(6)
        .array(float[][].class)
        .ofSize(ROWS)
        .map(
            matrix -> {
              matrix[0][0] = 3;
              matrix[1][0] = -2;
              return matrix;
            });
  }

  @Property(tries = 300)
  void anEncoderReadBackFromJsonEncodesToTheSameBits(@ForAll("rows") float[][] rows) {
    SparseEncoder encoder = fit(rows);
    FeatureEncoder back =
        FeatureEncoder.fromJson(Fields.parse("encoder", Json.text(encoder.toJson())));
    assertThat(back).isEqualTo(encoder);
    assertThat(rowMajor(back.encode(records(rows), QUIET)))
        .containsExactly(rowMajor(encoder.encode(records(rows), QUIET)));
  }

  @Property(tries = 300)
  void trainingFeaturesHaveEitherMagnitudeOneOrDeviationOne(@ForAll("rows") float[][] rows) {
    SparseEncoder encoder = fit(rows);
    Examples encoded = encoder.encode(records(rows), QUIET);
    assertThat(encoded instanceof DenseExamples).isEqualTo(encoder.dense());
    for (int j = 0; j < encoder.width(); j++) {
      double most = 0;
      double sum = 0;
      double squares = 0;
      for (float value : Tables.column(encoded, j)) {
        most = Math.max(most, Math.abs(value));
        sum += value;
        squares += (double) value * value;
      }
      if (encoder.dense()) {
        assertThat(sum / ROWS).isCloseTo(0, within(1e-5));
        assertThat(squares / ROWS).isCloseTo(1, within(1e-4));
      } else {
        assertThat(most).isEqualTo(1);
      }
    }
  }

  @Property(tries = 200)
  void scalingKeepsZerosWhereRowsStaySparse(@ForAll("rows") float[][] rows) {
    SparseEncoder encoder = fit(rows);
    if (!encoder.dense()) {
      assertThat(encoder.encode(records(rows), QUIET).stored())
          .isEqualTo(records(rows).examples().stored());
    }
  }

  @Test
  void normalisedRowsAndSmallNumbersAreLeftAlone() {
    float h = (float) Math.sqrt(0.5);
    float[][] normalised = {{h, 0, h, 0, 0}, {0, 1, 0, 0, 0}, {0, 0, 0, 0.6f, 0.8f}};
    assertThat(fit(normalised).features().isEmpty()).isTrue();
    assertThat(fit(normalised).notes()).singleElement().asString().contains("norm 1");
    float[][] small = {{1, 0, 0.5f, 0, 0}, {0, 0.2f, 0, 0, -1}};
    assertThat(fit(small).features().isEmpty()).isTrue();
    assertThat(rowMajor(fit(small).encode(records(small), QUIET)))
        .containsExactly(rowMajor(records(small).examples()));
    float[][] tiny = {{1e-4f, 0, 1e-5f, 0, 0}, {0, 1e-6f, 0, 0, 0}};
    assertThat(rowMajor(fit(tiny).encode(records(tiny), QUIET))).containsExactly(1, 0, 1, 0, 1, 0);
  }

  @Test
  void mostlyFilledRowsBecomeDenseAndStandard() {
    float[][] rows = {{1, 5, 0}, {3, 5, 4}};
    SparseEncoder encoder = fit(rows);
    assertThat(encoder.dense()).isTrue();
    assertThat(encoder.featureNames()).containsExactly("1", "3");
    assertThat(rowMajor(encoder.encode(records(rows), QUIET))).containsExactly(-1, -1, 1, 1);
    assertThat(encoder.notes()).hasSize(2);
  }

  @Test
  void unscaledValuesStayAsTheyAre() {
    float[][] rows = {{1, 5, 0}, {300, 5, 4}};
    FeatureEncoder encoder = FeatureEncoder.fit(records(rows), Set.of(), Scaling.NONE);
    assertThat(rowMajor(encoder.encode(records(rows), QUIET))).containsExactly(1, 5, 0, 300, 5, 4);
  }

  @Test
  void theWidthIsThatOfTrainingWhateverLaterRowsHave() {
    for (float[][] training :
        List.of(
            new float[][] {{1, 5, 0}, {3, 5, 4}},
            new float[][] {{9, 0, 0}, {0, 0, 0}, {0, 0, 4}},
            new float[][] {{1, 0, 0}, {0, 0, 0}, {0, 0, -1}})) {
      SparseEncoder encoder = fit(training);
      List<String> notes = new ArrayList<>();
      Examples wide = encoder.encode(records(new float[][] {{1, 2, 3, 4, 5}}), notes::add);
      Examples exact = encoder.encode(records(new float[][] {{1, 2, 3}}), notes::add);
      assertThat(rowMajor(wide)).hasSize(encoder.width()).containsExactly(rowMajor(exact));
      assertThat(notes).singleElement().asString().contains("2 features beyond the 3");
      Examples narrow = encoder.encode(records(new float[][] {{1, 2}}), notes::add);
      assertThat(rowMajor(narrow))
          .containsExactly(
              rowMajor(encoder.encode(records(new float[][] {{1, 2, 0}}), notes::add)));
    }
  }

  @Test
  void tablesAndNumberedFeaturesAreNotMixedUp() {
    SparseEncoder sparse = fit(new float[][] {{1, 5, 0}, {3, 5, 4}});
    assertThatThrownBy(() -> sparse.encode(Tables.table(Tables.numbers("x", 1)), QUIET))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("LIBSVM");
    FeatureEncoder table =
        FeatureEncoder.fit(Tables.table(Tables.numbers("x", 1, 2)), Set.of(), Scaling.STANDARD);
    assertThatThrownBy(() -> table.encode(records(new float[][] {{1}}), QUIET))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("test.svm")
        .hasMessageContaining("x");
  }

  @Test
  void rowsWithoutAnyValueCannotBeLearntFrom() {
    float[][] empty = new float[2][3];
    assertThatThrownBy(() -> fit(empty)).isInstanceOf(DataException.class);
  }

  /** What versions before arrays wrote, word by word. */
  @Test
  void textThatOlderVersionsWroteSaysTheSame() {
    String sparse =
        """
        {"kind":"sparse","inputs":5,"dense":false,"columns":[0,3],"scales":[0.30000001192092896,2.5],
        "notes":["each feature is divided by its largest magnitude in the training rows"]}""";
    FeatureEncoder encoder = FeatureEncoder.fromJson(Fields.parse("encoder", sparse));
    assertThat(Json.text(encoder.toJson())).isEqualTo(sparse.replace("\n", ""));
    assertThat(encoder.featureNames()).containsExactly("1", "4");
    assertThat(rowMajor(encoder.encode(records(new float[][] {{0.15f, 9, 0, 5, 0}}), QUIET)))
        .containsExactly(0.15f / 0.3f, 2);
    String dense =
        """
        {"kind":"sparse","inputs":2,"dense":true,"columns":[0,1],"scales":[0.1,2.0],
        "offsets":[1.0,-0.7],"notes":[]}""";
    assertThat(Json.text(FeatureEncoder.fromJson(Fields.parse("", dense)).toJson()))
        .isEqualTo(dense.replace("\n", ""));
  }

  @Test
  void featuresThatDoNotHoldTogetherAreRefused() {
    String whole =
        "{'kind':'sparse','inputs':5,'dense':false,'columns':[0,3],'scales':[1,2],'notes':[]}";
    String[][] changes = {
      {"[0,3]", "[0,5]", "feature 6 is not one of 5"},
      {"[0,3]", "[3,0]", "out of order"},
      {"[0,3]", "[0]", "do not match"},
      {"[1,2]", "[1,0]", "feature 4: offset 0.0 or scale 0.0"},
      {"[1,2]", "[1,-2]", "scale -2.0"},
      {"'columns':[0,3],'scales':[1,2]", "'columns':[],'scales':[]", "do not match"},
      {"'dense':false", "'dense':true,'offsets':[1]", "do not match"},
      {"'notes'", "'arrays':['scales'],'notes'", "not [scales]"},
    };
    for (String[] change : changes) {
      String json = whole.replace(change[0], change[1]).replace('\'', '"');
      assertThatThrownBy(
              () -> FeatureEncoder.of(Fields.parse("features", json), java.util.Map.of()))
          .as(json)
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith("features")
          .hasMessageContaining(change[2]);
    }
  }
}
