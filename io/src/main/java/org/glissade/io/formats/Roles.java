package org.glissade.io.formats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.glissade.io.DataException;
import org.glissade.spec.Names;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;

/** What the options want of each column. */
final class Roles {
  /** What a column is to be read as. */
  enum Role {
    AUTO,
    DROP,
    WORDS,
    NUMBERS
  }

  private final String source;
  private final List<String> names;
  private final Role[] roles;
  private final int[] targets;
  private int weight = -1;

  /**
   * @throws DataException if the options name a column that is not there, or one for two purposes
   */
  Roles(String source, List<String> names, ReadOptions options) {
    this.source = source;
    this.names = names;
    roles = new Role[names.size()];
    Arrays.fill(roles, Role.AUTO);
    assign(options.drop(), Role.DROP);
    assign(options.categorical(), Role.WORDS);
    assign(options.numeric(), Role.NUMBERS);
    expect(options.expectedWords(), Role.WORDS);
    expect(options.expectedNumeric(), Role.NUMBERS);
    if (!options.weightColumn().isEmpty()) {
      weight = index(options.weightColumn(), "weight column");
      if (roles[weight] == Role.DROP || roles[weight] == Role.WORDS) {
        throw twice(weight, "the weight column", roles[weight]);
      }
      roles[weight] = Role.NUMBERS;
    }
    targets = targets(options);
    for (int target : targets) {
      if (roles[target] == Role.DROP) {
        throw twice(target, "the target", Role.DROP);
      }
      if (target == weight) {
        throw new DataException(
            source + ": column " + names.get(target) + " cannot be both the target and the weight");
      }
    }
  }

  private int[] targets(ReadOptions options) {
    return switch (options.targetRule()) {
      case NONE -> new int[0];
      case NAMED -> named(options.targets());
      case IF_PRESENT ->
          options.targets().stream().mapToInt(this::find).filter(j -> j >= 0).toArray();
      case LAST -> {
        int last = names.size() - 1;
        while (last >= 0 && (roles[last] == Role.DROP || last == weight)) {
          last--;
        }
        yield last < 0 ? new int[0] : new int[] {last};
      }
    };
  }

  /** The columns meant, in the order in which they are named, each once. */
  private int[] named(List<String> asked) {
    List<Integer> found = new ArrayList<>();
    for (String name : asked) {
      if (find(name) >= 0 || (!name.contains(",") && range(name).isEmpty())) {
        found.add(index(name, "column"));
      } else {
        found.addAll(listed(name));
      }
    }
    for (int i = 0; i < found.size(); i++) {
      if (found.indexOf(found.get(i)) < i) {
        throw new SpecException(
            "the target " + names.get(found.get(i)) + " is named twice: --target " + asked(asked));
      }
    }
    return found.stream().mapToInt(Integer::intValue).toArray();
  }

  private static String asked(List<String> asked) {
    return String.join(",", asked);
  }

  /**
   * A list with commas between. A name may hold a comma itself: of the names that begin at a place,
   * the longest is taken.
   */
  private List<Integer> listed(String text) {
    List<Integer> found = new ArrayList<>();
    String[] pieces = text.split(",", -1);
    for (int from = 0; from < pieces.length; ) {
      int to = pieces.length;
      while (to > from + 1 && find(joined(pieces, from, to)) < 0) {
        to--;
      }
      String name = joined(pieces, from, to);
      List<Integer> numbers = find(name) < 0 ? range(name) : List.of();
      if (name.isEmpty()) {
        throw new SpecException(
            "--target " + text + " names nothing beside a comma; expected COLUMN,COLUMN,…");
      }
      found.addAll(numbers.isEmpty() ? List.of(index(name, "column")) : numbers);
      from = to;
    }
    return found;
  }

  private static String joined(String[] pieces, int from, int to) {
    return String.join(",", Arrays.asList(pieces).subList(from, to)).strip();
  }

  /** The columns {@code 5-8}, by number from 1; none if the text is no such range of them. */
  private List<Integer> range(String text) {
    if (!text.matches("[1-9][0-9]{0,8}-[1-9][0-9]{0,8}")) {
      return List.of();
    }
    int dash = text.indexOf('-');
    int first = Integer.parseInt(text.substring(0, dash));
    int last = Integer.parseInt(text.substring(dash + 1));
    return last > names.size()
        ? List.of()
        : IntStream.rangeClosed(first, last).mapToObj(number -> number - 1).toList();
  }

  private void assign(List<String> columns, Role role) {
    for (String column : columns) {
      int index = index(column, "column");
      if (roles[index] != Role.AUTO && roles[index] != role) {
        throw twice(index, said(role), roles[index]);
      }
      roles[index] = role;
    }
  }

  /** Sets the role of columns that are there and about which nothing was said. */
  private void expect(List<String> columns, Role role) {
    for (String column : columns) {
      int index = names.indexOf(column);
      if (index >= 0 && roles[index] == Role.AUTO) {
        roles[index] = role;
      }
    }
  }

  private DataException twice(int index, String what, Role other) {
    return new DataException(
        source
            + ": column "
            + names.get(index)
            + " cannot be both "
            + what
            + " and "
            + said(other));
  }

  private static String said(Role role) {
    return switch (role) {
      case DROP -> "dropped";
      case WORDS -> "categorical";
      case NUMBERS -> "numeric";
      case AUTO -> "detected";
    };
  }

  /** Index of the column of that name or, if none has that name, of that number from 1; or −1. */
  private int find(String column) {
    int index = names.indexOf(column);
    if (index < 0 && column.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(column);
      index = number >= 1 && number <= names.size() ? number - 1 : -1;
    }
    return index;
  }

  private int index(String column, String what) {
    int index = find(column);
    if (index >= 0) {
      return index;
    }
    String near = Names.nearest(column, names);
    String known =
        names.size() > 12
            ? String.join(", ", names.subList(0, 12)) + ", … (" + names.size() + " columns)"
            : String.join(", ", names);
    throw new DataException(
        source
            + " has no "
            + what
            + " "
            + column
            + (near == null ? "" : "; did you mean " + near + "?")
            + " Columns: "
            + known);
  }

  Role of(int column) {
    return roles[column];
  }

  /** Indices of the targets, in the order in which they were named. */
  int[] targets() {
    return targets.clone();
  }

  /** Whether a column is a target. */
  boolean isTarget(int column) {
    return IntStream.of(targets).anyMatch(target -> target == column);
  }

  /** Index of the column of weights, or −1. */
  int weight() {
    return weight;
  }

  List<String> targetNames() {
    return IntStream.of(targets).mapToObj(names::get).toList();
  }

  @Nullable String weightName() {
    return weight < 0 ? null : names.get(weight);
  }
}
