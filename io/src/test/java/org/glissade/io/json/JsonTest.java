package org.glissade.io.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.glissade.io.DataException;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Property(tries = 2000)
  void doublesComeBackToTheSameBits(@ForAll long bits) {
    double number = Double.longBitsToDouble(bits);
    if (Double.isFinite(number)) {
      double back = Fields.parse("x", Json.text(Map.of("n", number))).number("n");
      assertThat(Double.doubleToRawLongBits(back)).isEqualTo(bits);
    }
  }

  @Test
  void whatIsWrittenComesBackEqual() {
    Map<String, Object> map = new HashMap<>();
    map.put(
        "a", Arrays.asList(1, 1L << 40, 2.5, "x\"\\\n\u00e9", null, true, Map.of("k", List.of())));
    map.put("none", null);
    map.put("infinite", Double.POSITIVE_INFINITY);
    map.put("float", 0.1f);
    Map<String, Object> canonical = Json.canonical(map);
    assertThat(canonical).containsEntry("infinite", "Infinity").containsEntry("float", 0.1);
    assertThat(Json.object(Json.text(map))).isEqualTo(canonical);
    assertThat(Json.canonical(canonical)).isEqualTo(canonical);
  }

  @Test
  void anythingButOneObjectIsAnError() {
    for (String text :
        List.of(
            "",
            "[]",
            "1",
            "{",
            "{}x",
            "{} {}",
            "{\"a\":1,\"a\":2}",
            "{\"a\":NaN}",
            "{'a':1}",
            "{\"a\":1,}",
            "{\"a\":" + "[".repeat(5000))) {
      assertThatThrownBy(() -> Json.object(text)).as(text).isInstanceOf(DataException.class);
    }
  }

  @Test
  void aFieldOfAnotherTypeIsAnErrorThatNamesIt() {
    Fields fields = Fields.parse("thing", "{\"a\":\"text\",\"b\":-1,\"c\":[1,\"x\"],\"d\":1e999}");
    for (Runnable access :
        List.<Runnable>of(
            () -> fields.number("a"),
            () -> fields.truth("a"),
            () -> fields.object("a"),
            () -> fields.texts("a"),
            () -> fields.count("b"),
            () -> fields.text("b"),
            () -> fields.texts("c"),
            () -> fields.numbers("c"),
            () -> fields.lengths("c"),
            () -> fields.objects("c"),
            () -> fields.number("d"),
            () -> fields.number("e"))) {
      assertThatThrownBy(access::run)
          .isInstanceOf(DataException.class)
          .hasMessageMatching("thing(\\.| lacks ).*");
    }
  }
}
