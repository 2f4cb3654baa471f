package org.glissade.io.report;

/**
 * A picture with its words.
 *
 * @param title short
 * @param key what its lines and marks stand for, as markup
 * @param drawing the picture, as markup
 * @param caption what is to be seen, in a plain sentence; may be empty
 * @param table the numbers behind it
 */
record Figure(String title, String key, String drawing, String caption, DataTable table) {

  void writeTo(Html page) {
    page.raw("<figure class=\"card\"><figcaption>").element("h3", title);
    if (!key.isEmpty()) {
      page.raw("<span class=\"key\">").raw(key).raw("</span>");
    }
    page.raw("</figcaption>").raw(drawing);
    if (!caption.isEmpty()) {
      page.element("p", "note", caption);
    }
    page.raw("<details><summary>Show as table</summary>");
    table.writeTo(page);
    page.raw("</details></figure>");
  }
}
