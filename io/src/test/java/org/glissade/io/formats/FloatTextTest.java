package org.glissade.io.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FloatTextTest {
  private static final FloatReader READER = new FloatReader();

  private static int parsed(String text) {
    String padded = "7" + text + "7";
    float value = FloatText.parse(padded.toCharArray(), 1, padded.length() - 1);
    requireReadAlike(text, value);
    return Float.floatToRawIntBits(value);
  }

  /** What the reader of bytes makes of it is the same, or left to the reader of characters. */
  private static boolean requireReadAlike(String text, float value) {
    byte[] bytes = ("7" + text + ",77777777").getBytes(StandardCharsets.ISO_8859_1);
    float read = READER.read(bytes, 1);
    if (Float.isNaN(read) || READER.end() != bytes.length - 9) {
      return false;
    }
    assertThat(Float.floatToRawIntBits(read)).as(text).isEqualTo(Float.floatToRawIntBits(value));
    return true;
  }

  /** Millions of numbers as programs write them, and as they don't; without jqwik, for speed. */
  @Test
  void numbersOfEveryLengthAreRoundedAsJavaRoundsThem() {
    Random random = new Random(11);
    int read = 0;
    StringBuilder builder = new StringBuilder();
    for (int i = 0; i < 3_000_000; i++) {
      builder.setLength(0);
      builder.append(random.nextInt(3) == 0 ? "-" : "");
      digits(builder, random, random.nextInt(random.nextInt(8) == 0 ? 21 : 4));
      if (random.nextInt(5) > 0) {
        builder.append('.');
        digits(builder, random, random.nextInt(random.nextInt(8) == 0 ? 21 : 9));
      }
      if (random.nextInt(6) == 0) {
        builder.append("e-").append(random.nextInt(30));
      }
      String text = builder.toString();
      if (text.chars().takeWhile(c -> c != 'e').noneMatch(c -> c >= '0')) {
        continue;
      }
      float value = Float.parseFloat(text);
      read += requireReadAlike(text, value) ? 1 : 0;
      char[] characters = text.toCharArray();
      int parsed = Float.floatToRawIntBits(FloatText.parse(characters, 0, characters.length));
      if (parsed != Float.floatToRawIntBits(value)) {
        assertThat(parsed).as(text).isEqualTo(Float.floatToRawIntBits(value));
      }
    }
    assertThat(read).as("left to nobody else").isGreaterThan(2_500_000);
  }

  private static void digits(StringBuilder builder, Random random, int count) {
    for (int i = 0; i < count; i++) {
      builder.append((char) ('0' + random.nextInt(10)));
    }
  }

  /** The middle of two neighbouring floats as it stands, and moved by its last digit. */
  @Test
  void numbersInTheMiddleOfTwoFloatsGoToTheEvenOne() {
    Random random = new Random(12);
    for (int i = 0; i < 100_000; i++) {
      int exponent = 127 + random.nextInt(60) - 30;
      float low = Float.intBitsToFloat(exponent << 23 | random.nextInt(1 << 23));
      BigDecimal middle =
          new BigDecimal(low).add(new BigDecimal(Math.nextUp(low))).divide(BigDecimal.TWO);
      int digits = 8 + random.nextInt(18);
      for (BigDecimal near :
          List.of(
              middle,
              middle.round(new MathContext(digits)),
              middle.round(new MathContext(digits, RoundingMode.UP)),
              middle.round(new MathContext(digits, RoundingMode.DOWN)))) {
        String text = near.toPlainString();
        float value = Float.parseFloat(text);
        requireReadAlike(text, value);
        assertThat(parsed(text)).isEqualTo(Float.floatToRawIntBits(value));
      }
    }
  }

  @Property(tries = 5000)
  void decimalNumbersAreRoundedAsJavaRoundsThem(@ForAll("numbers") String text) {
    assertThat(parsed(text)).isEqualTo(Float.floatToRawIntBits(Float.parseFloat(text)));
  }

  @Property(tries = 2000)
  void everyFloatIsReadBackFromItsText(@ForAll int bits) {
    float value = Float.intBitsToFloat(bits);
    if (Float.isFinite(value)) {
      assertThat(parsed(Float.toString(value))).isEqualTo(bits);
      assertThat(parsed(new BigDecimal(value).toPlainString())).isEqualTo(value == 0 ? 0 : bits);
    }
  }

  /** Halfway between two floats, a mantissa rounded twice would go wrong. */
  @Property(tries = 2000)
  void numbersNextToTheMiddleOfTwoFloatsAreRoundedOnce(
      @ForAll @IntRange(min = 0x00800000, max = 0x7F000000) int bits, @ForAll boolean above) {
    float low = Float.intBitsToFloat(bits);
    BigDecimal middle =
        new BigDecimal(low).add(new BigDecimal(Math.nextUp(low))).divide(BigDecimal.TWO);
    BigDecimal nudge = middle.ulp().movePointLeft(3);
    String text = (above ? middle.add(nudge) : middle.subtract(nudge)).toString();
    assertThat(parsed(text)).isEqualTo(above ? bits + 1 : bits);
  }

  @Property(tries = 2000)
  void anythingElseIsNoNumber(@ForAll("scraps") String text) {
    boolean number = text.matches("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");
    assertThat(Float.isNaN(Float.intBitsToFloat(parsed(text)))).isEqualTo(!number);
  }

  @Provide
  Arbitrary<String> numbers() {
    return Arbitraries.of("", "+", "-")
        .flatMap(
            sign ->
                Arbitraries.strings()
                    .numeric()
                    .ofMinLength(1)
                    .ofMaxLength(22)
                    .flatMap(
                        whole ->
                            Arbitraries.strings()
                                .numeric()
                                .ofMaxLength(20)
                                .flatMap(
                                    part ->
                                        Arbitraries.integers()
                                            .between(-60, 60)
                                            .injectNull(0.4)
                                            .map(e -> text(sign, whole, part, e)))));
  }

  private static String text(String sign, String whole, String part, @Nullable Integer exponent) {
    return sign
        + whole
        + (part.isEmpty() ? "" : "." + part)
        + (exponent == null ? "" : "e" + exponent);
  }

  @Provide
  Arbitrary<String> scraps() {
    return Arbitraries.strings().withChars("0123456789..+-eEfx ").ofMaxLength(8);
  }
}
