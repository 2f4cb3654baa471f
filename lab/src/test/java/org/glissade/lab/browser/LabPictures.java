package org.glissade.lab.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;

/** Takes the pictures of the pages of the lab, light and dark, for its documentation. */
final class LabPictures {
  /** Colours that differ by less are taken for one. */
  private static final int COARSE = 0xFFFEFEFE;

  private static final String TRAINED =
      "() => globalThis.glissadeLab?.cameraOf && glissadeLab.cameraOf === glissadeLab.problem"
          + " && glissadeLab.field && [0, 1, 2].every(i => glissadeLab.trails[i])";

  /**
   * A picture.
   *
   * @param name of its file, before the theme
   * @param address behind that of the lab
   * @param width of the page
   * @param height of the page
   * @param ready a condition in the page
   * @param first what is done before the picture is taken, in the page; may be empty
   */
  private record Picture(
      String name, String address, int width, int height, String ready, String first) {}

  private static final List<Picture> PICTURES =
      List.of(
          new Picture("lab", "#p=least-squares&t=3.2", 1440, 900, TRAINED, ""),
          new Picture("lab-phone", "#p=least-squares&t=3.2", 390, 844, TRAINED, ""),
          new Picture(
              "lesson",
              "#lesson=8",
              1440,
              900,
              TRAINED + " && glissadeLab.card.facts",
              "document.querySelector('#lesson .choice').click();"
                  + " [...document.querySelectorAll('#lesson .strong')][0].click();"),
          new Picture(
              "lessons",
              "lessons.html",
              1440,
              900,
              "() => document.querySelectorAll('#path li').length > 0",
              ""),
          new Picture(
              "runs",
              "runs.html",
              1440,
              900,
              "() => globalThis.glissadeRuns?.page.shown.size === 3"
                  + " && [...glissadeRuns.page.shown.values()].every(s => s.series.detail?.status"
                  + " === 'finished')",
              ""),
          new Picture(
              "replay",
              "replay.html?run=RUN",
              1440,
              900,
              "() => document.body.dataset.ready === '1'",
              ""));

  private LabPictures() {}

  /**
   * Takes them.
   *
   * @param args the folder to write to; the printed address of a lab on the records of three runs;
   *     the name of the one that is replayed; names of pictures, if not all are to be taken
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    List<String> wanted = List.of(args).subList(3, args.length);
    try (Chromium chromium = Chromium.start()) {
      for (ColorScheme theme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        for (Picture picture : PICTURES) {
          if (wanted.isEmpty() || wanted.contains(picture.name())) {
            String address = picture.address().replace("RUN", args[2]);
            take(chromium.browser(), URI.create(args[1]), address, picture, theme, folder);
          }
        }
      }
    }
  }

  private static void take(
      Browser browser, URI lab, String address, Picture picture, ColorScheme theme, Path folder)
      throws IOException {
    try (BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(picture.width(), picture.height())
                .setColorScheme(theme)
                .setReducedMotion(ReducedMotion.REDUCE))) {
      Page page = context.newPage();
      page.navigate(lab.toString()); // the token becomes a cookie
      page.navigate(lab.resolve("/").resolve(address).toString());
      page.reload(); // where only what is behind the # has changed, nothing would be loaded
      page.waitForFunction(picture.ready());
      page.evaluate("() => { " + picture.first() + " }");
      page.waitForTimeout(1500);
      String name = picture.name() + "-" + theme.name().toLowerCase(Locale.ROOT) + ".png";
      BufferedImage shot = ImageIO.read(new ByteArrayInputStream(page.screenshot()));
      ImageIO.write(indexed(shot), "png", folder.resolve(name).toFile());
    }
  }

  /** The same in 256 colours: a third of the bytes. */
  private static BufferedImage indexed(BufferedImage shot) {
    int[] pixels = shot.getRGB(0, 0, shot.getWidth(), shot.getHeight(), null, 0, shot.getWidth());
    Map<Integer, Integer> counts = new HashMap<>();
    for (int pixel : pixels) {
      counts.merge(pixel & COARSE, 1, Integer::sum);
    }
    int[] palette = palette(counts);
    IndexColorModel colours =
        new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
    BufferedImage image =
        new BufferedImage(
            shot.getWidth(), shot.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, colours);
    Map<Integer, Integer> nearest = new HashMap<>();
    for (int i = 0; i < pixels.length; i++) {
      int index = nearest.computeIfAbsent(pixels[i], pixel -> nearest(palette, pixel));
      image.getRaster().setSample(i % shot.getWidth(), i / shot.getWidth(), 0, index);
    }
    return image;
  }

  /**
   * At most 256 colours, each the one that would be missed most beside those before it: by how many
   * pixels have it, and how far it is from the nearest. A small mark of a colour of its own keeps
   * it.
   */
  private static int[] palette(Map<Integer, Integer> counts) {
    int[] colours = counts.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
    long[] missed = new long[colours.length];
    Arrays.fill(missed, Long.MAX_VALUE);
    int[] palette = new int[Math.min(256, colours.length)];
    int next = 0;
    for (int size = 0; size < palette.length; size++) {
      palette[size] = colours[next];
      for (int i = 0; i < colours.length; i++) {
        long away = distance(colours[next], colours[i]);
        missed[i] = Math.min(missed[i], away * counts.getOrDefault(colours[i], 0));
      }
      for (int i = 0; i < colours.length; i++) {
        next = missed[i] > missed[next] ? i : next;
      }
    }
    return palette;
  }

  private static int distance(int one, int other) {
    int away = 0;
    for (int shift = 0; shift < 24; shift += 8) {
      int d = (one >> shift & 255) - (other >> shift & 255);
      away += d * d;
    }
    return away;
  }

  private static int nearest(int[] palette, int pixel) {
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < palette.length; i++) {
      int away = distance(palette[i], pixel);
      if (away < least) {
        least = away;
        best = i;
      }
    }
    return best;
  }
}
