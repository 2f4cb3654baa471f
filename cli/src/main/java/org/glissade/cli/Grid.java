package org.glissade.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.glissade.spec.SpecException;

/**
 * Options that may hold a list, and the configurations that follow: every combination of their
 * values, or, paired, the first values together, the second, and so on.
 */
final class Grid {
  private final Map<String, List<String>> lists = new LinkedHashMap<>();

  /**
   * Adds an option.
   *
   * @param option its name, without dashes
   * @param text one value, or several with commas between; commas in parentheses belong to a value
   */
  void add(String option, String text) {
    add(option, split("--" + option, text));
  }

  /** Adds an option with its values. */
  void add(String option, List<String> values) {
    lists.put(option, List.copyOf(values));
  }

  /** The parts between the commas outside of parentheses. */
  static List<String> split(String option, String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i <= text.length(); i++) {
      char letter = i == text.length() ? ',' : text.charAt(i);
      depth += letter == '(' ? 1 : letter == ')' ? -1 : 0;
      if (letter == ',' && (depth <= 0 || i == text.length())) {
        String part = text.substring(from, i).strip();
        if (part.isEmpty()) {
          throw new SpecException(
              option + ": a value is missing beside a comma in \"" + text + "\"");
        }
        parts.add(part);
        from = i + 1;
      }
    }
    return parts;
  }

  /** The options that have more than one value. */
  List<String> varied() {
    return lists.keySet().stream().filter(option -> values(option) > 1).toList();
  }

  private int values(String option) {
    List<String> list = lists.get(option);
    return list == null ? 0 : list.size();
  }

  /**
   * The configurations, the last option running fastest.
   *
   * @param paired whether lists go side by side instead
   */
  List<Map<String, String>> configurations(boolean paired) {
    return paired ? pairs() : product();
  }

  private List<Map<String, String>> pairs() {
    List<String> varied = varied();
    if (varied.size() < 2) {
      throw new SpecException(
          "--pair puts lists side by side and needs at least two, as in --batch-size 1,10"
              + " --learning-rate 0.01,0.1");
    }
    int size = values(varied.getFirst());
    for (String option : varied) {
      if (values(option) != size) {
        throw new SpecException(
            "--pair puts lists side by side, so they must be of one length: --"
                + varied.getFirst()
                + " has "
                + size
                + " values, --"
                + option
                + " "
                + values(option)
                + "; without it every combination is run");
      }
    }
    List<Map<String, String>> configurations = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Map<String, String> configuration = new LinkedHashMap<>();
      int at = i;
      lists.forEach(
          (option, list) -> configuration.put(option, list.get(list.size() == 1 ? 0 : at)));
      configurations.add(configuration);
    }
    return configurations;
  }

  private List<Map<String, String>> product() {
    List<Map<String, String>> configurations = List.of(Map.of());
    for (Map.Entry<String, List<String>> option : lists.entrySet()) {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> configuration : configurations) {
        for (String value : option.getValue()) {
          Map<String, String> one = new LinkedHashMap<>(configuration);
          one.put(option.getKey(), value);
          longer.add(one);
        }
      }
      configurations = longer;
    }
    return configurations;
  }
}
