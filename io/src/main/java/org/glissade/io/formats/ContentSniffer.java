package org.glissade.io.formats;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.glissade.io.DataException;
import org.jspecify.annotations.Nullable;

/** Tells from the first bytes of a file what it holds. */
final class ContentSniffer {
  private static final int LINES = 50;

  private static final Pattern LABEL = Pattern.compile("[+-]?[0-9][^:|]*");
  private static final Pattern FEATURE = Pattern.compile("(?:[+-]?[0-9]+|qid):.*");

  /** A label, then named groups of features behind bars, or a single group without a name. */
  private static final Pattern NAMESPACES =
      Pattern.compile(
          "(?=.*:)(?:[+-]?[0-9][^|:]*[ '][^|:]*)?"
              + "\\|(?:[^ |]+ [^|]*(?:\\|[^ |]+ [^|]*)*| [^|]*)");

  private ContentSniffer() {}

  /** What a file that is no text is, as far as its first bytes tell. */
  private record Signature(String bytes, String what) {}

  private static final List<Signature> SIGNATURES =
      List.of(
          new Signature("PK\u0003\u0004", "a ZIP archive or an Excel workbook; unpack it, or save"),
          new Signature("\u00D0\u00CF\u0011\u00E0", "an old Excel workbook; save it"),
          new Signature("PAR1", "a Parquet file; export it"),
          new Signature("ARROW1", "an Arrow file; export it"),
          new Signature(
              "\u0093NUMPY", "a NumPy array, which must be a file of its own, or save it"),
          new Signature("\u0089HDF", "an HDF5 file; export it"),
          new Signature("BZh", "compressed with bzip2; decompress it"),
          new Signature("\u00FD7zXZ", "compressed with xz; decompress it"),
          new Signature("\u00FF\u00FE", "UTF-16 text; save it"),
          new Signature("\u00FE\u00FF", "UTF-16 text; save it"));

  /**
   * Refuses what is no text.
   *
   * @param head the first bytes, decompressed
   */
  static void requireText(String source, byte[] head) {
    String bytes = latin(head);
    for (Signature signature : SIGNATURES) {
      if (bytes.startsWith(signature.bytes())) {
        throw new DataException(
            source + " is " + signature.what() + " as CSV or LIBSVM text (UTF-8) first");
      }
    }
    if (bytes.indexOf('\0') >= 0) {
      throw new DataException(
          source
              + " does not look like text (it holds NUL bytes); CSV, TSV, LIBSVM and ARFF can be"
              + " read");
    }
  }

  /**
   * The format that the content looks like: {@link Format#CSV} unless it is clearly another.
   *
   * @param head the first bytes, decompressed, without byte order mark
   * @throws DataException if it is a known format that cannot be read
   */
  static Format format(String source, byte[] head) {
    List<String> lines = lines(head);
    if (lines.isEmpty()) {
      return Format.CSV;
    }
    if (lines.getFirst().toLowerCase(Locale.ROOT).startsWith("@relation")) {
      return Format.ARFF;
    }
    if (lines.stream().allMatch(line -> NAMESPACES.matcher(line).matches())) {
      throw new DataException(
          source
              + " looks like Vowpal Wabbit text, which cannot be read; convert it to LIBSVM"
              + " (label index:value …)");
    }
    int sparse = 0;
    boolean features = false;
    for (String line : lines) {
      Boolean withFeatures = libsvm(line);
      if (withFeatures != null) {
        sparse++;
        features |= withFeatures;
      }
    }
    boolean first = libsvm(lines.getFirst()) != null;
    return first && features && sparse * 5 >= lines.size() * 4 ? Format.LIBSVM : Format.CSV;
  }

  /** Whether the line is a label with features (true), a lone label (false), or neither (null). */
  private static @Nullable Boolean libsvm(String line) {
    String[] tokens = line.split("[ \t]+", -1);
    if (!LABEL.matcher(tokens[0]).matches()) {
      return null;
    }
    for (int i = 1; i < tokens.length; i++) {
      if (!FEATURE.matcher(tokens[i]).matches()) {
        return null;
      }
    }
    return tokens.length > 1;
  }

  /** The first lines that hold data; the last is cut where the head is, after a whole token. */
  private static List<String> lines(byte[] head) {
    List<String> lines = new ArrayList<>();
    String text = latin(head);
    int from = 0;
    while (from < text.length() && lines.size() < LINES) {
      int end = text.indexOf('\n', from);
      boolean whole = end >= 0;
      String line = text.substring(from, whole ? end : text.length());
      from = whole ? end + 1 : text.length();
      if (!whole && lines.isEmpty()) {
        int blank = line.lastIndexOf(' ');
        line = blank > 0 && head.length >= 1 << 16 ? line.substring(0, blank) : line;
      } else if (!whole && head.length >= 1 << 16) {
        break;
      }
      line = line.split("[#%]", 2)[0].strip();
      if (!line.isEmpty()) {
        lines.add(line);
      }
    }
    return lines;
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
