package org.glissade.io.encode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.glissade.io.DataException;

/** Words that an encoder knows, found by themselves or by the number that they read as. */
final class KnownWords {
  private final List<String> known;
  private final Map<String, Integer> words;
  private final Map<Float, Integer> numbers = new HashMap<>();

  KnownWords(List<String> known) {
    this.known = known;
    words = HashMap.newHashMap(known.size());
    for (int i = 0; i < known.size(); i++) {
      words.put(known.get(i), i);
      float number = Columns.parsed(known.get(i));
      if (!Float.isNaN(number)) {
        numbers.putIfAbsent(number + 0f, i);
      }
    }
  }

  /** Index of the word, or how many are known if it is none of them. */
  int code(String word) {
    return words.getOrDefault(word, known.size());
  }

  /**
   * Index of the first word that reads as the number, or how many are known if none does; −1 for
   * NaN.
   */
  int code(float number) {
    return Float.isNaN(number) ? -1 : numbers.getOrDefault(number + 0f, known.size());
  }

  /** Whether a number, not missing, cannot be one of the words because none of them is one. */
  boolean excludes(float number) {
    return !Float.isNaN(number) && numbers.isEmpty();
  }

  /** The error for a number that is excluded. */
  DataException notOne(String where, float number) {
    return new DataException(
        where
            + ": found the number "
            + Columns.text(number)
            + ", but the model learnt words there: "
            + Columns.some(known, 5));
  }
}
