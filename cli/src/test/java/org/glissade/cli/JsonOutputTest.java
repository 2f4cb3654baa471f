package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.glissade.spec.Spec;
import org.junit.jupiter.api.Test;

class JsonOutputTest {
  @Test
  void keysKeepTheirOrderAndNothingElseIsPrinted() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("task", "binary");
    object.put("rows", 32_561);
    object.put("train", new LinkedHashMap<>(Map.of("loss", 0.25)));
    object.put("nesterov", true);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    JsonOutput.print(object, new PrintStream(bytes, false, StandardCharsets.UTF_8));
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"task\":\"binary\",\"rows\":32561,\"train\":{\"loss\":0.25},\"nesterov\":true}\n");
  }

  @Test
  void whatJsonLacksIsNull() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("a", Double.NaN);
    object.put("b", Float.NEGATIVE_INFINITY);
    object.put("c", null);
    object.put("d", Arrays.asList(1, null, Double.POSITIVE_INFINITY));
    object.put("e", new float[] {0.1f, Float.NaN});
    object.put("f", new double[] {0.1});
    assertThat(JsonOutput.text(object))
        .isEqualTo(
            "{\"a\":null,\"b\":null,\"c\":null,\"d\":[1,null,null],\"e\":[0.1,null],\"f\":[0.1]}");
  }

  @Test
  void whatPrintsItselfIsText() {
    assertThat(JsonOutput.text(Map.of("learning_rate", Spec.parse("cosine(0.1, end=0.001)"))))
        .isEqualTo("{\"learning_rate\":\"cosine(0.1, end=0.001)\"}");
  }

  @Property
  void numbersAndTextsComeBackTheSame(
      @ForAll double number, @ForAll float narrow, @ForAll long whole, @ForAll String text)
      throws IOException {
    String json =
        JsonOutput.text(
            Map.of("number", number, "narrow", narrow, "whole", whole, "text", List.of(text)));
    Map<String, Object> read = JSON.std.mapFrom(json);
    assertThat(((Number) read.get("number")).doubleValue()).isEqualTo(number);
    assertThat(Float.parseFloat(read.get("narrow").toString())).isEqualTo(narrow);
    assertThat(((Number) read.get("whole")).longValue()).isEqualTo(whole);
    assertThat(json).doesNotContain("\n");
    if (StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      assertThat(read.get("text")).isEqualTo(List.of(text));
    }
  }
}
