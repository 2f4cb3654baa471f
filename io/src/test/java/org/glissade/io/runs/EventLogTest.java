package org.glissade.io.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.glissade.io.DataException;
import org.glissade.train.TrainingEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.250Z");

  @TempDir private Path folder;

  @Provide
  Arbitrary<TrainingEvent> events() {
    return Events.all();
  }

  @Provide
  Arbitrary<Instant> times() {
    return Events.times();
  }

  private static String line(Instant time, TrainingEvent event) {
    return Objects.requireNonNull(EventLog.line(time, event));
  }

  @Property
  void everyEventIsOneLineFromWhichItComesBack(
      @ForAll("events") TrainingEvent event, @ForAll("times") Instant time) {
    String line = line(time, event);
    assertThat(line).doesNotContain("\n", "\r");
    assertThat(EventLog.parse("line", line)).isEqualTo(new LoggedEvent(time, event));
  }

  /** A new event that the arbitrary above does not know is found here. */
  @Test
  void everyKindOfEventIsAmongThem() {
    Set<Class<?>> kinds = new HashSet<>();
    Events.all().sampleStream().limit(1000).forEach(event -> kinds.add(event.getClass()));
    kinds.add(TrainingEvent.StepTaken.class); // not recorded
    kinds.add(TrainingEvent.PlaceReached.class);
    assertThat(kinds)
        .isEqualTo(Set.copyOf(Arrays.asList(TrainingEvent.class.getPermittedSubclasses())));
  }

  @Test
  void singleStepsAreNotKept() throws IOException {
    Path file = folder.resolve("log");
    try (EventLog log = EventLog.create(file)) {
      log.append(NOON, new TrainingEvent.StepTaken(1, 2, new float[3]));
    }
    assertThat(file).isEmptyFile();
  }

  @Test
  void whereverALogIsCutOffAllWholeLinesAreThere() throws IOException {
    Path file = folder.resolve("log");
    List<TrainingEvent> run = Events.run(3);
    try (EventLog log = EventLog.create(file)) {
      for (TrainingEvent event : run) {
        log.append(NOON, event);
      }
    }
    byte[] all = Files.readAllBytes(file);
    Path cut = folder.resolve("cut");
    int lines = 0;
    for (int length = 0; length <= all.length; length++) {
      Files.write(cut, Arrays.copyOf(all, length));
      lines += length > 0 && all[length - 1] == '\n' ? 1 : 0;
      assertThat(EventLog.read(cut).stream().map(LoggedEvent::event))
          .as("%d of %d bytes", length, all.length)
          .isEqualTo(run.subList(0, lines));
    }
    assertThat(lines).isEqualTo(run.size());
  }

  @Test
  void eachEventCanBeReadBeforeTheNextOneComes() throws IOException {
    Path file = folder.resolve("log");
    int written = 0;
    try (EventLog log = EventLog.create(file)) {
      for (TrainingEvent event : Events.run(2)) {
        log.append(NOON, event);
        written++;
        assertThat(EventLog.read(file)).hasSize(written);
      }
    }
  }

  @Test
  void aRunThatIsKilledLeavesAllThatItLogged() throws IOException, InterruptedException {
    Path file = folder.resolve("log");
    KilledRun.of(file, 20);
    List<LoggedEvent> events = EventLog.read(file);
    assertThat(events).hasSizeGreaterThanOrEqualTo(20 * KilledRun.TOLD_AFTER);
    for (int i = 0; i < events.size(); i++) {
      assertThat(events.get(i).event())
          .isEqualTo(new TrainingEvent.EpochEnded(i + 1L, i + 1L, 1, null, 0.1, 0));
    }
  }

  @Test
  void anEventOfALaterVersionIsPassedOver() throws IOException {
    Path file = folder.resolve("log");
    Files.writeString(
        file,
        "{\"time\":\"2026-01-02T12:00:00Z\",\"event\":\"eclipse\",\"depth\":3}\n"
            + line(NOON, new TrainingEvent.Tested(1, 2, null)).replace("}", ",\"x\":1}")
            + "\n");
    assertThat(EventLog.read(file))
        .containsExactly(new LoggedEvent(NOON, new TrainingEvent.Tested(1, 2, null)));
  }

  @Test
  void aDamagedLineIsToldByItsNumber() throws IOException {
    Path file = folder.resolve("log");
    String good = line(NOON, new TrainingEvent.Tested(1, 2, null));
    for (String bad :
        List.of(
            "",
            "nonsense",
            good.substring(0, 30),
            good.replace("2.0", "\"two\""),
            good.replace("\"epoch\":1,", ""),
            good.replace("2026", "noon"))) {
      Files.writeString(file, good + "\n" + bad + "\n" + good + "\n");
      assertThatThrownBy(() -> EventLog.read(file))
          .as(bad)
          .isInstanceOf(DataException.class)
          .hasMessageContaining(file + ":2");
    }
  }

  @Test
  void aLogIsNeverOverwritten() throws IOException {
    Path file = Files.writeString(folder.resolve("log"), "mine");
    assertThatThrownBy(() -> EventLog.create(file)).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("mine");
  }
}
