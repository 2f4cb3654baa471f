package org.glissade.io.formats;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.glissade.io.DataException;
import org.glissade.spec.Names;
import org.jspecify.annotations.Nullable;

/** Where bytes come from: a file, or a stream such as standard input. */
public interface Source {
  /** What it is called in messages: the path as it was given, or {@code standard input}. */
  String name();

  /**
   * The bytes, possibly compressed; the caller closes the stream.
   *
   * @throws DataException if there is no such file, or it is a folder
   * @throws IOException if it cannot be opened
   */
  InputStream open() throws IOException;

  /** The file it is, if it is one that can be mapped; else null. */
  default @Nullable Path path() {
    return null;
  }

  /**
   * What an argument of a command line names: {@code -} is standard input, anything else a path.
   *
   * @param standardInput read if the argument is {@code -}
   */
  static Source of(String argument, InputStream standardInput) {
    if (argument.equals("-")) {
      return stream("standard input", standardInput);
    }
    try {
      return file(Path.of(argument));
    } catch (InvalidPathException e) {
      throw new DataException(argument + " cannot be the name of a file", e);
    }
  }

  /** A stream that can be read once; reading closes it. */
  static Source stream(String name, InputStream stream) {
    return new Source() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public InputStream open() {
        return stream;
      }
    };
  }

  /** A file. */
  static Source file(Path path) {
    return new Source() {
      @Override
      public String name() {
        return path.toString();
      }

      @Override
      public @Nullable Path path() {
        return path;
      }

      @Override
      public InputStream open() throws IOException {
        if (Files.isDirectory(path)) {
          throw new DataException(path + " is a folder; name one of the files in it");
        }
        if (!Files.exists(path)) {
          throw new DataException(path + ": no such file" + suggestion(path));
        }
        if (!Files.isReadable(path)) {
          throw new DataException(path + ": not allowed to read this file; check its permissions");
        }
        return Files.newInputStream(path);
      }
    };
  }

  private static String suggestion(Path path) {
    Path folder = path.toAbsolutePath().getParent();
    Path fileName = path.getFileName();
    if (folder == null || fileName == null) {
      return "";
    }
    if (!Files.isDirectory(folder)) {
      return ", nor a folder " + folder;
    }
    try (Stream<Path> siblings = Files.list(folder)) {
      List<String> names =
          siblings.map(Path::getFileName).map(String::valueOf).sorted().limit(10_000).toList();
      String near = Names.nearest(fileName.toString(), names);
      return near == null ? "" : "; did you mean " + path.resolveSibling(near) + "?";
    } catch (IOException e) {
      return "";
    }
  }
}
