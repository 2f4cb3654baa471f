package org.glissade.lab.runs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.glissade.io.runs.RunRecord;
import org.jspecify.annotations.Nullable;

/** A folder of records that is watched; it need not be there yet. */
final class RunsFolder {
  /** Runs that have ended are looked at this seldom. */
  private static final int SELDOM = 10;

  private final @Nullable Path folder;
  private final InstantSource clock;
  private final Map<String, WatchedRun> runs = new ConcurrentSkipListMap<>();
  private int looks;

  /**
   * @param folder null for none
   */
  RunsFolder(@Nullable Path folder, InstantSource clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /**
   * What a look has found.
   *
   * @param changed runs that are new, or have gone on
   * @param gone names of runs that were deleted
   */
  record News(List<WatchedRun> changed, List<String> gone) {
    boolean any() {
      return !changed.isEmpty() || !gone.isEmpty();
    }
  }

  @Nullable Path path() {
    return folder;
  }

  /** The run of a name, or null: no other name reaches the file system. */
  @Nullable WatchedRun find(String name) {
    return runs.get(name);
  }

  /** All runs, the newest first. */
  List<WatchedRun> runs() {
    List<WatchedRun> all = new ArrayList<>(runs.values());
    all.sort(Comparator.comparing(WatchedRun::name).reversed());
    return all;
  }

  /** Lists the folder anew, without reading any record. */
  synchronized List<String> list() {
    Set<String> there = new LinkedHashSet<>();
    if (folder != null && Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        for (Path entry : entries) {
          String name = String.valueOf(entry.getFileName());
          if (runs.containsKey(name) ? Files.isDirectory(entry) : RunRecord.isIn(entry)) {
            there.add(name);
            runs.computeIfAbsent(name, _ -> new WatchedRun(entry));
          }
        }
      } catch (IOException e) {
        return List.of(); // for now: it is listed again in a moment
      }
    }
    List<String> gone = new ArrayList<>(runs.keySet());
    gone.removeAll(there);
    gone.forEach(runs::remove);
    return gone;
  }

  /** Whether something is left to be read at once: long logs are read in pieces. */
  boolean isUnread() {
    return runs.values().stream().anyMatch(WatchedRun::isUnread);
  }

  /** Looks at all of it: what is new is read. */
  synchronized News look() {
    boolean all = looks++ % SELDOM == 0;
    List<String> gone = list();
    List<WatchedRun> changed = new ArrayList<>();
    for (WatchedRun run : runs()) {
      if ((all || run.status() == RunStatus.LIVE || run.isUnread()) && run.look(clock.instant())) {
        changed.add(run);
      }
    }
    return new News(changed, gone);
  }
}
