package org.glissade.io.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.glissade.io.json.Fields;
import org.jspecify.annotations.Nullable;

/**
 * One file of a cache, as it was written.
 *
 * @param role what it holds: {@code cells}, {@code starts}, …
 * @param file its name in the folder of the cache
 * @param bytes its size
 * @param checksum CRC32C of all its bytes
 */
record CachePart(String role, String file, long bytes, long checksum) {
  private static final int PIECE = 1 << 20;

  /** Reads a file back and notes its size and checksum. */
  static CachePart of(String role, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new CachePart(
          role, String.valueOf(file.getFileName()), channel.size(), checksum(channel));
    }
  }

  /** Read, not mapped: a file that shrinks meanwhile ends early, and the sum differs. */
  private static long checksum(FileChannel channel) throws IOException {
    CRC32C sum = new CRC32C();
    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
    while (channel.read(piece) >= 0) {
      sum.update(piece.flip());
      piece.clear();
    }
    return sum.getValue();
  }

  /** What is wrong with the file in that folder now, or null if it is as it was written. */
  @Nullable String damage(Path folder) {
    Path path = folder.resolve(file);
    if (!Files.isRegularFile(path)) {
      return file + " is gone";
    }
    try {
      CachePart now = of(role, path);
      return now.bytes != bytes
          ? file + " has " + now.bytes + " bytes instead of " + bytes
          : now.checksum != checksum ? file + " was changed (its checksum differs)" : null;
    } catch (IOException e) {
      return file + " cannot be read: " + e.getMessage();
    }
  }

  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("role", role);
    json.put("file", file);
    json.put("bytes", bytes);
    json.put("crc32c", checksum);
    return json;
  }

  static CachePart fromJson(Fields json) {
    return new CachePart(
        json.text("role"), json.text("file"), json.length("bytes"), json.length("crc32c"));
  }
}
