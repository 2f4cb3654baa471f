package org.glissade.io.formats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Distinct words in the order in which they first appear, looked up from characters without making
 * a string of each cell: open addressing, linear probing, at most half full.
 */
final class Dictionary {
  private final List<String> words = new ArrayList<>();
  private int[] slots = new int[64];
  private int[] hashes = new int[32];

  Dictionary() {
    Arrays.fill(slots, -1);
  }

  /** The number of the word, which is new if it was not seen before. */
  int code(char[] text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text[i];
    }
    int slot = slot(hash);
    while (slots[slot] >= 0) {
      int code = slots[slot];
      if (hashes[code] == hash && equal(words.get(code), text, from, to)) {
        return code;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    int code = words.size();
    words.add(new String(text, from, to - from));
    if (code == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * code);
    }
    hashes[code] = hash;
    slots[slot] = code;
    if (2 * words.size() > slots.length) {
      grow();
    }
    return code;
  }

  /** The numbers here of the words of another dictionary, by their numbers there. */
  int[] codes(Dictionary other) {
    int[] codes = new int[other.words.size()];
    for (int i = 0; i < codes.length; i++) {
      char[] word = other.words.get(i).toCharArray();
      codes[i] = code(word, 0, word.length);
    }
    return codes;
  }

  /** The words, by number. */
  List<String> words() {
    return List.copyOf(words);
  }

  private int slot(int hash) {
    int mixed = hash * 0x9E3779B9;
    return (mixed ^ mixed >>> 15) & (slots.length - 1);
  }

  private void grow() {
    slots = new int[2 * slots.length];
    Arrays.fill(slots, -1);
    for (int code = 0; code < words.size(); code++) {
      int slot = slot(hashes[code]);
      while (slots[slot] >= 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = code;
    }
  }

  private static boolean equal(String word, char[] text, int from, int to) {
    if (word.length() != to - from) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) != text[from + i]) {
        return false;
      }
    }
    return true;
  }
}
