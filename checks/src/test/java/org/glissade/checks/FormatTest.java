package org.glissade.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** google-java-format, run on the JDK of the build whatever JDK runs Maven. */
class FormatTest {
  @Test
  void everyFileIsFormatted() throws Exception {
    boolean apply = "apply".equals(System.getProperty("glissade.format"));
    Formatter formatter = new Formatter(JavaFormatterOptions.defaultOptions());
    List<Path> sources = Sources.java();
    assertThat(sources).hasSizeGreaterThan(10);
    List<Path> unformatted = new ArrayList<>();
    for (Path source : sources) {
      String text = Files.readString(source);
      String tidy =
          formatter.formatSource(
              RemoveUnusedImports.removeUnusedImports(
                  ImportOrderer.reorderImports(text, JavaFormatterOptions.Style.GOOGLE)));
      if (!tidy.equals(text)) {
        if (apply) {
          Files.writeString(source, tidy);
        } else {
          unformatted.add(source);
        }
      }
    }
    assertThat(unformatted).as("files to format with .ci/format").isEmpty();
  }
}
