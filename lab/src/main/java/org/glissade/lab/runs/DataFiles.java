package org.glissade.lab.runs;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of data that the page may name: those under a few folders, by their extensions. The
 * page has their names alone; where they are, it is not told, and cannot ask for.
 */
final class DataFiles {
  private static final Pattern DATA =
      Pattern.compile(".*[.](npy|(csv|tsv|arff|libsvm|svm)([.](gz|zst))?)");
  private static final Set<String> PASSED_OVER = Set.of("target", "build", "node_modules");
  private static final int DEEPEST = 4;
  private static final int MOST_FILES = 500;
  private static final int MOST_VISITS = 20_000;

  private final List<Path> folders;
  private final @Nullable Path runs;

  /**
   * @param folders where to look, the first by plain names
   * @param runs the folder of records, which is passed over
   */
  DataFiles(List<Path> folders, @Nullable Path runs) {
    this.folders = folders.stream().map(folder -> folder.toAbsolutePath().normalize()).toList();
    this.runs = runs == null ? null : runs.toAbsolutePath().normalize();
  }

  /** A file. */
  record Found(Path path, long size) {}

  /** The files by their names, as they are now. */
  Map<String, Found> list() {
    Map<String, Found> files = new TreeMap<>();
    for (int i = 0; i < folders.size(); i++) {
      Path folder = folders.get(i);
      String prefix = i == 0 ? "" : folder.getFileName() + "/";
      if (folders.indexOf(folder) == i && !(i > 0 && folder.startsWith(folders.getFirst()))) {
        walk(folder, prefix, files);
      }
    }
    return files;
  }

  private void walk(Path folder, String prefix, Map<String, Found> files) {
    int[] visits = {0};
    FileVisitor<Path> visitor =
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path there, BasicFileAttributes about) {
            String name = String.valueOf(there.getFileName());
            boolean over =
                !there.equals(folder)
                    && (name.startsWith(".") || PASSED_OVER.contains(name) || there.equals(runs));
            return over ? FileVisitResult.SKIP_SUBTREE : next();
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes about) {
            String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
            if (about.isRegularFile() && !name.startsWith(".") && DATA.matcher(name).matches()) {
              String relative = folder.relativize(file).toString().replace('\\', '/');
              files.putIfAbsent(prefix + relative, new Found(file, about.size()));
            }
            return next();
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return next(); // may not be read: not listed
          }

          private FileVisitResult next() {
            return ++visits[0] > MOST_VISITS || files.size() >= MOST_FILES
                ? FileVisitResult.TERMINATE
                : FileVisitResult.CONTINUE;
          }
        };
    try {
      Files.walkFileTree(
          folder, EnumSet.noneOf(java.nio.file.FileVisitOption.class), DEEPEST, visitor);
    } catch (IOException e) {
      // what was found is listed
    }
  }
}
