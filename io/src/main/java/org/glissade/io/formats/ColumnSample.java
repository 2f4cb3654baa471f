package org.glissade.io.formats;

import java.util.HashSet;
import java.util.Set;

/** What the first cells of a column look like. */
final class ColumnSample {
  /** A column holds numbers (or dates) if at least this share of its cells are. */
  private static final double MOST = 0.8;

  /** Among numbers, words that are at least this share of the cells are no slips of the pen. */
  private static final double SOME = 0.01;

  /** Nor are they one way to say that a value is missing, if there are as many different ones. */
  private static final int SOME_WORDS = 5;

  private static final int MANY_WORDS = 100;
  private static final double SEVERAL = 2.5;

  private final MissingTokens missingTokens;
  private int numbers;
  private int points;
  private int commaNumbers;
  private int dates;
  private int words;
  private long wordsInCells;
  private String example = "";
  private final Set<String> distinct = new HashSet<>();
  private final Set<String> notNumbers = new HashSet<>();

  ColumnSample(MissingTokens missingTokens) {
    this.missingTokens = missingTokens;
  }

  void add(char[] text, int from, int to) {
    boolean number = !Float.isNaN(FloatText.parse(text, from, to));
    if ((!number || missingTokens.holdNumbers()) && missingTokens.contains(text, from, to)) {
      return;
    }
    if (number && words == 0) {
      numbers++;
      points += point(text, from, to) ? 1 : 0;
      return;
    }
    String cell = new String(text, from, to - from);
    if (number || CellForms.infinite(cell)) {
      numbers++;
      points += point(text, from, to) ? 1 : 0;
    } else {
      words++;
      notNumbers.add(cell);
      wordsInCells += CellForms.words(cell);
      commaNumbers += CellForms.commaNumber(cell) ? 1 : 0;
      dates += CellForms.date(cell) ? 1 : 0;
      example = example.isEmpty() ? cell : example;
    }
    distinct.add(cell);
  }

  /** Whether all that a further number can tell is that there is one more. */
  boolean plainNumbers() {
    return words == 0 && points > 0 && !missingTokens.holdNumbers();
  }

  /** A number, if {@link #plainNumbers}. */
  void addNumber() {
    numbers++;
  }

  private static boolean point(char[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text[i] == '.') {
        return true;
      }
    }
    return false;
  }

  int present() {
    return numbers + words;
  }

  boolean empty() {
    return present() == 0;
  }

  /** Whether any number has a decimal point. */
  boolean hasPoints() {
    return points > 0;
  }

  /** Whether most cells are numbers if 1,5 is one and a half, and some are written so. */
  boolean decimalCommas() {
    return commaNumbers > 0 && most(numbers + commaNumbers);
  }

  boolean numeric() {
    return most(numbers) && !codes();
  }

  /** Whether words stand among the numbers too often to be mistakes: codes such as 250.01, V27. */
  private boolean codes() {
    return words >= SOME * present() && notNumbers.size() >= SOME_WORDS;
  }

  boolean dates() {
    return most(dates);
  }

  boolean identifier() {
    return distinct.size() > MANY_WORDS && distinct.size() > present() / 2;
  }

  boolean severalWords() {
    return wordsInCells >= SEVERAL * words;
  }

  /** Share of the cells that are numbers, in whole percent. */
  int percentNumbers() {
    return empty() ? 0 : (int) (100L * numbers / present());
  }

  /** A cell that is no number, or empty. */
  String example() {
    return example;
  }

  int distinctWords() {
    return distinct.size();
  }

  /** Whether each word appears twice or more on average. */
  boolean repeats() {
    return words > 0 && 2 * distinct.size() <= present();
  }

  boolean holds(String word) {
    return distinct.contains(word);
  }

  private boolean most(int cells) {
    return cells > 0 && cells >= MOST * present();
  }
}
