package org.glissade.io.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

class FloatTextTest {
  private static int parsed(String text) {
    String padded = "7" + text + "7";
    return Float.floatToRawIntBits(FloatText.parse(padded.toCharArray(), 1, padded.length() - 1));
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
