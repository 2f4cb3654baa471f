package org.glissade.io.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.glissade.io.modelfile.WholeFile;

/** What all pages have around what they say: the style, the bar at the top, the last line. */
final class Sheet {
  private static final String STYLE = "report.css";

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=,@%+-]+");
  private static final int LONGEST_COMMAND = 4_000;

  private Sheet() {}

  /**
   * Begins a page.
   *
   * @param title of the window
   * @param kind what the page is, beside the name of the product
   */
  static Html begun(String title, String kind) {
    return new Html()
        .raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        .raw("<meta name=\"color-scheme\" content=\"light dark\">")
        .raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
        .raw("style-src 'unsafe-inline'\">")
        .element("title", title + " · Glissade")
        .raw("<style>")
        .raw(style())
        .raw("</style></head><body>")
        .raw("<header><svg class=\"logo\" viewBox=\"0 0 20 20\" aria-hidden=\"true\">")
        .raw("<path d=\"M2 3c2 15 13 15 16 1\"/><circle cx=\"7\" cy=\"13\" r=\"2.6\"/></svg>")
        .raw("<b>Glissade</b>")
        .element("span", kind)
        .raw("</header><main>");
  }

  /** Ends a page. */
  static String ended(Html page, String version, Instant time) {
    return page.raw("</main><footer>Written by Glissade ")
        .raw(Html.escape(version))
        .raw(", ")
        .raw(RunFacts.time(time))
        .raw(". This page is one file and needs no network.</footer></body></html>\n")
        .toString();
  }

  /** A command of Glissade, as a shell takes it. */
  static void command(Html page, List<String> arguments) {
    String command =
        "glissade " + arguments.stream().map(Sheet::quoted).collect(Collectors.joining(" "));
    page.raw("<pre tabindex=\"0\">")
        .raw(Html.escape(Html.brief(command, LONGEST_COMMAND)))
        .raw("</pre>");
  }

  /** As a shell takes it for one word. */
  private static String quoted(String argument) {
    return PLAIN.matcher(argument).matches()
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }

  /** Figures beside each other. */
  static void cards(Html page, List<Figure> figures) {
    page.raw("<div class=\"cards\">");
    figures.forEach(figure -> figure.writeTo(page));
    page.raw("</div>");
  }

  /**
   * Writes a page, whole or not at all.
   *
   * @throws org.glissade.io.DataException if it cannot be written; says why
   */
  static void write(Path file, String html) {
    ByteBuffer bytes = ByteBuffer.wrap(html.getBytes(StandardCharsets.UTF_8));
    WholeFile.write(
        file,
        channel -> {
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
  }

  private static String style() {
    try (InputStream in = Sheet.class.getResourceAsStream(STYLE)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
