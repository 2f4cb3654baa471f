package org.glissade.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A parsed text form: {@code cosine(0.1, end=0.001)}. A number or a word is a form without
 * arguments, whose name is the text itself.
 *
 * @param name what stands before the parenthesis
 * @param arguments in the order in which they were written
 */
public record Spec(String name, List<Argument> arguments) {

  /**
   * One argument.
   *
   * @param key what stands before {@code =}, or null if it is positional
   * @param value the form behind it
   */
  public record Argument(@Nullable String key, Spec value) {
    @Override
    public String toString() {
      return key == null ? value.toString() : key + "=" + value;
    }
  }

  public Spec {
    arguments = List.copyOf(arguments);
  }

  /**
   * Parses one form.
   *
   * @throws SpecException if the text is not one
   */
  public static Spec parse(String text) {
    return new Parser(text).parse();
  }

  /**
   * Binds the arguments to parameter names: positional ones in the order of {@code parameters},
   * then those with a key.
   *
   * @throws SpecException if there are too many, one is unknown, or one is given twice
   */
  public Arguments bind(String... parameters) {
    @Nullable Spec[] values = new @Nullable Spec[parameters.length];
    int next = 0;
    for (Argument argument : arguments) {
      int index = argument.key == null ? next++ : List.of(parameters).indexOf(argument.key);
      if (index < 0) {
        throw new SpecException(
            name + " has no argument " + argument.key + "; it takes " + signature(parameters));
      }
      if (index >= parameters.length) {
        throw new SpecException(
            this + " has too many arguments; " + name + " takes " + signature(parameters));
      }
      if (values[index] != null) {
        throw new SpecException(this + " gives " + parameters[index] + " twice");
      }
      values[index] = argument.value;
    }
    return new Arguments(this, List.of(parameters), values);
  }

  private String signature(String[] parameters) {
    return parameters.length == 0 ? "none" : name + "(" + String.join(", ", parameters) + ")";
  }

  @Override
  public String toString() {
    if (arguments.isEmpty()) {
      return name;
    }
    List<String> parts = new ArrayList<>();
    for (Argument argument : arguments) {
      parts.add(argument.toString());
    }
    return name + "(" + String.join(", ", parts) + ")";
  }

  /** The shortest text that {@link Double#parseDouble} reads back to the same number. */
  public static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e7) {
      return Long.toString((long) value);
    }
    return Double.toString(value).replace("E", "e");
  }

  /** The number that this form is, if it is one. */
  public double asNumber() {
    if (arguments.isEmpty()) {
      try {
        return Double.parseDouble(name);
      } catch (NumberFormatException e) {
        // falls through to the message below
      }
    }
    throw new SpecException("expected a number instead of " + this);
  }

  /** Whether this form is a number. */
  public boolean isNumber() {
    return arguments.isEmpty()
        && !name.isEmpty()
        && (Character.isDigit(name.charAt(0)) || "+-.".indexOf(name.charAt(0)) >= 0)
        && !name.endsWith("ep")
        && !name.endsWith("%");
  }

  /** Arguments bound to names. */
  public static final class Arguments {
    private final Spec spec;
    private final List<String> parameters;
    private final @Nullable Spec[] values;

    private Arguments(Spec spec, List<String> parameters, @Nullable Spec[] values) {
      this.spec = spec;
      this.parameters = parameters;
      this.values = values;
    }

    /** The argument converted, which must be there. */
    public <T> T required(String parameter, Function<Spec, T> conversion) {
      Spec value = values[parameters.indexOf(parameter)];
      if (value == null) {
        throw new SpecException(spec + " lacks " + parameter);
      }
      return convert(parameter, value, conversion);
    }

    /** The argument converted, or the fallback if it was not given. */
    public <T> T optional(String parameter, T fallback, Function<Spec, T> conversion) {
      Spec value = values[parameters.indexOf(parameter)];
      return value == null ? fallback : convert(parameter, value, conversion);
    }

    public double number(String parameter) {
      return required(parameter, Spec::asNumber);
    }

    public double number(String parameter, double fallback) {
      return optional(parameter, fallback, Spec::asNumber);
    }

    private <T> T convert(String parameter, Spec value, Function<Spec, T> conversion) {
      try {
        return conversion.apply(value);
      } catch (SpecException e) {
        throw e;
      } catch (IllegalArgumentException e) {
        throw new SpecException(spec.name + ": " + parameter + ": " + e.getMessage());
      }
    }
  }

  /** Recursive descent over {@code name [ "(" [argument ("," argument)*] ")" ]}. */
  private static final class Parser {
    /** Deep enough for people; a text without end must not exhaust the stack. */
    private static final int DEEPEST = 64;

    private final String text;
    private int position;
    private int depth;

    Parser(String text) {
      this.text = text;
    }

    Spec parse() {
      Spec spec = form();
      if (position < text.length()) {
        throw wrong("expected the end");
      }
      return spec;
    }

    private Spec form() {
      String name = token();
      List<Argument> arguments = new ArrayList<>();
      if (peek() == '(') {
        position++;
        if (peek() == ')') {
          position++;
          return new Spec(name, arguments);
        }
        if (++depth > DEEPEST) {
          throw wrong("more than " + DEEPEST + " parentheses within one another");
        }
        do {
          arguments.add(argument());
        } while (accept(','));
        depth--;
        if (!accept(')')) {
          throw wrong("expected , or )");
        }
      }
      return new Spec(name, arguments);
    }

    private Argument argument() {
      int start = position;
      String key = token();
      if (accept('=')) {
        return new Argument(key.toLowerCase(Locale.ROOT), form());
      }
      position = start;
      return new Argument(null, form());
    }

    private String token() {
      skipSpace();
      int start = position;
      while (position < text.length() && ",()= ".indexOf(text.charAt(position)) < 0) {
        position++;
      }
      if (position == start) {
        throw wrong("expected a name or a number");
      }
      String token = text.substring(start, position);
      skipSpace();
      return token;
    }

    private boolean accept(char wanted) {
      skipSpace();
      if (peek() == wanted) {
        position++;
        skipSpace();
        return true;
      }
      return false;
    }

    private char peek() {
      return position < text.length() ? text.charAt(position) : 0;
    }

    private void skipSpace() {
      while (position < text.length() && text.charAt(position) == ' ') {
        position++;
      }
    }

    private SpecException wrong(String what) {
      return new SpecException(what + " at character " + (position + 1) + " of \"" + text + "\"");
    }
  }
}
