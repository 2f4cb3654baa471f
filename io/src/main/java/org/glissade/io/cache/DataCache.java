package org.glissade.io.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.glissade.io.DataException;
import org.glissade.io.cache.CacheManifest.CachedColumn;
import org.glissade.io.formats.DataReader;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.ReadResult;
import org.glissade.io.formats.RowSink;
import org.glissade.io.formats.Source;
import org.glissade.io.modelfile.WholeFile;
import org.glissade.io.table.Records;
import org.glissade.io.table.SparseRecords;
import org.glissade.io.table.Table;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of text once, keeps what it holds as arrays of NumPy in a folder, and maps these
 * from then on.
 *
 * <p>A cache is used if the size, the time and both ends of its source and the options of reading
 * agree, and if each of its files has the size and the checksum with which it was written; else it
 * is made anew, and a note says why. Its files get names that were not there before, each written
 * whole; the manifest, which names them, comes last, and only then older files are deleted:
 * whatever fails in between, the folder holds the cache that it held before. What a run leaves that
 * is killed, the next one that uses the folder clears away. Runs that want the same cache at once
 * wait for each other.
 *
 * <p>Numbers and sparse rows stay in the files; a table with words among its features is read into
 * memory, which saves the parsing only. The text is written to the files as it is read: making a
 * cache takes little memory, whatever the size of the text.
 */
public final class DataCache {
  /** Names of the files that make a cache: {@code 0f1e2d3c-0-cells.npy}. */
  private static final Pattern PART = Pattern.compile("[0-9a-f]{8}([.]json|-[0-9]+-[a-z]+[.]npy)");

  private final @Nullable Path parent;
  private final CachedRecords.FileWriter writer;

  private DataCache(@Nullable Path parent, CachedRecords.FileWriter writer) {
    this.parent = parent;
    this.writer = writer;
  }

  /** Caches in a folder beside each file, {@code DATA.glissade-cache}. */
  public static DataCache beside() {
    return new DataCache(null, WholeFile::write);
  }

  /** Caches in that folder, which is made if it is not there. */
  public static DataCache in(Path folder) {
    return new DataCache(folder, WholeFile::write);
  }

  /** The same with another way to write files. */
  DataCache writing(CachedRecords.FileWriter other) {
    return new DataCache(parent, other);
  }

  /** The folder in which the cache of a file is. */
  public Path folder(Path file) {
    String name = String.valueOf(file.getFileName());
    return parent == null
        ? file.resolveSibling(name + ".glissade-cache")
        : parent.resolve(name + "-" + hash(file.toAbsolutePath().normalize().toString()));
  }

  /**
   * Reads a file through its cache.
   *
   * @throws DataException if the data or the cache cannot be used; says why
   */
  public ReadResult read(Source source, ReadOptions options) {
    Path file = source.path();
    if (file == null) {
      throw new DataException(source.name() + " cannot be cached: a cache belongs to a file");
    }
    if (!Files.isRegularFile(file) || DataReader.isArray(source, options)) {
      return DataReader.read(source, options); // says what is wrong, or maps it as it is
    }
    Path folder = folder(file);
    makeFolder(folder);
    List<String> notes = new ArrayList<>();
    return FolderLock.whileHeld(
        folder, notes::add, () -> new Entry(source, file, options, folder, notes).read());
  }

