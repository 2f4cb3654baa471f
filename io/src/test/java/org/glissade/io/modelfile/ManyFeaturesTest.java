package org.glissade.io.modelfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.glissade.data.SparseExamples;
import org.glissade.io.DataException;
import org.glissade.io.encode.ColumnSet;
import org.glissade.io.encode.NumberArray;
import org.glissade.io.encode.ScaledFeatures;
import org.glissade.io.encode.SparseEncoder;
import org.glissade.io.encode.Tables;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.encode.Task;
import org.glissade.io.json.Fields;
import org.glissade.io.json.Json;
import org.glissade.io.table.SparseRecords;
import org.glissade.math.Layout;
import org.glissade.model.Loss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of models whose features have a scale each, and are too many for text. */
class ManyFeaturesTest {
  private static final int MANY = 100_001;

  @TempDir Path folder;

  /** Every third column, or every one. */
  private static ModelFile model(int step, boolean floats, boolean dense) {
    double[] scales = new double[MANY];
    double[] offsets = new double[dense ? MANY : 0];
    for (int k = 0; k < MANY; k++) {
      scales[k] = floats ? (float) (k + 1) / 7 : (k + 1) / 7.0;
    }
    for (int k = 0; k < offsets.length; k++) {
      offsets[k] = Math.sin(k);
    }
    ScaledFeatures features =
        new ScaledFeatures(
            ColumnSet.of(IntStream.range(0, MANY).map(k -> step * k).toArray()),
            NumberArray.exactly(offsets),
            NumberArray.exactly(scales));
    Layout layout = Models.linear(1, MANY);
    return new ModelFile(
        Models.about(Loss.Link.IDENTITY),
        new SparseEncoder(step * (MANY - 1) + 1, dense, features, List.of("a note")),
        new TargetEncoder(
            List.of(new TargetEncoder.Target("y", 0, 1)), Task.REGRESSION, List.of(), List.of()),
        Map.of(),
        layout,
        Models.params(layout.size()));
  }

  private static List<ModelFile> models() {
    return List.of(
        model(3, true, false),
        model(3, false, false),
        model(1, true, false),
        model(1, false, true),
        model(3, false, true));
  }

  private Path written(ModelFile model) {
    Path path = folder.resolve("many.glissade");
    model.write(path);
    return path;
  }

  private static final SparseRecords ROWS =
      new SparseRecords(
          "rows.svm",
          SparseExamples.of(
              new long[] {0, 3, 4},
              new int[] {0, 3, 299_999, 6},
              new float[] {2, 0.3f, 7, -1},
              300_001,
              new float[2],
              1,
              null));

  @Test
  void aModelComesBackEqualAndPredictsTheSameBits() throws Exception {
    for (ModelFile model : models()) {
      Path path = written(model);
      assertThat(Files.size(path)).isEqualTo(model.bytes());
      ModelFile back = ModelFile.read(path);
      assertThat(back).isEqualTo(model).hasSameHashCodeAs(model);
      assertThat(Arrays.equals(back.features().scales(), model.features().scales())).isTrue();
      assertThat(Arrays.equals(back.features().offsets(), model.features().offsets())).isTrue();
      assertThat(Predictor.of(back).predict(ROWS, Tables.QUIET).scores())
          .containsExactly(Predictor.of(model).predict(ROWS, Tables.QUIET).scores());
    }
  }

  /** By the format description alone: each tensor where it is said to be, aligned, no gaps. */
  @Test
  void anIndependentReaderFindsTheScalesBesideTheParameters() throws Exception {
    for (ModelFile model : models()) {
      byte[] bytes = Files.readAllBytes(written(model));
      ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      int begin = 8 + (int) file.getLong();
      Fields header =
          Fields.parse("header", new String(bytes, 8, begin - 8, StandardCharsets.UTF_8));
      assertThat(header.object("__metadata__").text("format_version")).isEqualTo("4");
      assertThat(header.object("__metadata__").text("features")).hasSizeLessThan(200);
      Fields scales = header.object("features.scales");
      long[] place = scales.lengths("data_offsets");
      boolean wide = scales.text("dtype").equals("F64");
      assertThat(place[1] - place[0]).isEqualTo((wide ? 8L : 4L) * MANY);
      double[] stored = new double[MANY];
      for (int k = 0; k < MANY; k++) {
        int at = begin + (int) place[0] + (wide ? 8 : 4) * k;
        stored[k] = wide ? file.getDouble(at) : file.getFloat(at);
      }
      assertThat(Arrays.equals(stored, model.features().scales())).isTrue();
      long covered = 0;
      for (String name : header.values().keySet()) {
        if (!name.equals("__metadata__")) {
          long[] of = header.object(name).lengths("data_offsets");
          assertThat(of[0] % (header.object(name).text("dtype").equals("F64") ? 8 : 4)).isZero();
          covered += of[1] - of[0];
        }
      }
      assertThat(begin + covered).isEqualTo(bytes.length);
    }
  }

