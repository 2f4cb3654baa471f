package org.glissade.io.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.glissade.io.formats.Reading.csv;
import static org.glissade.io.formats.Reading.numbers;
import static org.glissade.io.formats.Reading.table;
import static org.glissade.io.formats.Reading.words;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.glissade.io.formats.ReadOptions.Choice;
import org.glissade.io.table.Table;
import org.jspecify.annotations.Nullable;

/** Tables written by a few lines of their own are read back. */
class CsvRoundTripTest {
  @Property(tries = 300)
  void wordsAndNumbersComeBackWhateverTheyHold(
      @ForAll @Size(min = 2, max = 40) List<@From("cells") String> words,
      @ForAll long seed,
      @ForAll("separators") char separator,
      @ForAll boolean quoteAll,
      @ForAll("lineEnds") String end) {
    Random random = new Random(seed);
    float[] values = new float[words.size()];
    StringBuilder text = new StringBuilder("word").append(separator).append("value").append(end);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
      String word = words.get(i);
      boolean quote = quoteAll || !word.matches("[a-zé]*");
      text.append(quote ? '"' + word.replace("\"", "\"\"") + '"' : word);
      text.append(separator).append(values[i]).append(end);
    }
    ReadOptions options =
        ReadOptions.defaults().header(Choice.YES).quotes(Choice.YES).categorical(List.of("word"));
    Table table = table(csv(text.toString(), options));
    assertThat(numbers(table, "value")).isEqualTo(values);
    List<@Nullable String> expected = new ArrayList<>();
    for (String word : words) {
      expected.add(List.of("", "na").contains(word) ? null : word);
    }
    assertThat(words(table, "word")).isEqualTo(expected);
  }

  @Property(tries = 300)
  void blanksAreSqueezedTheSameHoweverTheTextIsCut(
      @ForAll("blankText") String text, @ForAll @IntRange(min = 2, max = 9) int cut)
      throws IOException {
    assertThat(squeezed(text, cut)).isEqualTo(squeezed(text, 1000));
  }

  @Property(tries = 300)
  void outsideQuotesOnlySingleBlanksAreLeft(@ForAll("blankText") String text) throws IOException {
    String plain = text.replace("\"", "");
    List<String> expected = new ArrayList<>();
    for (String line : plain.split("\n", -1)) {
      expected.add(line.strip().replaceAll("[ \t]+", " "));
    }
    assertThat(squeezed(plain, 5)).isEqualTo(String.join("\n", expected));
  }

  private static String squeezed(String text, int cut) throws IOException {
    Reader reader = new BlankRuns(new StringReader(text), true);
    StringBuilder out = new StringBuilder();
    char[] buffer = new char[cut];
    int count = reader.read(buffer, 0, cut);
    while (count >= 0) {
      out.append(buffer, 0, count);
      count = reader.read(buffer, 0, cut);
    }
    return out.toString();
  }

  @Provide
  Arbitrary<String> cells() {
    return Arbitraries.strings().withChars("abé,;|\t \"\n\r'#%x").ofMaxLength(6);
  }

  @Provide
  Arbitrary<Character> separators() {
    return Arbitraries.of(',', ';', '\t', '|');
  }

  @Provide
  Arbitrary<String> lineEnds() {
    return Arbitraries.of("\n", "\r\n");
  }

  @Provide
  Arbitrary<String> blankText() {
    return Arbitraries.strings().withChars("ab \t\n\" ").ofMaxLength(40);
  }
}
