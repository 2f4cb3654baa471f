package org.glissade.bench;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A raw little-endian file that is written whole: it has its name only when it is complete. */
final class NumberFile implements Closeable {
  private final Path file;
  private final Path unfinished;
  private final FileChannel channel;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN);

  NumberFile(Path file) throws IOException {
    this.file = file;
    this.unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    this.channel =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
  }

  void put(float value) throws IOException {
    room(Float.BYTES);
    buffer.putFloat(value);
  }

  void put(int value) throws IOException {
    room(Integer.BYTES);
    buffer.putInt(value);
  }

  /** Text in ASCII. */
  void put(CharSequence text) throws IOException {
    for (int i = 0; i < text.length(); i++) {
      room(1);
      buffer.put((byte) text.charAt(i));
    }
  }

  private void room(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  /** The file is complete. */
  void finish() throws IOException {
    flush();
    channel.close();
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.deleteIfExists(unfinished);
  }
}
