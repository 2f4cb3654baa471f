package org.glissade.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rules that a reader of the files sees. Every rule names its offenders. */
class FileRulesTest {
  private static final int MOST_LINES = 500;

  /** Notes to oneself; spelled so that this file passes. */
  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

  private static List<Path> sources = List.of();

  @BeforeAll
  static void read() throws IOException {
    sources = Sources.java();
    assertThat(sources).hasSizeGreaterThan(50);
  }

  private static String place(Path file, int line) {
    return Sources.root().relativize(file) + ":" + line;
  }

  @Test
  void aFileIsAtMost500Lines() throws IOException {
    List<String> offenders = new ArrayList<>();
    for (Path source : sources) {
      int lines = Files.readAllLines(source).size();
      if (lines > MOST_LINES) {
        offenders.add(place(source, lines));
      }
    }
    assertThat(offenders).as("files longer than %s lines", MOST_LINES).isEmpty();
  }

  @Test
  void nothingIsLeftForLater() throws IOException {
    List<String> offenders = new ArrayList<>();
    for (Path source : sources) {
      List<String> lines = Files.readAllLines(source);
      for (int i = 0; i < lines.size(); i++) {
        if (UNFINISHED.matcher(lines.get(i)).find()) {
          offenders.add(place(source, i + 1) + " " + lines.get(i).trim());
        }
      }
    }
    assertThat(offenders).as("notes about work to be done").isEmpty();
  }

  @Test
  void everyPackageStatesItsNulls() throws IOException {
    TreeSet<Path> folders = new TreeSet<>();
    for (Path source : sources) {
      if (source.toString().contains("/src/main/")) {
        folders.add(source.getParent());
      }
    }
    assertThat(folders).hasSizeGreaterThan(5);
    List<Path> offenders = new ArrayList<>();
    for (Path folder : folders) {
      Path description = folder.resolve("package-info.java");
      if (!Files.exists(description) || !Files.readString(description).contains("@NullMarked")) {
        offenders.add(Sources.root().relativize(folder));
      }
    }
    assertThat(offenders).as("packages without a @NullMarked package-info.java").isEmpty();
  }
}
