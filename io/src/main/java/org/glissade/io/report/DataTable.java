package org.glissade.io.report;

import java.util.List;

/**
 * Figures as a table: what stands behind a picture, or a table in its own right.
 *
 * @param columns headings; the first column names the rows
 * @param rows cells as texts
 * @param note what is to be said of it, or nothing
 */
record DataTable(List<String> columns, List<List<String>> rows, String note) {
  DataTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  void writeTo(Html page) {
    page.raw("<div class=\"scroll\"><table><thead><tr>");
    columns.forEach(column -> page.raw("<th scope=\"col\">").raw(Html.escape(column)).raw("</th>"));
    page.raw("</tr></thead><tbody>");
    for (List<String> row : rows) {
      page.raw("<tr>");
      for (int i = 0; i < row.size(); i++) {
        if (i == 0) {
          page.raw("<th scope=\"row\">").raw(Html.escape(row.getFirst())).raw("</th>");
        } else {
          page.element("td", row.get(i));
        }
      }
      page.raw("</tr>");
    }
    page.raw("</tbody></table></div>");
    if (!note.isEmpty()) {
      page.element("p", "note", note);
    }
  }
}
