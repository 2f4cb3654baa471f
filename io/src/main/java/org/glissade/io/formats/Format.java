package org.glissade.io.formats;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.glissade.io.DataException;
import org.glissade.spec.Names;
import org.jspecify.annotations.Nullable;

/** The formats that can be read. */
public enum Format {
  /** Text with a separator (comma, semicolon, tab, bar or blanks) and RFC 4180 quotes. */
  CSV,
  /** Text separated by tabs. */
  TSV,
  /** Sparse rows {@code label index:value …}, indices from 1. */
  LIBSVM,
  /** Weka's attribute-relation file format, dense rows. */
  ARFF,
  /** NumPy's arrays: rows of numbers, or sparse rows in several of them. */
  NPY,
  /** MNIST's: bytes with their dimensions, and labels in another file. */
  IDX;

  private static final Map<String, Format> BY_NAME =
      Map.of(
          "csv",
          CSV,
          "tsv",
          TSV,
          "tab",
          TSV,
          "libsvm",
          LIBSVM,
          "svm",
          LIBSVM,
          "svmlight",
          LIBSVM,
          "arff",
          ARFF,
          "npy",
          NPY,
          "idx",
          IDX);

  /**
   * The format of that name ({@code csv}, {@code tsv}, {@code libsvm}, {@code arff}, {@code npy},
   * {@code idx}).
   *
   * @throws DataException if there is none
   */
  public static Format named(String name) {
    Format format = BY_NAME.get(name.toLowerCase(Locale.ROOT));
    if (format == null) {
      List<String> known = List.of("csv", "tsv", "libsvm", "arff", "npy", "idx");
      String near = Names.nearest(name, known);
      throw new DataException(
          "there is no format named "
              + name
              + (near == null ? "" : "; did you mean " + near + "?")
              + " (known: "
              + String.join(", ", known)
              + ")");
    }
    return format;
  }

  /**
   * The format that the name of a file tells, or null if it does not: the extension, after {@code
   * .gz} or {@code .zst} is taken off.
   */
  public static @Nullable Format ofFileName(String fileName) {
    String name = Compression.without(fileName.toLowerCase(Locale.ROOT));
    if (IdxReader.isNamed(name)) {
      return IDX;
    }
    int dot = name.lastIndexOf('.');
    return dot < 0 ? null : BY_NAME.get(name.substring(dot + 1));
  }
}
