package org.glissade.io.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.glissade.io.DataException;
import org.glissade.io.json.Fields;
import org.jspecify.annotations.Nullable;

/**
 * By what a file is known again: the same stamp, the same content, unless somebody took pains.
 *
 * @param bytes its size
 * @param modified when it was last written, as text
 * @param ends CRC32C of its first and its last MiB
 */
record SourceStamp(long bytes, String modified, long ends) {
  private static final int END = 1 << 20;

  static SourceStamp of(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      CRC32C ends = new CRC32C();
      add(ends, channel, 0);
      add(ends, channel, Math.max(0, channel.size() - END));
      return new SourceStamp(
          channel.size(), attributes.lastModifiedTime().toString(), ends.getValue());
    } catch (IOException e) {
      throw new DataException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static void add(CRC32C sum, FileChannel channel, long from) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(END);
    while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {}
    sum.update(bytes.flip());
  }

  /** How another stamp of the same file differs, or null if it does not. */
  @Nullable String change(SourceStamp now) {
    if (equals(now)) {
      return null;
    }
    return bytes != now.bytes
        ? "it had " + bytes + " bytes and has " + now.bytes + " now"
        : ends != now.ends ? "its content has changed" : "it was written anew on " + now.modified;
  }

  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("bytes", bytes);
    json.put("modified", modified);
    json.put("ends", ends);
    return json;
  }

  static SourceStamp fromJson(Fields json) {
    return new SourceStamp(json.length("bytes"), json.text("modified"), json.length("ends"));
  }
}
