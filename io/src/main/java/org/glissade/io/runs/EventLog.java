package org.glissade.io.runs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.glissade.io.DataException;
import org.glissade.io.json.Fields;
import org.glissade.io.json.Json;
import org.glissade.train.TrainingEvent;
import org.jspecify.annotations.Nullable;

/**
 * Events as lines of JSON, each handed to the operating system before the training goes on: a
 * process that is killed leaves all lines that were written, and at most a piece of one, which
 * readers take as not there. (What a power cut leaves depends on the disk; at the end of the run
 * the file is forced to it.)
 */
public final class EventLog implements Closeable {
  private final FileChannel channel;

  private EventLog(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Begins a log.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is such a file
   */
  public static EventLog create(Path file) throws IOException {
    return new EventLog(
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND));
  }

  /**
   * Appends an event; not {@link TrainingEvent.StepTaken} or {@link TrainingEvent.PlaceReached},
   * which are too much for a log.
   */
  public void append(Instant time, TrainingEvent event) throws IOException {
    String line = line(time, event);
    if (line != null) {
      ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  /** Forces all of it to the disk. */
  @Override
  public void close() throws IOException {
    try (channel) {
      channel.force(true);
    }
  }

  /** The line of an event, or null if it is none of those that are kept. */
  static @Nullable String line(Instant time, TrainingEvent event) {
    Map<String, @Nullable Object> object = EventText.of(event);
    if (object == null) {
      return null;
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("time", time.truncatedTo(ChronoUnit.MILLIS).toString());
    json.putAll(object);
    return Json.text(json);
  }

  /** Reads a line; null if it holds an event that this version does not know. */
  static @Nullable LoggedEvent parse(String where, String line) {
    Fields json = Fields.parse(where, line);
    TrainingEvent event = EventText.parse(json);
    return event == null ? null : new LoggedEvent(RunSetup.instant(json, "time"), event);
  }

  /**
   * Reads a log, also one that is still written. A last line without an end is not there yet;
   * events that this version does not know are passed over.
   *
   * @throws DataException if it cannot be read, or a line is none of a log; says which
   */
  public static List<LoggedEvent> read(Path file) {
    List<LoggedEvent> events = new ArrayList<>();
    new EventReader(file).read(events::add);
    return events;
  }
}
