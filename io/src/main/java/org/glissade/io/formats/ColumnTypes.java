package org.glissade.io.formats;

import java.util.ArrayList;
import java.util.List;
import org.glissade.io.formats.ColumnBuilder.Numbers;
import org.glissade.io.formats.ColumnBuilder.Skipped;
import org.glissade.io.formats.ColumnBuilder.Undecided;
import org.glissade.io.formats.ColumnBuilder.Words;
import org.glissade.io.formats.Roles.Role;
import org.glissade.io.table.Column.Ignored.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The type of each column, from its first cells: numbers if at least 80 % of those that are not
 * missing are, and the others are fewer than 1 % or fewer than 5 different ones (mistakes and signs
 * for missing values, which the reader then refuses by name, rather than codes such as V27); else
 * dates, which are not kept; else identifiers or free text, not kept either, if there are more than
 * 100 distinct words, and more than half the cells are; else words. The target is always kept, and
 * the options always win.
 */
final class ColumnTypes {
  private final List<String> names;
  private final List<ColumnSample> samples;
  private final Roles roles;
  private final MissingTokens missing;
  private final boolean decimalCommas;
  private final List<String> notes;

  /**
   * @param commasSeparate whether commas separate the cells, so that none can be decimal
   */
  ColumnTypes(
      List<String> names,
      Sample sample,
      Roles roles,
      MissingTokens missing,
      boolean commasSeparate,
      List<String> notes) {
    this.names = names;
    this.samples = sample.columns();
    this.roles = roles;
    this.missing = missing;
    this.notes = notes;
    this.decimalCommas = !commasSeparate && samples.stream().noneMatch(ColumnSample::hasPoints);
  }

  /** What makes builders of each column, null where it is dropped. */
  List<ColumnBuilder.@Nullable Maker> makers() {
    List<ColumnBuilder.@Nullable Maker> makers = new ArrayList<>();
    List<String> commas = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (decimalCommas && samples.get(i).decimalCommas() && roles.of(i) != Role.WORDS) {
        commas.add(names.get(i));
      }
      makers.add(maker(i));
    }
    if (!commas.isEmpty()) {
      notes.add("decimal commas (1,5 is one and a half) in " + listed(commas));
    }
    return makers;
  }

  private ColumnBuilder.@Nullable Maker maker(int i) {
    String name = names.get(i);
    ColumnSample sample = samples.get(i);
    boolean comma = decimalCommas && sample.decimalCommas();
    switch (roles.of(i)) {
      case DROP -> {
        return null;
      }
      case WORDS -> {
        return (line, numbers) -> new Words(missing);
      }
      case NUMBERS -> {
        String why =
            i == roles.weight() ? "as a weight must be" : "but the column was declared numeric";
        return (line, numbers) -> new Numbers(name, comma, missing, line, why);
      }
      case AUTO -> {
        if (sample.empty()) {
          return (line, numbers) -> new Undecided(name, missing, line, numbers);
        }
        if (comma || sample.numeric()) {
          String why =
              comma
                  ? "but the column holds numbers with decimal commas"
                  : "but "
                      + sample.percentNumbers()
                      + " % of the first "
                      + sample.present()
                      + " cells of the column are";
          return (line, numbers) -> new Numbers(name, comma, missing, line, why);
        }
        return words(i, name, sample);
      }
    }
    throw new AssertionError(roles.of(i));
  }

  private ColumnBuilder.Maker words(int i, String name, ColumnSample sample) {
    if (roles.isTarget(i)) {
      if (sample.identifier()) {
        notes.add(
            "the target "
                + name
                + " holds "
                + sample.distinctWords()
                + " different words in its first "
                + sample.present()
                + " cells; choose another column with --target if this is not the target");
      }
      return (line, numbers) -> new Words(missing);
    }
    if (sample.dates()) {
      return skipped(name, Kind.DATE, "dates", sample);
    }
    if (sample.identifier()) {
      return sample.severalWords()
          ? skipped(name, Kind.FREE_TEXT, "free text", sample)
          : skipped(name, Kind.IDENTIFIER, "identifiers", sample);
    }
    if (sample.decimalCommas()) {
      notes.add(
          "column "
              + name
              + ": cells such as "
              + ColumnBuilder.quoted(sample.example())
              + " are read as words; if they are numbers, write them without the comma");
    } else if (sample.percentNumbers() >= 20) {
      notes.add(
          "column "
              + name
              + ": "
              + sample.percentNumbers()
              + " % of the cells are numbers, others are not, such as "
              + ColumnBuilder.quoted(sample.example())
              + ": read as words");
    }
    return (line, numbers) -> new Words(missing);
  }

  private ColumnBuilder.Maker skipped(String name, Kind kind, String what, ColumnSample sample) {
    notes.add(
        "column "
            + name
            + " looks like "
            + what
            + " ("
            + ColumnBuilder.quoted(sample.example())
            + "): ignored; keep it as words with --categorical "
            + ColumnBuilder.argument(name));
    return (line, numbers) -> new Skipped(kind, missing);
  }

  /** Up to ten names. */
  static String listed(List<String> names) {
    return names.size() <= 10
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, 10)) + " and " + (names.size() - 10) + " more";
  }
}
