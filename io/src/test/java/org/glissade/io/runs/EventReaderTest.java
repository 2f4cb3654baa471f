package org.glissade.io.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.glissade.io.DataException;
import org.glissade.train.StopReason;
import org.glissade.train.TrainingEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventReaderTest {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.250Z");

  @TempDir private Path folder;

  @Provide
  Arbitrary<TrainingEvent> events() {
    return Events.all();
  }

  @Provide
  Arbitrary<TrainingEvent> windows() {
    return Events.all().filter(TrainingEvent.WindowEnded.class::isInstance);
  }

  @Provide
  Arbitrary<Instant> times() {
    return Events.times();
  }

  private static byte[] text(List<TrainingEvent> events) {
    StringBuilder text = new StringBuilder();
    events.forEach(event -> text.append(line(NOON, event)).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String line(Instant time, TrainingEvent event) {
    return Objects.requireNonNull(EventLog.line(time, event));
  }

  /** Wherever the writer is interrupted, in the middle of a line or of a character. */
  @Property(tries = 100)
  void whatIsReadInPiecesIsWhatWasWritten(
      @ForAll @Size(max = 12) List<@From("events") TrainingEvent> events,
      @ForAll @Size(max = 6) List<@IntRange(min = 0, max = 4000) Integer> cuts)
      throws IOException {
    byte[] text = text(events);
    Path file = Files.createTempFile("events", ".jsonl");
    try {
      EventReader reader = new EventReader(file);
      List<TrainingEvent> read = new ArrayList<>();
      List<Integer> ends = new ArrayList<>(cuts.stream().sorted().toList());
      ends.add(text.length);
      int from = 0;
      for (int end : ends) {
        int to = Math.min(end, text.length);
        Files.write(file, Arrays.copyOfRange(text, from, to), StandardOpenOption.APPEND);
        from = to;
        reader.read(event -> read.add(event.event()));
        assertThat(reader.position()).isLessThanOrEqualTo(to);
      }
      assertThat(read).isEqualTo(events);
      assertThat(reader.position()).isEqualTo(text.length);
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void aDamagedLineIsToldWithItsNumberAndWhatIsBeforeItIsRead() throws IOException {
    List<TrainingEvent> events = Events.run(2);
    Path file = folder.resolve("events.jsonl");
    Files.write(file, text(events));
    Files.writeString(file, "{\"time\": 1}\n", StandardOpenOption.APPEND);
    List<TrainingEvent> read = new ArrayList<>();
    EventReader reader = new EventReader(file);
    assertThatThrownBy(() -> reader.read(event -> read.add(event.event())))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("events.jsonl:" + (events.size() + 1));
    assertThat(read).isEqualTo(events);
  }

  // --- the short way for windows ---------------------------------------------------------------

  private static @Nullable LoggedEvent quick(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return WindowLine.parse(bytes, 0, bytes.length);
  }

  @Property
  void windowsAreReadTheShortWayWhereTheyAreNumbers(
      @ForAll("times") Instant time, @ForAll("windows") TrainingEvent event) {
    TrainingEvent.WindowEnded window = (TrainingEvent.WindowEnded) event;
    boolean plain =
        Double.isFinite(window.trainingLoss() + window.learningRate() + window.seconds())
            && Math.max(window.position(), window.step()) < 1_000_000_000_000_000_000L
            && Math.max(window.epoch(), window.steps()) < 1_000_000_000_000_000_000L
            && time.toString().length() <= "2026-01-02T12:00:00.250Z".length();
    LoggedEvent read = quick(line(time, event));
    if (plain) {
      assertThat(read).isEqualTo(new LoggedEvent(time, event));
    } else if (read != null) {
      assertThat(read).isEqualTo(EventLog.parse("line", line(time, event)));
    }
  }

  /** What the short way takes, JSON takes as the same: it never lets pass what is damaged. */
  @Property
  void theShortWayIsNeverMoreThanJson(
      @ForAll("windows") TrainingEvent event,
      @ForAll @IntRange(min = 0, max = 300) int at,
      @ForAll("damages") String damage) {
    StringBuilder line = new StringBuilder(line(NOON, event));
    int place = at % line.length();
    line.replace(place, place + 1, damage);
    LoggedEvent read = quick(line.toString());
    if (read != null) {
      assertThat(EventLog.parse("line", line.toString())).isEqualTo(read);
    }
  }

  @Provide
  Arbitrary<String> damages() {
    return Arbitraries.of("", "0", "9", "-", "+", ".", "e", "E5", "\"", "}", ",", " ", "d", "00");
  }

  /** As a machine may leave a file that lost its power: the end is there, its bytes are not. */
  @Test
  void aLogThatEndsInZerosIsDamagedThereAndTakesNoMoreMemoryTheLongerItIs() throws IOException {
    Path log = folder.resolve("events.jsonl");
    TrainingEvent stopped = new TrainingEvent.Stopped(StopReason.EPOCHS, 3, 1);
    Files.write(log, text(List.of(stopped)));
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.setLength(6L << 30); // sparse: it takes no room
    }
    EventReader reader = new EventReader(log);
    List<LoggedEvent> told = new ArrayList<>();
    assertThatThrownBy(() -> reader.read(told::add))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("events.jsonl:2")
        .hasMessageContaining("damaged");
    assertThat(told).extracting(LoggedEvent::event).containsExactly(stopped);
  }
}
