package org.glissade.io.runs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.glissade.io.DataException;

/**
 * Reads a log while it is written: each time what was appended since the last. A last line without
 * an end is left for later. A log of any length is read in pieces.
 */
public final class EventReader {
  private static final int PIECE = 1 << 22;

  /** A line that is longer is none of ours: what a crash of the machine may leave in a file. */
  private static final int LONGEST_LINE = 1 << 24;

  /** Fewer lines are read faster by one thread. */
  private static final int MANY = 256;

  private final Path file;
  private long position;
  private long lines;

  /** From the beginning of a log. */
  public EventReader(Path file) {
    this(file, 0, 0);
  }

  /**
   * From a place on that another reader has reached.
   *
   * @param position its {@link #position}
   * @param lines its {@link #lines}
   */
  public EventReader(Path file, long position, long lines) {
    this.file = file;
    this.position = position;
    this.lines = lines;
  }

  /** How many bytes have been read: while an event is told, up to the line that holds it. */
  public long position() {
    return position;
  }

  /** How many lines they are. */
  public long lines() {
    return lines;
  }

  /**
   * Reads on to the last line that is whole.
   *
   * @param events told them in their order; not those that this version does not know
   * @throws DataException if it cannot be read, or a line is none of a log; says which. What came
   *     before it has been told, and it is met again the next time
   */
  public void read(Consumer<LoggedEvent> events) {
    while (readSome(events)) {
      // there is more
    }
  }

  /**
   * The same for some megabytes, so that something else can be done in between.
   *
   * @return whether there is more to be read
   */
  public boolean readSome(Consumer<LoggedEvent> events) {
    try (FileChannel channel = FileChannel.open(file)) {
      int room = PIECE;
      while (position < channel.size()) {
        byte[] bytes = new byte[(int) Math.min(room, channel.size() - position)];
        int count = fill(channel, bytes);
        int end = lastLineEnd(bytes, count);
        if (end > 0) {
          read(bytes, end, events);
          return position < channel.size() && count == room;
        }
        if (count < room) {
          return false; // a line that is still written
        }
        if (room >= LONGEST_LINE) {
          throw new DataException(
              file
                  + ":"
                  + (lines + 1)
                  + " has more than "
                  + LONGEST_LINE
                  + " characters: the log is damaged from there on");
        }
        room *= 2;
      }
      return false;
    } catch (IOException e) {
      throw new DataException(
          e instanceof NoSuchFileException
              ? "there is no file " + file
              : "cannot read " + file + ": " + e.getMessage(),
          e);
    }
  }

  private int fill(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        break; // it was cut meanwhile
      }
    }
    return buffer.position();
  }

  private static int lastLineEnd(byte[] bytes, int count) {
    int end = count;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
  }

  /** Lines are read by all processors, and told in their order. */
  private void read(byte[] bytes, int end, Consumer<LoggedEvent> events) {
    List<Line> found = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < end; i++) {
      if (bytes[i] == '\n') {
        found.add(new Line(lines + found.size() + 1, from, i));
        from = i + 1;
      }
    }
    List<Parsed> parsed =
        (found.size() < MANY ? found.stream() : found.parallelStream())
            .map(line -> parse(bytes, line))
            .toList();
    for (Parsed each : parsed) {
      if (each.fault().isPresent()) {
        throw each.fault().get();
      }
      each.event().ifPresent(events);
      position += each.line().to() + 1 - each.line().from();
      lines++;
    }
  }

  /** Where a line is in a piece, without its end. */
  private record Line(long number, int from, int to) {}

  /** What a line holds: an event, or none that is known, or what is wrong with it. */
  private record Parsed(Line line, Optional<LoggedEvent> event, Optional<DataException> fault) {}

  private Parsed parse(byte[] bytes, Line line) {
    LoggedEvent window = WindowLine.parse(bytes, line.from(), line.to());
    if (window != null) {
      return new Parsed(line, Optional.of(window), Optional.empty());
    }
    String text =
        new String(Arrays.copyOfRange(bytes, line.from(), line.to()), StandardCharsets.UTF_8);
    try {
      return new Parsed(
          line,
          Optional.ofNullable(EventLog.parse(file + ":" + line.number(), text)),
          Optional.empty());
    } catch (DataException e) {
      return new Parsed(line, Optional.empty(), Optional.of(e));
    }
  }
}
