package org.glissade.spark.columns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.glissade.io.encode.ColumnFacts;

class WordCountsTest {
  private static final int WORDS = 45_000;

  private record Counted(String word, long rows) {}

  @Property(tries = 8)
  void theMostFrequentAreKeptInWhateverOrderAndPartsTheyCome(
      @ForAll Random random, @ForAll @IntRange(min = 1, max = 9) int parts) {
    List<Counted> all = new ArrayList<>();
    long rows = 0;
    for (int i = 0; i < WORDS; i++) {
      all.add(new Counted("w" + i, 1 + random.nextInt(4)));
      rows += all.getLast().rows;
    }
    List<Counted> frequent =
        all.stream()
            .sorted(
                Comparator.comparingLong((Counted each) -> -each.rows).thenComparing(Counted::word))
            .limit(ColumnFacts.MOST_WORDS)
            .toList();
    Collections.shuffle(all, random);
    List<WordCounts> counts = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      counts.add(new WordCounts(2).add(0, "in another column", 3));
    }
    for (Counted each : all) {
      counts.get(random.nextInt(parts)).add(1, each.word, each.rows);
    }
    WordCounts whole = new WordCounts(2).add(1, null, 7);
    counts.forEach(whole::add);

    ColumnFacts.Words facts = (ColumnFacts.Words) whole.facts(1, "w");
    assertThat(facts.words()).hasSizeLessThan(2 * ColumnFacts.MOST_WORDS);
    TreeMap<String, Long> kept = new TreeMap<>();
    for (int i = 0; i < facts.words().size(); i++) {
      kept.put(facts.words().get(i), facts.rowsOf()[i]);
    }
    for (Counted each : frequent) {
      assertThat(kept.get(each.word)).as(each.word).isEqualTo(each.rows);
    }
    assertThat(facts.different()).isEqualTo(WORDS);
    assertThat(facts.missing()).isEqualTo(7);
    assertThat(whole.rows(1)).isEqualTo(rows + 7);
  }
}
