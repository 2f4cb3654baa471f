package org.glissade.io.formats;

import java.util.Arrays;
import java.util.List;
import org.glissade.io.DataException;
import org.glissade.spec.Names;
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
  private int target = -1;
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
    target = target(options);
    if (target >= 0 && roles[target] == Role.DROP) {
      throw twice(target, "the target", Role.DROP);
    }
    if (target >= 0 && target == weight) {
      throw new DataException(
          source + ": column " + names.get(target) + " cannot be both the target and the weight");
    }
  }

  private int target(ReadOptions options) {
    return switch (options.targetRule()) {
      case NONE -> -1;
      case NAMED -> index(options.target(), "column");
      case IF_PRESENT -> find(options.target());
      case LAST -> {
        int last = names.size() - 1;
        while (last >= 0 && (roles[last] == Role.DROP || last == weight)) {
          last--;
        }
        yield last;
      }
    };
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

  /** Index of the target, or −1. */
  int target() {
    return target;
  }

  /** Index of the column of weights, or −1. */
  int weight() {
    return weight;
  }

  @Nullable String targetName() {
    return target < 0 ? null : names.get(target);
  }

  @Nullable String weightName() {
    return weight < 0 ? null : names.get(weight);
  }
}
