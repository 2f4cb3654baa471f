package org.glissade.io.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.glissade.io.DataException;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object read by its fields: every access states the type that it wants, and anything else
 * is a {@link DataException} that names the field.
 *
 * @param where what the object is, for messages
 * @param values as {@link Json#object} returns them
 */
public record Fields(String where, Map<String, ? extends @Nullable Object> values) {

  public static Fields parse(String where, String text) {
    try {
      return new Fields(where, Json.object(text));
    } catch (DataException e) {
      throw new DataException(where + ": " + e.getMessage(), e);
    }
  }

  public boolean has(String name) {
    return values.get(name) != null;
  }

  public String text(String name) {
    return as(name, String.class, "text");
  }

  public boolean truth(String name) {
    return as(name, Boolean.class, "true or false");
  }

  /** One of the words of an enumeration, in lower case. */
  public <E extends Enum<E>> E word(String name, Class<E> type) {
    String word = text(name);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(word)) {
        return constant;
      }
    }
    throw wrong(name, "another word than " + word);
  }

  /** A finite number. */
  public double number(String name) {
    return finite(name, required(name));
  }

  /** A whole number from 0 to 2³¹ − 1. */
  public int count(String name) {
    return count(name, required(name));
  }

  /** A whole number of at least 0. */
  public long length(String name) {
    return switch (required(name)) {
      case Integer number when number >= 0 -> number;
      case Long number when number >= 0 -> number;
      default -> throw wrong(name, "a whole number of at least 0");
    };
  }

  /** A whole number. */
  public long whole(String name) {
    return switch (required(name)) {
      case Integer number -> number;
      case Long number -> number;
      default -> throw wrong(name, "a whole number from −2⁶³ to 2⁶³ − 1");
    };
  }

  /** A number, or what {@link Json#canonical} makes of one that is infinite or none. */
  public double real(String name) {
    return switch (values.get(name) instanceof String text ? text : "") {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> number(name);
    };
  }

  public List<String> texts(String name) {
    List<String> result = new ArrayList<>();
    for (Object element : list(name)) {
      if (!(element instanceof String text)) {
        throw wrong(name, "a list of texts");
      }
      result.add(text);
    }
    return result;
  }

  /** Finite numbers. */
  public double[] numbers(String name) {
    List<?> list = list(name);
    double[] result = new double[list.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = finite(name, list.get(i));
    }
    return result;
  }

  /** Whole numbers from 0 to 2³¹ − 1. */
  public int[] counts(String name) {
    List<?> list = list(name);
    int[] result = new int[list.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = count(name, list.get(i));
    }
    return result;
  }

  /** Whole numbers of at least 0. */
  public long[] lengths(String name) {
    List<?> list = list(name);
    long[] result = new long[list.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] =
          switch (list.get(i)) {
            case Integer number when number >= 0 -> number;
            case Long number when number >= 0 -> number;
            case null, default -> throw wrong(name, "a list of whole numbers of at least 0");
          };
    }
    return result;
  }

  public Fields object(String name) {
    if (required(name) instanceof Map<?, ?> map) {
      return nested(name, map);
    }
    throw wrong(name, "an object");
  }

  public List<Fields> objects(String name) {
    List<Fields> result = new ArrayList<>();
    for (Object element : list(name)) {
      if (!(element instanceof Map<?, ?> map)) {
        throw wrong(name, "a list of objects");
      }
      result.add(nested(name, map));
    }
    return result;
  }

  private Fields nested(String name, Map<?, ?> map) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(String.valueOf(key), value));
    return new Fields(where + "." + name, copy);
  }

  private List<?> list(String name) {
    return as(name, List.class, "a list");
  }

  private int count(String name, @Nullable Object value) {
    if (value instanceof Integer number && number >= 0) {
      return number;
    }
    throw wrong(name, "a whole number of at least 0");
  }

  private double finite(String name, @Nullable Object value) {
    if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
      return number.doubleValue();
    }
    throw wrong(name, "a finite number");
  }

  private <T> T as(String name, Class<T> type, String wanted) {
    Object value = required(name);
    if (!type.isInstance(value)) {
      throw wrong(name, wanted);
    }
    return type.cast(value);
  }

  private Object required(String name) {
    Object value = values.get(name);
    if (value == null) {
      throw new DataException(where + " lacks " + name);
    }
    return value;
  }

  private DataException wrong(String name, String wanted) {
    return new DataException(where + "." + name + " should be " + wanted);
  }
}
