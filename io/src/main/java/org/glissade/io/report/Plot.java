package org.glissade.io.report;

import java.util.Locale;

/** A picture in the making: two axes and what lies between them, as SVG. */
final class Plot {
  private static final int WIDTH = 360;
  private static final int HEIGHT = 226;
  private static final double RIGHT = 18;
  private static final double TOP = 10;
  private static final double BOTTOM = 36;
  private static final double CHARACTER = 6.2;

  /** More points than that are not marked one by one. */
  private static final int MOST_MARKERS = 40;

  private final Axis x;
  private final Axis y;
  private final double left;
  private final StringBuilder marks = new StringBuilder();
  private final String name;

  /**
   * @param name what x is
   */
  Plot(Axis x, Axis y, String name) {
    this.x = x;
    this.y = y;
    this.name = name;
    int longest = y.ticks().stream().mapToInt(tick -> tick.label().length()).max().orElse(1);
    this.left = 12 + CHARACTER * longest;
  }

  private String place(double px, double py) {
    return number(left + x.share(px) * (WIDTH - RIGHT - left))
        + " "
        + number(HEIGHT - BOTTOM - y.share(py) * (HEIGHT - BOTTOM - TOP));
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** A curve; few points are marked, of more the last. */
  Plot curve(Series series) {
    line(series);
    if (series.role() == Series.Role.MAIN || series.role() == Series.Role.OTHER) {
      int from = series.size() <= MOST_MARKERS ? 0 : series.size() - 1;
      StringBuilder dots = new StringBuilder();
      for (int i = from; i < series.size(); i++) {
        if (series.y()[i] > y.high()) {
          continue;
        }
        dots.append('M').append(place(series.x()[i], series.y()[i])).append("h0");
      }
      path("dot " + series.role().style(), dots.toString());
    }
    return this;
  }

  /** A curve without marks; it leaves at the top and comes in again where it does. */
  Plot line(Series series) {
    StringBuilder path = new StringBuilder();
    boolean within = false;
    for (int i = 0; i < series.size(); i++) {
      double px = series.x()[i];
      double py = series.y()[i];
      boolean below = py <= y.high();
      if (i > 0 && series.role() == Series.Role.MARK && within) {
        path.append('L').append(place(px, series.y()[i - 1]));
      }
      if (i > 0 && below != within) {
        double before = series.y()[i - 1];
        double share = (y.high() - before) / (py - before);
        double crossing = series.x()[i - 1] + share * (px - series.x()[i - 1]);
        path.append(within ? 'L' : 'M').append(place(crossing, y.high()));
      }
      if (below) {
        path.append(path.isEmpty() ? 'M' : 'L').append(place(px, py));
      }
      within = below;
    }
    if (!path.isEmpty()) {
      path(series.role().style(), path.toString());
    }
    return this;
  }

  /** A straight line from one point to another. */
  Plot guide(double fromX, double fromY, double toX, double toY) {
    path("guide", "M" + place(fromX, fromY) + "L" + place(toX, toY));
    return this;
  }

  /** Points of equal size. */
  Plot points(double[] px, double[] py) {
    StringBuilder dots = new StringBuilder();
    for (int i = 0; i < px.length; i++) {
      if (x.holds(px[i]) && y.holds(py[i])) {
        dots.append('M').append(place(px[i], py[i])).append("h0");
      }
    }
    path("points", dots.toString());
    return this;
  }

  private void path(String style, String path) {
    marks.append("<path class=\"").append(style).append("\" d=\"").append(path).append("\"/>");
  }

  /**
   * The picture.
   *
   * @param description for those who cannot see it
   */
  String svg(String description) {
    StringBuilder svg = new StringBuilder();
    svg.append("<svg role=\"img\" viewBox=\"0 0 ")
        .append(WIDTH + " " + HEIGHT)
        .append("\" aria-label=\"")
        .append(Html.escape(description))
        .append("\">");
    grid(svg);
    svg.append(marks);
    return svg.append("</svg>").toString();
  }

  private void grid(StringBuilder svg) {
    for (Axis.Tick tick : y.ticks()) {
      double py = HEIGHT - BOTTOM - y.share(tick.value()) * (HEIGHT - BOTTOM - TOP);
      svg.append("<path class=\"grid\" d=\"M")
          .append(number(left) + " " + number(py) + "H" + number(WIDTH - RIGHT))
          .append("\"/>");
      text(svg, "end", left - 6, py + 3.5, tick.label());
    }
    double floor = HEIGHT - BOTTOM;
    svg.append("<path class=\"base\" d=\"M")
        .append(number(left) + " " + number(floor) + "H" + number(WIDTH - RIGHT))
        .append("\"/>");
    for (Axis.Tick tick : x.ticks()) {
      double px = left + x.share(tick.value()) * (WIDTH - RIGHT - left);
      svg.append("<path class=\"base\" d=\"M")
          .append(number(px) + " " + number(floor) + "v3.5")
          .append("\"/>");
      text(svg, "middle", px, floor + 15, tick.label());
    }
    text(svg, "middle", (left + WIDTH - RIGHT) / 2, HEIGHT - 5.0, name);
  }

  private static void text(StringBuilder svg, String anchor, double x, double y, String text) {
    svg.append("<text class=\"" + anchor + "\" x=\"")
        .append(number(x) + "\" y=\"" + number(y))
        .append("\">")
        .append(Html.escape(text))
        .append("</text>");
  }
}
