package org.glissade.io.modelfile;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.glissade.io.DataException;
import org.glissade.io.encode.Tables;
import org.glissade.math.Layout;
import org.glissade.model.Calibration;
import org.glissade.model.Isotonic;
import org.glissade.model.Loss;
import org.glissade.model.Temperature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
  @TempDir Path folder;

  private Path written(ModelFile model) {
    Path path = folder.resolve("model.glissade");
    model.write(path);
    return path;
  }

  @Test
  void aModelComesBackEqualAndPredictsTheSameBits() {
    for (ModelFile model : Models.all()) {
      ModelFile back = ModelFile.read(written(model));
      assertThat(back).isEqualTo(model).hasSameHashCodeAs(model);
      var rows =
          model.target().column().equals("label")
              ? Models.TEXTS
              : model.target().classes().isEmpty() ? Models.FLATS : Models.PEOPLE;
      assertThat(Predictor.of(back).predict(rows, Tables.QUIET).scores())
          .containsExactly(Predictor.of(model).predict(rows, Tables.QUIET).scores());
    }
  }

  /** By the format description alone: length, JSON, bytes. */
  @Test
  void anIndependentReaderFindsTheTensorsWhereTheFormatPutsThem() throws Exception {
    for (ModelFile model : Models.all()) {
      ByteBuffer bytes =
          ByteBuffer.wrap(Files.readAllBytes(written(model))).order(ByteOrder.LITTLE_ENDIAN);
      int length = Math.toIntExact(bytes.getLong());
      assertThat(length % 8).isZero();
      String header = new String(bytes.array(), 8, length, StandardCharsets.UTF_8);
      assertThat(header).startsWith("{");
      Map<String, Object> json = JSON.std.mapFrom(header);
      assertThat((Map<?, ?>) json.remove("__metadata__"))
          .allSatisfy((key, value) -> assertThat(value).isInstanceOf(String.class));
      long covered = 0;
      for (Layout.Slot slot : model.layout().slots()) {
        Map<?, ?> tensor = (Map<?, ?>) requireNonNull(json.remove(slot.name()));
        assertThat(tensor.get("dtype")).isEqualTo("F32");
        assertThat(tensor.get("shape")).isEqualTo(List.of(slot.rows(), slot.columns()));
        List<?> offsets = (List<?>) requireNonNull(tensor.get("data_offsets"));
        int begin = (Integer) offsets.get(0);
        assertThat((Integer) offsets.get(1) - begin).isEqualTo(4 * slot.size());
        for (int i = 0; i < slot.size(); i++) {
          assertThat(bytes.getFloat(8 + length + begin + 4 * i))
              .isEqualTo(model.params()[slot.offset() + i]);
        }
        covered += slot.size();
      }
      assertThat(json).isEmpty();
      assertThat(8 + length + 4 * covered).isEqualTo(bytes.capacity());
    }
  }

  @Test
  void aFileCutAnywhereOrGrownIsRefused() throws Exception {
    for (ModelFile model : Models.all()) {
      Path path = written(model);
      long length = Files.size(path);
      Files.write(path, new byte[4], StandardOpenOption.APPEND);
      assertRefused(path);
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        while (length > 0) {
          channel.truncate(--length);
          assertRefused(path);
        }
      }
    }
  }

  private static void assertRefused(Path path) {
    assertThatThrownBy(() -> ModelFile.read(path))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(path + " is not a usable model: ");
  }

  @Test
  void aDamagedFileIsReadOrRefusedButNothingElseHappens() throws Exception {
    SplittableRandom random = new SplittableRandom(20260101);
    int refused = 0;
    for (ModelFile model : Models.all()) {
      Path path = written(model);
      byte[] whole = Files.readAllBytes(path);
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        for (int i = 0; i < 1000; i++) {
          byte[] damaged = whole.clone();
          for (int hit = random.nextInt(3); hit >= 0; hit--) {
            damage(damaged, random);
          }
          channel.write(ByteBuffer.wrap(damaged), 0);
          try {
            assertThat(ModelFile.read(path).params()).hasSameSizeAs(model.params());
          } catch (DataException e) {
            assertThat(e).hasMessageStartingWith(path.toString());
            refused++;
          }
        }
      }
    }
    assertThat(refused).isGreaterThan(1000);
  }

  private static void damage(byte[] bytes, SplittableRandom random) {
    int at = random.nextInt(random.nextInt(4) == 0 ? 16 : bytes.length);
    bytes[at] =
        random.nextBoolean()
            ? (byte) (bytes[at] ^ 1 << random.nextInt(8))
            : (byte) "0123456789{}[]\",:-e.".charAt(random.nextInt(20));
  }

  /** The file with its header text changed, lengths kept right. */
  private Path changed(ModelFile model, UnaryOperator<String> change) throws Exception {
    byte[] whole = Files.readAllBytes(written(model));
    int length = (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
    String header = new String(whole, 8, length, StandardCharsets.UTF_8);
    String other = change.apply(header);
    assertThat(other).as("the change applies").isNotEqualTo(header);
    byte[] text = other.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(8 + text.length + whole.length - 8 - length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(text.length)
            .put(text)
            .put(whole, 8 + length, whole.length - 8 - length);
    Path path = folder.resolve("changed.glissade");
    Files.write(path, file.array());
    return path;
  }

  private void assertRefused(UnaryOperator<String> change, String reason) throws Exception {
    Path path = changed(Models.regression(), change);
    assertThatThrownBy(() -> ModelFile.read(path))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(path + " is not a usable model: ")
        .hasMessageContaining(reason);
  }

  @Test
  void aHeaderThatDoesNotHoldTogetherIsRefusedWithTheReason() throws Exception {
    assertRefused(h -> h.replace("\"format_version\":\"1\"", "\"format_version\":\"5\""), "update");
    assertRefused(h -> h.replace("\"format\":\"glissade\"", "\"format\":\"pt\""), "not one of");
    assertRefused(h -> h.replace("\"F32\"", "\"F16\""), "F16");
    assertRefused(
        h -> h.replace("[1,1],\"data_offsets\":[4,8]", "[1,2],\"data_offsets\":[4,8]"), "bias");
    assertRefused(h -> h.replace("[4,8]", "[8,12]"), "begins at byte 8");
    assertRefused(h -> h.replace("[4,8]", "[0,4]"), "begins at byte 0");
    assertRefused(h -> h.replace("[4,8]", "[4,9223372036854775807]"), "takes");
    assertRefused(h -> h.replace("[1,1]", "[2147483647,2147483647]"), "takes");
    assertRefused(h -> h.replace("[1,1]", "[0,1]"), "empty");
    assertRefused(h -> h.replace("\"bias\":", "\"other\":"), "linear");
    assertRefused(h -> h.replace("\"link\":\"identity\"", "\"link\":\"magic\""), "magic");
    assertRefused(h -> h.replace("\"loss\":", "\"lost\":"), "lacks loss");
    assertRefused(h -> h.replace("\\\"scale\\\":", "\\\"scale\\\":-"), "scale");
    assertRefused(h -> h.replace("regression", "binary"), "classes");
    assertRefused(h -> h.replace("\"bias\":", "\"weights\":"), "uplicate");
    assertRefused(
        h ->
            h.replace(
                "{\\\"column\\\":\\\"area\\\"",
                "{\\\"column\\\":\\\"b\\\",\\\"kind\\\":\\\"missing\\\"},{\\\"column\\\":\\\"area\\\""),
        "its parameters are for 1 features, its encoder makes 2");
  }

  /** An older version, which knows one target only, refuses these; those of one it reads. */
  @Test
  void onlySeveralTargetsTakeTheNewestFormat() throws Exception {
    String several = Files.readString(written(Models.several()), StandardCharsets.ISO_8859_1);
    assertThat(several).contains("\"format_version\":\"3\"");
    String one = Files.readString(written(Models.regression()), StandardCharsets.ISO_8859_1);
    assertThat(one).contains("\"format_version\":\"1\"").doesNotContain("targets");
  }

  @Test
  void severalTargetsThatDoNotHoldTogetherAreRefused() throws Exception {
    Path twice =
        changed(
            Models.several(),
            h -> h.replace("\\\"column\\\":\\\"rent\\\"", "\\\"column\\\":\\\"price\\\""));
    assertThatThrownBy(() -> ModelFile.read(twice)).hasMessageContaining("twice");
    Path classes = changed(Models.several(), h -> h.replace("regression", "multiclass"));
    assertThatThrownBy(() -> ModelFile.read(classes)).hasMessageContaining("do not fit multiclass");
  }

  private static final Calibration STEPS =
      new Isotonic(
          List.of(new Isotonic.Curve(List.of(-1.5, 0.1 + 0.2, 4e-9 + 1), List.of(0.1, 0.25, 0.9))));

  @Test
  void aCalibratedModelComesBackEqualAndPredictsTheSameBits() {
    for (ModelFile model : Models.calibrated()) {
      ModelFile back = ModelFile.read(written(model));
      assertThat(back).isEqualTo(model).hasSameHashCodeAs(model);
      assertThat(back.calibration()).isEqualTo(model.calibration());
      var rows = model.target().classes().size() == 2 ? Models.PEOPLE : Models.TEXTS;
      Predictions told = Predictor.of(back).predict(rows, Tables.QUIET);
      assertThat(told.hasProbabilities()).isTrue();
      assertThat(told.scores())
          .containsExactly(Predictor.of(model).predict(rows, Tables.QUIET).scores());
      assertThat(told.scores())
          .isNotEqualTo(Predictor.of(model).uncalibrated(rows, Tables.QUIET).scores());
    }
  }

  /** Or an older version would leave the calibration out and say nothing. */
  @Test
  void onlyCalibratedModelsNeedTheNewerVersionOfTheFormat() throws Exception {
    String plain = Files.readString(written(Models.binary()), StandardCharsets.ISO_8859_1);
    assertThat(plain).contains("\"format_version\":\"1\"").doesNotContain("calibration");
    Path calibrated = written(Models.calibrated().getFirst());
    assertThat(Files.readString(calibrated, StandardCharsets.ISO_8859_1))
        .contains("\"format_version\":\"2\"");
  }

  @Test
  void aCalibrationThatDoesNotHoldTogetherIsRefusedWithTheReason() throws Exception {
    ModelFile steps = Models.binary().calibrated(STEPS, Map.of());
    String[][] changes = {
      {"\\\"isotonic\\\"", "\\\"magic\\\"", "magic"},
      {"0.25", "0.05", "falls"},
      {"0.9]", "1.0]", "no point of a curve"},
      {"[-1.5,", "[", "do not fit"},
      {"-1.5,", "7.5,", "falls or stands still"},
      {"\\\"curves\\\"", "\\\"curve\\\"", "lacks curves"},
      {"\\\"curves\\\":[{", "\\\"curves\\\":[],\\\"x\\\":[{", "at least one curve"},
      {"[0.1,", "[null,", "finite number"},
    };
    for (String[] change : changes) {
      Path path = changed(steps, h -> h.replace(change[0], change[1]));
      assertThatThrownBy(() -> ModelFile.read(path))
          .as(change[1])
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith(path + " is not a usable model: ")
          .hasMessageContaining(change[2]);
    }
  }

  @Test
  void aCalibrationOfAnotherTaskOrNumberOfClassesIsRefused() {
    for (ModelFile model : List.of(Models.regression(), Models.multiclass())) {
      assertThatThrownBy(() -> model.calibrated(STEPS, Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(
              "its calibration isotonic does not fit " + model.target().task().text());
    }
    assertThatThrownBy(() -> Models.margin().calibrated(new Temperature(2), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("temperature")
        .hasMessageContaining("link SIGN");
  }

  @Test
  void aModelResavedWithVectorsAndReorderedHeaderIsStillRead() throws Exception {
    ModelFile model = Models.regression();
    Path path = changed(model, h -> h.replace("\"shape\":[1,1]", "\"shape\":[1]") + "   ");
    assertThat(ModelFile.read(path)).isEqualTo(model);
  }

  @Test
  void aHugeStatedHeaderIsRefusedWithoutAllocatingIt() throws Exception {
    Path path = folder.resolve("huge.glissade");
    for (long length : new long[] {-1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 40, 99_999_999, 0}) {
      byte[] bytes = new byte[64];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      Files.write(path, bytes);
      assertRefused(path);
    }
  }

  @Test
  void aWeightThatIsNotFiniteIsRefused() throws Exception {
    byte[] bytes = Files.readAllBytes(written(Models.regression()));
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 8, bad);
      Path path = folder.resolve("bad.glissade");
      Files.write(path, bytes);
      assertRefused(path);
    }
  }

  @Test
  void whatIsNoFileIsSaidSo() {
    assertThatThrownBy(() -> ModelFile.read(folder.resolve("none.glissade")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no file");
    assertThatThrownBy(() -> ModelFile.read(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("not a file");
  }

  @Test
  void allParametersAreWrittenHoweverManyThereAre() {
    Layout layout = Layout.flat((1 << 18) * 2 + 3);
    ModelFile small = Models.regression();
    Layout two =
        Layout.builder().slot("in", 1, 1, true).slot("more", 1, layout.size(), false).build();
    ModelFile model =
        new ModelFile(
            new ModelFile.About("0.1.0", "other", "loss", Loss.Link.IDENTITY, ""),
            small.features(),
            small.target(),
            small.training(),
            two,
            Models.params(two.size()));
    assertThat(ModelFile.read(written(model))).isEqualTo(model);
  }

  @Test
  void writingLeavesOnlyTheFile() throws Exception {
    written(Models.binary());
    Path path = written(Models.regression());
    assertThat(ModelFile.read(path)).isEqualTo(Models.regression());
    List<Path> files = new ArrayList<>();
    try (var list = Files.list(folder)) {
      list.forEach(files::add);
    }
    assertThat(files).containsExactly(path);
  }
}
