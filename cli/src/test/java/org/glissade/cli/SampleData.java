package org.glissade.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Small data files for the commands. */
final class SampleData {
  private SampleData() {}

  /** 442 patients, ten numbers each, and the progression of the disease. */
  static Path diabetes(Path folder) {
    Path file = folder.resolve("diabetes.csv");
    try (InputStream in = SampleData.class.getResourceAsStream("/diabetes/diabetes.csv")) {
      Files.copy(in, file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The set-up of "Dive into Deep Learning", section 12.5: all columns of the airfoil data, the
   * target too, whitened on all 1,503 rows (n − 1), then the first 1,500.
   */
  static Path whitenedAirfoil(Path folder) {
    List<String> lines = lines(text(Path.of("..", "examples", "airfoil.csv")));
    double[][] rows =
        lines.stream()
            .skip(1)
            .map(line -> Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray())
            .toArray(double[][]::new);
    for (int column = 0; column < 6; column++) {
      int at = column;
      double mean = Arrays.stream(rows).mapToDouble(row -> row[at]).average().orElseThrow();
      double squares =
          Arrays.stream(rows).mapToDouble(row -> (row[at] - mean) * (row[at] - mean)).sum();
      double deviation = Math.sqrt(squares / (rows.length - 1));
      for (double[] row : rows) {
        row[at] = (row[at] - mean) / deviation;
      }
    }
    List<String> whitened =
        Arrays.stream(rows)
            .limit(1500)
            .map(row -> String.join(",", Arrays.stream(row).mapToObj(Double::toString).toList()))
            .toList();
    return write(folder.resolve("whitened.csv"), table(lines.getFirst(), whitened));
  }

  static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of all files in a folder and below it. */
  static List<String> files(Path folder) {
    try (var paths = Files.walk(folder)) {
      return paths
          .filter(Files::isRegularFile)
          .map(path -> folder.relativize(path).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code size,colour,age,price}: a number that follows from two numbers and a word. */
  static String prices(int rows) {
    StringBuilder table = new StringBuilder("size,colour,age,price\n");
    for (int row = 0; row < rows; row++) {
      Flat flat = Flat.of(row);
      table.append(flat.features()).append(',').append(flat.price()).append('\n');
    }
    return table.toString();
  }

  /** {@code size,colour,age,large}: yes or no, one row in ten against the rule. */
  static String sizes(int rows) {
    StringBuilder table = new StringBuilder("size,colour,age,large\n");
    for (int row = 0; row < rows; row++) {
      Flat flat = Flat.of(row);
      boolean large = flat.size > 45 ^ row % 10 == 3;
      table.append(flat.features()).append(large ? ",yes\n" : ",no\n");
    }
    return table.toString();
  }

  /** {@code size,colour,age,kind}: three words. */
  static String kinds(int rows) {
    StringBuilder table = new StringBuilder("size,colour,age,kind\n");
    for (int row = 0; row < rows; row++) {
      Flat flat = Flat.of(row);
      String kind = flat.size < 30 ? "small" : flat.age < 48 ? "new" : "old";
      table.append(flat.features()).append(',').append(kind).append('\n');
    }
    return table.toString();
  }

  /** Lines under a header. */
  static String table(String header, List<String> lines) {
    return header + "\n" + String.join("\n", lines) + "\n";
  }

  /** Lines {@code i,y} where y comes from a list that is repeated. */
  static List<String> repeated(int rows, String... targets) {
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      int at = row % targets.length;
      lines.add(at + 0.1 * (row * 7 % 10) + "," + targets[at]);
    }
    return lines;
  }

  static List<String> lines(String text) {
    return text.lines().toList();
  }

  static String text(Path file) {
    return new String(bytes(file), StandardCharsets.UTF_8);
  }

  private record Flat(double size, String colour, int age) {
    static Flat of(int row) {
      String[] colours = {"red", "green", "blue"};
      return new Flat(row * 37 % 101 + 0.5, colours[row * 5 % 3], row * 53 % 97);
    }

    String features() {
      return size + "," + colour + "," + age;
    }

    double price() {
      return 3 * size - 2 * age + (colour.equals("red") ? 40 : 0) + (int) (size * 7) % 5 + 0.25;
    }
  }
}
