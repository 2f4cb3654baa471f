package org.glissade.io.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.glissade.io.DataException;
import org.glissade.io.table.Column;
import org.glissade.io.table.Table;
import org.junit.jupiter.api.Test;

class ColumnFactsTest {
  private static final int ROWS = 24;

  @Provide
  Arbitrary<Table> tables() {
    return Tables.random(ROWS);
  }

  /** Counted and summed anew, cell by cell. */
  private static ColumnFacts facts(Column column, Random random) {
    return switch (column) {
      case Column.Numeric numeric -> {
        double[] present =
            IntStream.range(0, ROWS)
                .mapToDouble(row -> numeric.values()[row])
                .filter(x -> !Double.isNaN(x))
                .toArray();
        double mean = Arrays.stream(present).average().orElse(0);
        double variance =
            Arrays.stream(present).map(x -> (x - mean) * (x - mean)).average().orElse(0);
        yield new ColumnFacts.Numeric(
            numeric.name(), new Numbers(present.length, mean, Math.sqrt(variance)));
      }
      case Column.Categorical words -> {
        Map<String, Long> rowsOf = new TreeMap<>();
        long missing = 0;
        for (int code : words.codes()) {
          if (code < 0) {
            missing++;
          } else {
            rowsOf.merge(words.words().get(code), 1L, Long::sum);
          }
        }
        List<String> anyOrder = new ArrayList<>(rowsOf.keySet());
        Collections.shuffle(anyOrder, random);
        yield new ColumnFacts.Words(
            words.name(),
            anyOrder,
            anyOrder.stream().mapToLong(word -> Objects.requireNonNull(rowsOf.get(word))).toArray(),
            rowsOf.size(),
            missing);
      }
      case Column.Ignored ignored -> new ColumnFacts.Unused(ignored.name(), "is ignored");
    };
  }

  @Property(tries = 300)
  void columnsSummedUpElsewhereGiveTheEncoderOfTheTable(
      @ForAll("tables") Table table, @ForAll Random random, @ForAll Scaling scaling) {
    TableEncoder expected = (TableEncoder) FeatureEncoder.fit(table, Set.of(), scaling);
    List<ColumnFacts> facts = table.columns().stream().map(each -> facts(each, random)).toList();
    TableEncoder fitted = TableEncoder.fit(table.source(), ROWS, facts, scaling);
    assertThat(fitted.featureNames()).isEqualTo(expected.featureNames());
    assertThat(fitted.dense()).isEqualTo(expected.dense());
    assertThat(fitted.unused()).isEqualTo(expected.unused());
    assertThat(fitted.notes()).isEqualTo(expected.notes());
    double[] scales = expected.scales();
    for (int j = 0; j < scales.length; j++) {
      assertThat(fitted.scales()[j]).isCloseTo(scales[j], within(1e-12 * scales[j]));
      assertThat(fitted.offsets()[j]).isCloseTo(expected.offsets()[j], within(1e-12 * scales[j]));
    }
  }

  @Test
  void theMostFrequentWordsAreEnoughIfTheOthersAreCounted() {
    List<String> words = IntStream.range(0, 30_000).mapToObj(i -> "w" + i).toList();
    int[] codes = IntStream.range(0, 60_000).map(i -> i / 2).toArray();
    Table table = Tables.table(new Column.Categorical("w", words, codes));
    List<String> first = words.stream().sorted().limit(ColumnFacts.MOST_WORDS).toList();
    long[] twice = new long[first.size()];
    Arrays.fill(twice, 2);
    assertThat(
            TableEncoder.fit(
                "test.csv",
                60_000,
                List.of(new ColumnFacts.Words("w", first, twice, 30_000, 0)),
                Scaling.STANDARD))
        .isEqualTo(FeatureEncoder.fit(table, Set.of(), Scaling.STANDARD));
  }

  @Test
  void wideRowsAreDenseIfAQuarterOfTheirNumbersIsNotZero() {
    for (int words : new int[] {4, 5}) {
      List<String> each = IntStream.range(0, words).mapToObj(i -> "w" + i).toList();
      long[] rowsOf = new long[words];
      Arrays.fill(rowsOf, 10_000_000_000L);
      List<ColumnFacts> columns =
          IntStream.range(0, 20)
              .<ColumnFacts>mapToObj(
                  j -> new ColumnFacts.Words("c" + j, each, rowsOf, rowsOf.length, 0))
              .toList();
      TableEncoder encoder =
          TableEncoder.fit("here", words * 10_000_000_000L, columns, Scaling.STANDARD);
      assertThat(encoder.width()).isEqualTo(20 * words).isGreaterThan(TableFit.SMALL_WIDTH);
      assertThat(encoder.dense()).isEqualTo(words == 4);
    }
  }

  @Test
  void columnsThatAreLeftOutAreNotMissedLaterAndGetNoNote() {
    TableEncoder encoder =
        TableEncoder.fit(
            "here",
            4,
            List.of(
                new ColumnFacts.Unused("label", null),
                new ColumnFacts.Numeric("x", new Numbers(4, 1, 2)),
                new ColumnFacts.Unused("day", "looks like date")),
            Scaling.STANDARD);
    assertThat(encoder.unused()).containsExactly("label", "day");
    assertThat(encoder.notes()).containsExactly("dropped column day: looks like date");
  }

  @Test
  void factsOfWhichNoFeatureCanBeMadeAreAnErrorThatNamesTheSource() {
    List<ColumnFacts> nothing = List.of(new ColumnFacts.Numeric("x", new Numbers(0, 0, 0)));
    assertThatThrownBy(() -> TableEncoder.fit("the rows", 3, nothing, Scaling.STANDARD))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the rows")
        .hasMessageContaining("x");
  }
}
