package org.glissade.io.formats;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.Assertions;
import org.glissade.data.SparseExamples;
import org.glissade.io.DataException;
import org.glissade.io.table.Column;
import org.glissade.io.table.SparseRecords;
import org.glissade.io.table.Table;
import org.jspecify.annotations.Nullable;

/** Reads text that a test holds. */
final class Reading {
  private Reading() {}

  static ReadResult read(String name, byte[] bytes, ReadOptions options) {
    return DataReader.read(Source.stream(name, new ByteArrayInputStream(bytes)), options);
  }

  static ReadResult read(String name, String text, ReadOptions options) {
    return read(name, text.getBytes(StandardCharsets.UTF_8), options);
  }

  static ReadResult csv(String text) {
    return csv(text, ReadOptions.defaults());
  }

  static ReadResult csv(String text, ReadOptions options) {
    return read("data.csv", text, options);
  }

  static Table table(ReadResult result) {
    return (Table) result.records();
  }

  static Table table(String text) {
    return table(csv(text));
  }

  static SparseExamples sparse(String text) {
    return sparse(text, ReadOptions.defaults());
  }

  static SparseExamples sparse(String text, ReadOptions options) {
    return ((SparseRecords) read("data.svm", text, options).records()).examples();
  }

  static List<String> names(Table table) {
    return table.columns().stream().map(Column::name).toList();
  }

  static Column column(Table table, String name) {
    return table.columns().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  static float[] numbers(Table table, String name) {
    return ((Column.Numeric) column(table, name)).values();
  }

  /** The words of a categorical column, null where missing. */
  static List<@Nullable String> words(Table table, String name) {
    Column.Categorical column = (Column.Categorical) column(table, name);
    List<@Nullable String> words = new ArrayList<>();
    for (int code : column.codes()) {
      words.add(code < 0 ? null : column.words().get(code));
    }
    return words;
  }

  static String problem(String text) {
    return problem("data.csv", text, ReadOptions.defaults());
  }

  static String problem(String name, String text, ReadOptions options) {
    return problem(name, text.getBytes(StandardCharsets.UTF_8), options);
  }

  static String problem(String name, byte[] bytes, ReadOptions options) {
    Throwable thrown = Assertions.catchThrowable(() -> read(name, bytes, options));
    Assertions.assertThat(thrown).isInstanceOf(DataException.class);
    return String.valueOf(thrown.getMessage());
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** With a checksum at its end, as the command zstd writes it. */
  static byte[] zstandard(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (ZstdOutputStream out = new ZstdOutputStream(packed).setChecksum(true)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** Both ways. */
  static List<byte[]> packed(byte[] bytes) {
    return List.of(gzip(bytes), zstandard(bytes));
  }

  /** Lines {@code from}, …, {@code to − 1} made by a function of their number. */
  static String lines(int from, int to, IntFunction<String> line) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(line.apply(i)).append('\n');
    }
    return text.toString();
  }
}