  private static void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new DataException("cannot write the cache: " + folder + " is not a folder", e);
    } catch (IOException e) {
      throw new DataException(
          "cannot make the folder of the cache, "
              + folder
              + " ("
              + e.getClass().getSimpleName()
              + "); --cache-folder DIR puts it elsewhere",
          e);
    }
  }

  private static String hash(String text) {
    CRC32C sum = new CRC32C();
    sum.update(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().toHexDigits((int) sum.getValue());
  }

  /** The cache of one file, read with some options. */
  private final class Entry {
    private final Source source;
    private final Path file;
    private final ReadOptions options;
    private final Path folder;
    private final List<String> notes;
    private final String key;
    private final Path manifestFile;

    Entry(Source source, Path file, ReadOptions options, Path folder, List<String> notes) {
      this.source = source;
      this.file = file;
      this.options = options;
      this.folder = folder;
      this.notes = notes;
      this.key = hash(options.fingerprint());
      this.manifestFile = folder.resolve(key + ".json");
    }

    ReadResult read() {
      // Also of other options, which write here in turn.
      WholeFile.removeAbandoned(folder, name -> PART.matcher(name).matches());
      SourceStamp stamp = SourceStamp.of(file);
      if (Files.exists(manifestFile)) {
        try {
          CacheManifest found = CacheManifest.read(manifestFile);
          String why = whyNot(found, stamp);
          if (why == null) {
            notes.add("read from the cache " + folder);
            return opened(found);
          }
          notes.add("made the cache " + folder + " anew: " + why);
        } catch (DataException e) {
          notes.add("made the cache " + folder + " anew: " + e.getMessage());
        }
      } else {
        notes.add("made the cache " + folder);
      }
      return opened(build(stamp));
    }

    /** Why the cache cannot be used, or null if it can. */
    private @Nullable String whyNot(CacheManifest found, SourceStamp stamp) {
      String change = found.source().change(stamp);
      if (change != null) {
        return source.name() + " has changed since (" + change + ")";
      }
      if (!found.options().equals(options.fingerprint())) {
        return "it was read with other options";
      }
      for (CachePart part : found.parts()) {
        String damage = part.damage(folder);
        if (damage != null) {
          return damage;
        }
      }
      return null;
    }

    private ReadResult opened(CacheManifest manifest) {
      ReadResult result = CachedRecords.open(manifest, folder, source.name());
      List<String> all = new ArrayList<>(result.notes());
      all.addAll(notes);
      return new ReadResult(result.records(), result.targets(), result.weightColumn(), all);
    }

    private CacheManifest build(SourceStamp stamp) {
      String prefix = unusedPrefix();
      try {
        List<CachePart> parts = new ArrayList<>();
        RowSink.Summary read = CachedRecords.write(source, options, folder, prefix, writer, parts);
        if (!SourceStamp.of(file).equals(stamp)) {
          throw new CachedRecords.Fault(
              new DataException(source.name() + " was changed while it was read; read it again"));
        }
        CacheManifest manifest = manifest(read, stamp, parts);
        byte[] bytes = manifest.bytes();
        writer.write(
            manifestFile,
            channel -> {
              ByteBuffer buffer = ByteBuffer.wrap(bytes);
              while (buffer.hasRemaining()) {
                channel.write(buffer);
              }
            });
        delete(key, parts);
        return manifest;
      } catch (CachedRecords.Fault e) {
        delete(prefix, List.of());
        throw e.told();
      } catch (IOException | DataException e) {
        delete(prefix, List.of());
        throw new DataException(
            "the cache could not be written: "
                + e.getMessage()
                + "; --cache-folder DIR puts it elsewhere",
            e);
      }
    }

    private CacheManifest manifest(
        RowSink.Summary summary, SourceStamp stamp, List<CachePart> parts) {
      ReadResult read = summary.heading();
      Records records = read.records();
      List<CachedColumn> columns =
          records instanceof Table table
              ? table.columns().stream().map(CachedColumn::of).toList()
              : List.of();
      int features = records instanceof SparseRecords sparse ? sparse.examples().columns() : 0;
      return new CacheManifest(
          stamp,
          options.fingerprint(),
          summary.rows(),
          features,
          columns,
          read.targets(),
          read.weightColumn(),
          read.notes(),
          parts);
    }

    /** How the names of new files begin, so that they replace none. */
    private String unusedPrefix() {
      for (int build = 0; ; build++) {
        String prefix = key + "-" + build;
        if (files(prefix + "-").isEmpty()) {
          return prefix;
        }
      }
    }

    /** The files whose names begin so, finished or not. */
    private List<Path> files(String prefix) {
      try (Stream<Path> files = Files.list(folder)) {
        return files
            .filter(path -> String.valueOf(path.getFileName()).matches("[.]?" + prefix + ".*"))
            .toList();
      } catch (IOException e) {
        throw new DataException("cannot look into the cache " + folder + ": " + e.getMessage(), e);
      }
    }

    /** What was left behind by older or broken runs; what cannot be deleted does no harm. */
    private void delete(String prefix, List<CachePart> kept) {
      Set<String> names = kept.stream().map(CachePart::file).collect(Collectors.toSet());
      for (Path old : files(prefix + "-")) {
        String name = String.valueOf(old.getFileName());
        if (PART.matcher(name).matches() && !names.contains(name)) {
          try {
            Files.deleteIfExists(old);
          } catch (IOException e) {
            // it stays, and takes room only
          }
        }
      }
    }
  }
}
