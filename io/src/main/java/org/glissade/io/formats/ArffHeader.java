package org.glissade.io.formats;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.glissade.io.DataException;

/**
 * The declarations on top of a Weka file: {@code @relation}, {@code @attribute name type}…, {@code
 * @data}. Nominal attributes become words, numeric ones numbers; strings and dates are looked at
 * like cells of any other table.
 */
final class ArffHeader {
  private final List<String> names = new ArrayList<>();
  private final List<String> numeric = new ArrayList<>();
  private final List<String> nominal = new ArrayList<>();
  private long linesAbove;

  private ArffHeader() {}

  /**
   * @throws DataException if a declaration cannot be understood, or {@code @data} does not follow
   */
  static ArffHeader parse(String source, Head head) {
    ArffHeader header = new ArffHeader();
    int position = 0;
    while (position < head.length()) {
      int end = position;
      while (end < head.length() && head.text()[end] != '\n') {
        end++;
      }
      String line = new String(head.text(), position, end - position).strip();
      position = end + 1;
      header.linesAbove++;
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("@attribute")) {
        header.attribute(source, line.substring("@attribute".length()).strip());
      } else if (lower.equals("@data")) {
        if (header.names.isEmpty()) {
          throw new DataException(
              source + ":" + header.linesAbove + ": @data without any @attribute above");
        }
        header.requireDense(source, head, position);
        return header;
      } else if (!line.isEmpty() && !lower.startsWith("@relation") && !line.startsWith("%")) {
        throw header.problem(source, "expected @attribute or @data");
      }
    }
    throw new DataException(source + ": there is no line @data; is it an ARFF file?");
  }

  private void attribute(String source, String declaration) {
    int end;
    String name;
    char quote = declaration.isEmpty() ? ' ' : declaration.charAt(0);
    if (quote == '\'' || quote == '"') {
      end = declaration.indexOf(quote, 1) + 1;
      name = end > 1 ? declaration.substring(1, end - 1) : "";
    } else {
      end = 0;
      while (end < declaration.length() && declaration.charAt(end) > ' ') {
        end++;
      }
      name = declaration.substring(0, end);
    }
    String type = declaration.substring(Math.max(0, end)).strip().toLowerCase(Locale.ROOT);
    if (name.isEmpty() || type.isEmpty()) {
      throw problem(source, "expected @attribute NAME TYPE");
    }
    if (type.startsWith("{")) {
      nominal.add(name);
    } else if (type.equals("numeric") || type.equals("real") || type.equals("integer")) {
      numeric.add(name);
    } else if (!type.equals("string") && !type.startsWith("date")) {
      throw problem(source, "unknown type " + type + " (known: numeric, {…}, string, date)");
    }
    if (names.contains(name)) {
      throw problem(source, "a second attribute named " + name);
    }
    names.add(name);
  }

  private void requireDense(String source, Head head, int position) {
    int first = position;
    while (first < head.length() && head.text()[first] <= ' ') {
      first++;
    }
    if (first < head.length() && head.text()[first] == '{') {
      throw new DataException(
          source + ": sparse ARFF rows cannot be read; write the file as LIBSVM or dense ARFF");
    }
  }

  private DataException problem(String source, String what) {
    return new DataException(source + ":" + linesAbove + ": " + what);
  }

  /** Names of the attributes. */
  List<String> names() {
    return names;
  }

  /** Lines up to and with {@code @data}. */
  long linesAbove() {
    return linesAbove;
  }

  /** Commas, and the kind of quote that comes first behind a comma or at the start of a line. */
  Dialect dialect(Head head) {
    char[] text = head.text();
    char quote = '\'';
    for (int i = Math.max(1, head.afterLines(linesAbove)); i < head.length(); i++) {
      boolean start = text[i - 1] == ',' || text[i - 1] == '\n' || text[i - 1] == ' ';
      if (start && (text[i] == '\'' || text[i] == '"')) {
        quote = text[i];
        break;
      }
    }
    return new Dialect(',', quote, true, true);
  }

  /** The options with the declared types, where they say nothing else. */
  ReadOptions types(ReadOptions options) {
    Set<String> said = new HashSet<>(options.drop());
    said.addAll(options.categorical());
    said.addAll(options.numeric());
    said.add(options.weightColumn());
    List<String> words = new ArrayList<>(options.categorical());
    List<String> numbers = new ArrayList<>(options.numeric());
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (!said.contains(name) && !said.contains(Integer.toString(i + 1))) {
        if (nominal.contains(name)) {
          words.add(name);
        } else if (numeric.contains(name)) {
          numbers.add(name);
        }
      }
    }
    return options.categorical(words).numeric(numbers);
  }
}