  @Test
  void onlyScalesThatAreNoFloatsTakeDoubles() throws Exception {
    assertThat(header(model(3, true, false))).doesNotContain("F64").contains("I32");
    assertThat(header(model(3, false, false))).contains("F64");
    assertThat(header(model(1, true, false))).doesNotContain("I32");
  }

  private String header(ModelFile model) throws Exception {
    byte[] bytes = Files.readAllBytes(written(model));
    int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return new String(bytes, 8, length, StandardCharsets.UTF_8);
  }

  /** The file with its header text changed, lengths kept right. */
  private Path changed(ModelFile model, UnaryOperator<String> change) throws Exception {
    byte[] whole = Files.readAllBytes(written(model));
    String header = header(model);
    String other = change.apply(header);
    assertThat(other).as("the change applies").isNotEqualTo(header);
    byte[] text = other.getBytes(StandardCharsets.UTF_8);
    int from = 8 + header.length();
    ByteBuffer file =
        ByteBuffer.allocate(8 + text.length + whole.length - from)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(text.length)
            .put(text)
            .put(whole, from, whole.length - from);
    Path path = folder.resolve("changed.glissade");
    Files.write(path, file.array());
    return path;
  }

  private void assertRefused(UnaryOperator<String> change, String reason) throws Exception {
    Path path = changed(model(3, true, false), change);
    assertThatThrownBy(() -> ModelFile.read(path))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(path + " is not a usable model: ")
        .hasMessageContaining(reason);
  }

  @Test
  void arraysThatDoNotHoldTogetherAreRefusedWithTheReason() throws Exception {
    assertRefused(h -> h.replace("features.scales", "features.offsets"), "not [columns, scales]");
    assertRefused(h -> h.replace("features.scales", "scales"), "not [columns, scales]");
    assertRefused(h -> h.replace("\\\"arrays\\\":", "\\\"array\\\":"), "has no use for");
    assertRefused(h -> h.replace("\\\"sparse\\\"", "\\\"table\\\""), "has no use for");
    assertRefused(h -> h.replace("I32", "F32"), "columns should be whole numbers");
    assertRefused(h -> h.replace("\"dtype\":\"I32\"", "\"dtype\":\"I16\""), "I16");
    assertRefused(h -> h.replace("[" + MANY + "]", "[" + (MANY - 1) + "]"), "takes");
    assertRefused(h -> h.replace("300001", "300000"), "feature 300001 is not one of 300000");
    assertRefused(
        h -> h.replace("\"weights\":{\"dtype\":\"F32\"", "\"weights\":{\"dtype\":\"I32\""), "I32");
  }

  /** Before room is made for them. */
  @Test
  void columnsThatTheFileHasNoScalesForAreRefused() throws Exception {
    Path path =
        changed(
            model(1, true, false), h -> h.replace("inputs\\\":" + MANY, "inputs\\\":2147483647"));
    assertThatThrownBy(() -> ModelFile.read(path))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(MANY + " scales for 2147483647 columns");
  }

  /** Whatever tensors it has: of another type than are known today, say. */
  @Test
  void aNewerFormatIsToldBeforeItsTensorsAreLookedAt() throws Exception {
    assertRefused(
        h -> h.replace("\"format_version\":\"4\"", "\"format_version\":\"5\"").replace("I32", "U9"),
        "update Glissade");
  }

  @Test
  void damagedNumbersAreRefused() throws Exception {
    ModelFile model = model(3, true, false);
    byte[] whole = Files.readAllBytes(written(model));
    Fields header = Fields.parse("", header(model));
    int begin = 8 + header(model).length();
    Path path = folder.resolve("damaged.glissade");
    for (String name : List.of("features.columns", "features.scales")) {
      byte[] bytes = whole.clone();
      int at = begin + (int) header.object(name).lengths("data_offsets")[0] + 4 * 500;
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, 0x8000_0001);
      Files.write(path, bytes);
      assertThatThrownBy(() -> ModelFile.read(path))
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith(path + " is not a usable model: features: feature ");
    }
    for (int cut : new int[] {1, 4, 4 * MANY, 8 * MANY + 4, whole.length - begin}) {
      Files.write(path, Arrays.copyOf(whole, whole.length - cut));
      assertThatThrownBy(() -> ModelFile.read(path))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("its tensors take");
    }
  }

  /** So that older versions read them, and people. */
  @Test
  void fewerFeaturesStayInTheText() throws Exception {
    SparseEncoder few =
        new SparseEncoder(
            9,
            false,
            new ScaledFeatures(
                ColumnSet.of(2, 8), NumberArray.none(), NumberArray.exactly(0.5, 1 / 3.0)),
            List.of());
    assertThat(Json.text(few.stored().json()))
        .isEqualTo(
            "{\"kind\":\"sparse\",\"inputs\":9,\"dense\":false,\"columns\":[2,8],"
                + "\"scales\":[0.5,0.3333333333333333],\"notes\":[]}");
    assertThat(few.stored().arrays()).isEmpty();
    assertThat(header(Models.multiclass())).contains("\"format_version\":\"1\"");
  }
}
