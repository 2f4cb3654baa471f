package org.glissade.io.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.glissade.io.DataException;
import org.jspecify.annotations.Nullable;

/**
 * JSON text from and to maps, lists, strings, numbers, booleans and null. Nothing else is read: no
 * classes, no code. A key that comes twice, or anything behind the value, is an error.
 */
public final class Json {
  private static final int LONGEST_STRING = 200_000_000;
  private static final JSON JACKSON =
      JSON.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(LONGEST_STRING)
                          .maxNestingDepth(100)
                          .build())
                  .build())
          .build()
          .with(JSON.Feature.WRITE_NULL_PROPERTIES, JSON.Feature.FAIL_ON_UNKNOWN_TYPE_WRITE)
          .without(JSON.Feature.HANDLE_JAVA_BEANS);

  private Json() {}

  /**
   * The object as JSON text on one line, keys in the order of the map.
   *
   * @throws IllegalArgumentException if it holds something that JSON has no form for
   */
  public static String text(Map<String, ?> object) {
    try {
      return JACKSON.asString(canonical(object));
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot be written as JSON: " + firstLine(e), e);
    }
  }

  /**
   * The object that the text holds.
   *
   * @throws DataException if the text is not exactly one JSON object
   */
  public static Map<String, @Nullable Object> object(String text) {
    try (JsonParser parser = JACKSON.getStreamingFactory().createParser(text)) {
      Object value = JACKSON.anyFrom(parser);
      if (parser.nextToken() != null) {
        throw new DataException("there is more text behind the JSON object");
      }
      if (value instanceof Map<?, ?> map) {
        return copy(map);
      }
      throw new DataException("expected a JSON object");
    } catch (IOException e) {
      throw new DataException("not valid JSON: " + firstLine(e), e);
    }
  }

  /**
   * The same object made of the types that {@link #object} returns, so that it equals itself once
   * written and read: integers as {@code Integer} or {@code Long}, other numbers as {@code Double},
   * numbers that are not finite as text.
   *
   * @throws IllegalArgumentException if it holds something that JSON has no form for
   */
  public static Map<String, @Nullable Object> canonical(Map<?, ?> object) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : object.entrySet()) {
      result.put(String.valueOf(entry.getKey()), canonicalValue(entry.getValue()));
    }
    return result;
  }

  private static @Nullable Object canonicalValue(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Map<?, ?> map -> canonical(map);
      case List<?> list -> {
        List<@Nullable Object> result = new ArrayList<>(list.size());
        for (Object element : list) {
          result.add(canonicalValue(element));
        }
        yield result;
      }
      case Double number -> canonicalNumber(number);
      case Float number -> canonicalNumber(Double.parseDouble(number.toString()));
      case Long number ->
          number == number.intValue() ? (Object) number.intValue() : (Object) number;
      case Integer number -> number;
      case Short number -> number.intValue();
      case Byte number -> number.intValue();
      case Boolean truth -> truth;
      case String text -> text;
      case Enum<?> word -> word.name();
      default -> throw new IllegalArgumentException("JSON has no form for a " + value.getClass());
    };
  }

  private static Object canonicalNumber(double number) {
    return Double.isFinite(number) ? (Object) number : Double.toString(number);
  }

  private static Map<String, @Nullable Object> copy(Map<?, ?> map) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    map.forEach((key, value) -> result.put(String.valueOf(key), value));
    return result;
  }

  private static String firstLine(IOException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
