package org.glissade.io.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.glissade.model.Confusion;
import org.glissade.spec.Numbers;

/** Which classes are taken for which, as tables. */
final class ConfusionTables {
  /** Of more classes the matrix could not be read: the pairs mixed up most are told instead. */
  private static final int MOST_IN_MATRIX = 20;

  private static final int MOST_CLASSES = 40;
  private static final int MOST_PAIRS = 15;
  private static final int FEW = 6;

  private final Confusion confusion;
  private final List<String> names;
  private final boolean weighted;

  private record Pair(int actual, int predicted, double weight) {}

  /**
   * @param names of the classes
   * @param weighted whether rows have weights, so that they are not counted
   */
  ConfusionTables(Confusion confusion, List<String> names, boolean weighted) {
    this.confusion = confusion;
    this.names = names;
    this.weighted = weighted;
  }

  void writeTo(Html page) {
    int classes = confusion.classes();
    page.raw("<div class=\"card\">").element("h3", "Class by class");
    perClass().writeTo(page);
    boolean wide = classes > FEW && classes <= MOST_IN_MATRIX;
    page.raw("</div><div class=\"card" + (wide ? " wide" : "") + "\">");
    if (classes <= MOST_IN_MATRIX) {
      page.element("h3", "Confusion matrix");
      matrix(page);
      page.element(
          "p",
          "note",
          (weighted ? "Weight of the rows" : "Rows")
              + " of a true class, one a line, by the class predicted, one a column; the stronger the"
              + " colour, the larger the share of the true class.");
    } else {
      page.element("h3", "Most often mixed up");
      pairs().writeTo(page);
    }
    page.raw("</div>");
  }

  private void matrix(Html page) {
    page.raw(
        "<div class=\"scroll\"><table class=\"heat\"><thead><tr><th scope=\"col\">true class</th>");
    names.forEach(name -> page.raw("<th scope=\"col\">").raw(name(name)).raw("</th>"));
    page.raw("</tr></thead><tbody>");
    for (int k = 0; k < confusion.classes(); k++) {
      page.raw("<tr><th scope=\"row\">").raw(name(names.get(k))).raw("</th>");
      double all = confusion.actual(k);
      for (int j = 0; j < confusion.classes(); j++) {
        double share = all == 0 ? 0 : confusion.weight(k, j) / all;
        String style = (k == j ? "hit" : "miss") + (share > 0.5 ? " strong" : "");
        page.raw("<td class=\"" + style + "\" style=\"--v:")
            .raw(String.format(Locale.ROOT, "%.2f", share))
            .raw("\">")
            .raw(weight(confusion.weight(k, j)))
            .raw("</td>");
      }
      page.raw("</tr>");
    }
    page.raw("</tbody></table></div>");
  }

  private static String name(String name) {
    return Html.escape(Html.brief(name, 24));
  }

  private String weight(double weight) {
    return weighted ? Numbers.significant(weight, 3) : Numbers.count(Math.round(weight));
  }

  private DataTable pairs() {
    List<Pair> all = new ArrayList<>();
    for (int k = 0; k < confusion.classes(); k++) {
      for (int j = 0; j < confusion.classes(); j++) {
        if (k != j && confusion.weight(k, j) > 0) {
          all.add(new Pair(k, j, confusion.weight(k, j)));
        }
      }
    }
    List<List<String>> cells =
        all.stream()
            .sorted(Comparator.comparingDouble(pair -> -pair.weight()))
            .limit(MOST_PAIRS)
            .map(
                pair ->
                    List.of(
                        Html.brief(names.get(pair.actual())),
                        Html.brief(names.get(pair.predicted())),
                        weight(pair.weight()),
                        Numbers.percent(pair.weight() / confusion.actual(pair.actual()))))
            .toList();
    return new DataTable(
        List.of("true class", "taken for", weighted ? "weight" : "rows", "of the true class"),
        cells,
        "The matrix of "
            + Numbers.count(confusion.classes())
            + " classes would be too large to read; "
            + (all.size() > cells.size()
                ? "these are " + cells.size() + " of " + Numbers.count(all.size()) + " pairs."
                : "these are all pairs."));
  }

  /** Precision and recall; of many classes those that are found worst. */
  private DataTable perClass() {
    int classes = confusion.classes();
    List<Integer> order = new ArrayList<>(IntStream.range(0, classes).boxed().toList());
    if (classes > MOST_CLASSES) {
      order.sort(
          Comparator.comparingDouble(
              k -> Double.isNaN(confusion.f1(k)) ? Double.POSITIVE_INFINITY : confusion.f1(k)));
    }
    List<List<String>> cells =
        order.stream()
            .limit(MOST_CLASSES)
            .map(
                k ->
                    List.of(
                        Html.brief(names.get(k)),
                        weight(confusion.actual(k)),
                        percent(confusion.precision(k)),
                        percent(confusion.recall(k)),
                        percent(confusion.f1(k))))
            .toList();
    return new DataTable(
        List.of("class", weighted ? "weight" : "rows", "precision", "recall", "F1"),
        cells,
        classes > MOST_CLASSES
            ? "The " + MOST_CLASSES + " of lowest F1 of " + Numbers.count(classes) + " classes."
            : "Precision: share of what was taken for the class that is. Recall: share of the class"
                + " that was found.");
  }

  private static String percent(double share) {
    return Double.isNaN(share) ? "–" : Numbers.percent(share);
  }
}
