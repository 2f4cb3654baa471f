package org.glissade.spark.columns;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.glissade.io.encode.ColumnFacts;
import org.jspecify.annotations.Nullable;

/**
 * The most frequent words of several columns, and how many others there are. What is kept does not
 * depend on the order in which words come: equally frequent ones go by the alphabet.
 */
final class WordCounts implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final Comparator<Map.Entry<String, Long>> FREQUENT_FIRST =
      Map.Entry.<String, Long>comparingByValue()
          .reversed()
          .thenComparing(Map.Entry.comparingByKey());

  private final List<Map<String, Long>> kept = new ArrayList<>();
  private final long[] different;
  private final long[] missing;
  private final long[] rows;

  WordCounts(int columns) {
    for (int j = 0; j < columns; j++) {
      kept.add(new HashMap<>());
    }
    different = new long[columns];
    missing = new long[columns];
    rows = new long[columns];
  }

  /**
   * Adds a word, which comes once in all.
   *
   * @param word null for missing ones
   * @param itsRows how many rows have it
   */
  WordCounts add(int column, @Nullable String word, long itsRows) {
    rows[column] += itsRows;
    if (word == null) {
      missing[column] += itsRows;
    } else {
      different[column]++;
      keep(column, Map.of(word, itsRows));
    }
    return this;
  }

  /** Adds other words. */
  WordCounts add(WordCounts others) {
    for (int j = 0; j < rows.length; j++) {
      rows[j] += others.rows[j];
      missing[j] += others.missing[j];
      different[j] += others.different[j];
      keep(j, others.kept.get(j));
    }
    return this;
  }

  private void keep(int column, Map<String, Long> more) {
    Map<String, Long> words = kept.get(column);
    words.putAll(more);
    if (words.size() >= 2 * ColumnFacts.MOST_WORDS) {
      List<Map.Entry<String, Long>> all = new ArrayList<>(words.entrySet());
      all.sort(FREQUENT_FIRST);
      for (Map.Entry<String, Long> rare : all.subList(ColumnFacts.MOST_WORDS, all.size())) {
        words.remove(rare.getKey());
      }
    }
  }

  /** Number of rows that were counted. */
  long rows(int column) {
    return rows[column];
  }

  /** What an encoder is fitted to. */
  ColumnFacts facts(int column, String name) {
    Map<String, Long> words = kept.get(column);
    return new ColumnFacts.Words(
        name,
        List.copyOf(words.keySet()),
        words.values().stream().mapToLong(Long::longValue).toArray(),
        different[column],
        missing[column]);
  }
}
