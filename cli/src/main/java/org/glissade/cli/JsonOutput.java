package org.glissade.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code --json} prints: exactly one JSON object on one line, keys in the order of the map.
 *
 * <p>Values are nested maps, lists, arrays of numbers, numbers, texts, booleans and null; anything
 * else (a schedule, a loss) is printed as its own text. JSON knows no NaN and no infinity: they
 * become null. Floats and doubles are the shortest text that reads back to the same bits.
 */
final class JsonOutput {
  private static final JSON WRITER = JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES);

  private JsonOutput() {}

  /** Prints the object and a line end. */
  static void print(Map<String, ? extends @Nullable Object> object, PrintStream out) {
    out.print(text(object) + "\n");
    out.flush();
  }

  /** The object as one line. */
  static String text(Map<String, ? extends @Nullable Object> object) {
    try {
      return WRITER.asString(plain(object));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value in terms of what JSON has. */
  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Float number -> Float.isFinite(number) ? number : null;
      case Double number -> Double.isFinite(number) ? number : null;
      case Number number -> number;
      case Boolean truth -> truth;
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        map.forEach((key, entry) -> object.put(String.valueOf(key), plain(entry)));
        yield object;
      }
      case Iterable<?> items -> list(items);
      case float[] numbers -> {
        List<@Nullable Object> list = new ArrayList<>(numbers.length);
        for (float number : numbers) {
          list.add(plain(number));
        }
        yield list;
      }
      case double[] numbers -> {
        List<@Nullable Object> list = new ArrayList<>(numbers.length);
        for (double number : numbers) {
          list.add(plain(number));
        }
        yield list;
      }
      default -> value.toString();
    };
  }

  private static List<@Nullable Object> list(Iterable<?> items) {
    List<@Nullable Object> list = new ArrayList<>();
    for (Object item : items) {
      list.add(plain(item));
    }
    return list;
  }
}
