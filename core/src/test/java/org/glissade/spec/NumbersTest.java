package org.glissade.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0|0", "999|999", "1000|1,000", "32561|32,561", "-1234567|-1,234,567"})
  void countsHaveThousandsSeparators(long value, String text) {
    assertThat(Numbers.count(value)).isEqualTo(text);
  }

  @Test
  void oneIsSingular() {
    assertThat(Numbers.count(1, "row")).isEqualTo("1 row");
    assertThat(Numbers.count(0, "row")).isEqualTo("0 rows");
    assertThat(Numbers.count(1503, "row")).isEqualTo("1,503 rows");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0",
        "0.24168812|0.2417",
        "0.5|0.5000",
        "-0.5|-0.5000",
        "0.99999|1.000",
        "9.99999|10.00",
        "4.79923|4.799",
        "126.2012|126.2",
        "69513.04|69,513",
        "999999.7|1.000e6",
        "12345678|1.235e7",
        "-1.2e-5|-1.200e-5",
        "1e-4|0.0001000",
        "6.02e123|6.020e123",
        "1503|1,503",
        "NaN|NaN",
        "Infinity|infinity",
        "-Infinity|-infinity",
      })
  void numbersHaveFourSignificantDigits(double value, String text) {
    assertThat(Numbers.significant(value)).isEqualTo(text);
  }

  @Property
  void aRoundedNumberIsNear(
      @ForAll @DoubleRange(min = -1e12, max = 1e12) double value,
      @ForAll @IntRange(min = 1, max = 9) int digits) {
    double read = Double.parseDouble(Numbers.significant(value, digits).replace(",", ""));
    assertThat(read).isCloseTo(value, within(Math.abs(value) * 0.51 * Math.pow(10, 1 - digits)));
  }

  @Test
  void percentagesHaveThreeDigits() {
    assertThat(Numbers.percent(0.85321)).isEqualTo("85.3%");
    assertThat(Numbers.percent(1)).isEqualTo("100%");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0.0 ms",
        "0.0004|0.4 ms",
        "0.24|240 ms",
        "0.9994|999 ms",
        "0.9999|1.0 s",
        "1.26|1.3 s",
        "9.96|10 s",
        "59.6|1 min",
        "125|2 min 5 s",
        "120.2|2 min",
        "3599.7|1 h",
        "3780|1 h 3 min",
        "36000000|10,000 h",
        "NaN|NaN s",
      })
  void durationsChooseTheirUnit(double seconds, String text) {
    assertThat(Numbers.duration(seconds)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0 B",
        "999|999 B",
        "1000|1.0 kB",
        "871587|872 kB",
        "999900|1.0 MB",
        "3494503|3.5 MB",
        "17200000000|17 GB",
      })
  void sizesChooseTheirUnit(long size, String text) {
    assertThat(Numbers.bytes(size)).isEqualTo(text);
  }
}
