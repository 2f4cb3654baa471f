package org.glissade.lab.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of the page. What there is to be had is listed once, at the start, from the class path;
 * a request can only name one of the list, and no request reaches a file system.
 */
final class Assets {
  /** Where the files are on the class path. */
  static final String ROOT = "org/glissade/lab/web/";

  private static final String INDEX = "index.html";
  private static final Map<String, String> TYPES =
      Map.of(
          "html", Reply.HTML,
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "json", Reply.JSON,
          "svg", "image/svg+xml",
          "png", "image/png",
          "woff2", "font/woff2",
          "txt", Reply.TEXT);

  /** A file of the page. */
  private record Asset(String type, byte[] content, String tag) {}

  private final Map<String, Asset> byPath;

  private Assets(Map<String, Asset> byPath) {
    this.byPath = byPath;
  }

  /** Reads all of them: some hundred kilobytes. */
  static Assets load() throws IOException {
    Map<String, Asset> byPath = new TreeMap<>();
    for (String name : names()) {
      String type = TYPES.get(extension(name));
      if (type == null) {
        continue; // nothing that a page is made of
      }
      try (InputStream file = Assets.class.getClassLoader().getResourceAsStream(ROOT + name)) {
        if (file == null) {
          throw new IOException("the page of the lab lacks " + name);
        }
        byte[] content = file.readAllBytes();
        byPath.put(name, new Asset(type, content, tag(content)));
      }
    }
    return new Assets(byPath);
  }

  /** The names of all files in the folder of the page, whether they are served or not. */
  static List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    Path home = home();
    if (Files.isDirectory(home)) {
      Path folder = home.resolve(ROOT);
      try (Stream<Path> files = Files.walk(folder)) {
        files
            .filter(Files::isRegularFile)
            .forEach(file -> names.add(folder.relativize(file).toString().replace('\\', '/')));
      }
    } else {
      try (JarFile jar = new JarFile(home.toFile())) {
        jar.stream()
            .filter(entry -> entry.getName().startsWith(ROOT) && !entry.isDirectory())
            .forEach(entry -> names.add(entry.getName().substring(ROOT.length())));
      }
    }
    return names;
  }

  /** The names of what is served. */
  List<String> served() {
    return List.copyOf(byPath.keySet());
  }

  /**
   * The file at a path; none for the first page.
   *
   * @param known the tag of what the browser has
   * @return null if there is none
   */
  @Nullable Reply find(List<String> path, @Nullable String known) {
    Asset asset = byPath.get(path.isEmpty() ? INDEX : String.join("/", path));
    if (asset == null) {
      return null;
    }
    boolean same = asset.tag().equals(known);
    return new Reply.Whole(
        same ? 304 : 200,
        asset.type(),
        same ? new byte[0] : asset.content(),
        Map.of("ETag", asset.tag(), "Cache-Control", "no-cache"));
  }

  /** The folder or the jar that this class is in: the page is beside it. */
  private static Path home() throws IOException {
    try {
      return Path.of(Assets.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException("the page of the lab cannot be found: " + e.getMessage(), e);
    }
  }

  private static String extension(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static String tag(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
