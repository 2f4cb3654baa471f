package org.glissade.io.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.glissade.io.formats.Reading.names;
import static org.glissade.io.formats.Reading.numbers;
import static org.glissade.io.formats.Reading.read;
import static org.glissade.io.formats.Reading.table;
import static org.glissade.io.formats.Reading.words;

import java.util.List;
import org.glissade.io.table.Table;
import org.junit.jupiter.api.Test;

class ArffTest {
  private static final ReadOptions DEFAULTS = ReadOptions.defaults();
  private static final String TOP =
      """
      % a comment
      @RELATION weather

      @attribute 'wind speed' REAL
      @attribute code {1, 2, 3}
      @attribute play {yes,no}
      @DATA
      """;

  private static String problem(String text) {
    return Reading.problem("x.arff", text, DEFAULTS);
  }

  @Test
  void declarationsGiveNamesAndTypes() {
    Table table = table(read("x.arff", TOP + "1.5, 2, yes\n% aside\n?,1,'no'\n", DEFAULTS));
    assertThat(names(table)).containsExactly("wind speed", "code", "play");
    assertThat(numbers(table, "wind speed")).containsExactly(1.5f, Float.NaN);
    assertThat(words(table, "code")).containsExactly("2", "1");
    assertThat(words(table, "play")).containsExactly("yes", "no");
  }

  @Test
  void theOptionsOverrideDeclaredTypes() {
    ReadOptions options = DEFAULTS.numeric(List.of("code")).drop(List.of("1"));
    Table table = table(read("x.arff", TOP + "1.5,2,yes\n3,1,no\n", options));
    assertThat(names(table)).containsExactly("code", "play");
    assertThat(numbers(table, "code")).containsExactly(2, 1);
  }

  @Test
  void faultsHaveTheirPlaceInTheFile() {
    assertThat(problem(TOP + "1,2,yes\nx,2,no\n")).startsWith("x.arff:9:wind speed: \"x\" is not");
    assertThat(problem(TOP + "1,2,yes\n1,2\n")).startsWith("x.arff:9: 2 cells where 3");
    assertThat(problem("@relation r\n@attribute a complex\n@data\n1\n"))
        .startsWith("x.arff:2: unknown type complex");
    assertThat(problem("@relation r\nhello\n")).startsWith("x.arff:2: expected @attribute");
    assertThat(problem("@relation r\n@attribute a real\n")).contains("no line @data");
    assertThat(problem(TOP)).contains("no rows");
    assertThat(problem(TOP + "{0 1, 2 yes}\n")).contains("sparse ARFF");
  }
}
