package org.glissade.io.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;
import org.glissade.io.DataException;
import org.glissade.io.json.Fields;
import org.glissade.io.json.Json;
import org.glissade.io.table.Column;
import org.jspecify.annotations.Nullable;

/**
 * What a cache holds and what it was made of; written last, so that a cache without it is none.
 *
 * @param source the file that it was made of
 * @param options how that was read
 * @param rows number of rows
 * @param features number of features of sparse rows; 0 for a table
 * @param columns of a table, with what its words are; empty for sparse rows
 * @param targets names of the target columns
 * @param weightColumn name of the column of weights, or null
 * @param notes what was assumed in reading
 * @param parts the files
 */
record CacheManifest(
    SourceStamp source,
    String options,
    int rows,
    int features,
    List<CachedColumn> columns,
    List<String> targets,
    @Nullable String weightColumn,
    List<String> notes,
    List<CachePart> parts) {
  /** The version that is written, and the only one that is read: a cache can be made anew. */
  private static final int FORMAT = 2;

  /**
   * A column of a table.
   *
   * @param kind {@code numbers}, {@code words}, or why it is not kept
   * @param words the distinct ones, in the order of their codes; of what is not kept, an example
   */
  record CachedColumn(String name, String kind, List<String> words) {
    static final String NUMBERS = "numbers";
    static final String WORDS = "words";

    static CachedColumn of(Column column) {
      return switch (column) {
        case Column.Numeric numeric -> new CachedColumn(column.name(), NUMBERS, List.of());
        case Column.Categorical words -> new CachedColumn(column.name(), WORDS, words.words());
        case Column.Ignored ignored ->
            new CachedColumn(
                column.name(),
                ignored.kind().name().toLowerCase(Locale.ROOT),
                List.of(ignored.example()));
      };
    }

    boolean kept() {
      return kind.equals(NUMBERS) || kind.equals(WORDS);
    }

    /** The column with these cells; codes of words are cells, too. */
    Column column(float[] cells) {
      if (kind.equals(NUMBERS)) {
        return new Column.Numeric(name, cells);
      }
      int[] codes = new int[cells.length];
      for (int row = 0; row < codes.length; row++) {
        codes[row] = Float.isNaN(cells[row]) ? -1 : (int) cells[row];
      }
      return new Column.Categorical(name, words, codes);
    }

    Column.Ignored ignored(int rows) {
      Column.Ignored.Kind what = Column.Ignored.Kind.valueOf(kind.toUpperCase(Locale.ROOT));
      return new Column.Ignored(name, what, words.getFirst(), rows);
    }

    Map<String, Object> toJson() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("name", name);
      json.put("kind", kind);
      json.put("words", words);
      return json;
    }

    static CachedColumn fromJson(Fields json) {
      return new CachedColumn(json.text("name"), json.text("kind"), json.texts("words"));
    }
  }

  /** The part of that role. */
  CachePart part(String role) {
    for (CachePart part : parts) {
      if (part.role().equals(role)) {
        return part;
      }
    }
    throw new DataException("lacks its part " + role);
  }

  /** As text: a line with the checksum of the rest, then one of JSON. */
  byte[] bytes() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("format", FORMAT);
    json.put("source", source.toJson());
    json.put("options", options);
    json.put("rows", rows);
    json.put("features", features);
    json.put("columns", columns.stream().map(CachedColumn::toJson).toList());
    json.put("targets", targets);
    json.put("weight_column", weightColumn);
    json.put("notes", notes);
    json.put("parts", parts.stream().map(CachePart::toJson).toList());
    String text = Json.text(json);
    return (sum(text) + "\n" + text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String sum(String text) {
    CRC32C sum = new CRC32C();
    sum.update(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    return Long.toString(sum.getValue());
  }

  /**
   * Reads what {@link #bytes} made.
   *
   * @throws DataException if it is not that
   */
  static CacheManifest read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new DataException("its list of parts cannot be read: " + e.getMessage(), e);
    }
    int line = text.indexOf('\n');
    if (line < 0
        || !text.endsWith("\n")
        || !text.substring(0, line).equals(sum(body(text, line)))) {
      throw new DataException("its list of parts is damaged");
    }
    Fields json = Fields.parse("its list of parts", body(text, line));
    if (json.count("format") != FORMAT) {
      throw new DataException("another version of Glissade wrote it");
    }
    return of(json);
  }

  private static String body(String text, int line) {
    return text.substring(line + 1, Math.max(line + 1, text.length() - 1));
  }

  private static CacheManifest of(Fields json) {
    List<CachedColumn> columns = new ArrayList<>();
    json.objects("columns").forEach(column -> columns.add(CachedColumn.fromJson(column)));
    List<CachePart> parts = new ArrayList<>();
    json.objects("parts").forEach(part -> parts.add(CachePart.fromJson(part)));
    return new CacheManifest(
        SourceStamp.fromJson(json.object("source")),
        json.text("options"),
        json.count("rows"),
        json.count("features"),
        columns,
        json.texts("targets"),
        json.has("weight_column") ? json.text("weight_column") : null,
        json.texts("notes"),
        parts);
  }
}
