package org.glissade.io.formats;

import java.io.CharArrayReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;

/**
 * The start of a text, held in memory to be looked at before the whole is read.
 *
 * @param text its characters
 * @param length how many of them there are
 * @param whole whether this is all there is
 */
record Head(char[] text, int length, boolean whole) {
  /** Most characters that are held. */
  static final int CAPACITY = 1 << 22;

  static Head of(Reader reader) throws IOException {
    char[] text = new char[1 << 16];
    int length = 0;
    while (true) {
      if (length == text.length) {
        if (length == CAPACITY) {
          return new Head(text, length, false);
        }
        text = Arrays.copyOf(text, Math.min(CAPACITY, 4 * length));
      }
      int count = reader.read(text, length, text.length - length);
      if (count < 0) {
        return new Head(text, length, true);
      }
      length += count;
    }
  }

  /** Position behind the first {@code lines} lines. */
  int afterLines(long lines) {
    int position = 0;
    for (long line = 0; line < lines; line++) {
      while (position < length && text[position] != '\n' && text[position] != '\r') {
        position++;
      }
      position +=
          position + 1 < length && text[position] == '\r' && text[position + 1] == '\n' ? 2 : 1;
    }
    return Math.min(position, length);
  }

  /** The first line, without its end. */
  String firstLine() {
    int end = 0;
    while (end < length && text[end] != '\n' && text[end] != '\r') {
      end++;
    }
    return new String(text, 0, end);
  }

  /** Whole lines from a position on, about as many characters as asked. */
  Reader lines(int from, int about) {
    int to = Math.min(length, from + about);
    if (to < length || !whole) {
      int cut = to;
      while (cut > from && text[cut - 1] != '\n' && text[cut - 1] != '\r') {
        cut--;
      }
      to = cut == from ? to : cut;
    }
    return new CharArrayReader(text, from, to - from);
  }
}
