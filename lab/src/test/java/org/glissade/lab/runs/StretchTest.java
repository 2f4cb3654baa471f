package org.glissade.lab.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.glissade.io.DataException;
import org.glissade.io.json.Fields;
import org.glissade.io.json.Json;
import org.glissade.io.runs.EventReader;
import org.glissade.lab.server.Reply;
import org.glissade.train.StopReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StretchTest {
  private static final int EPOCHS = 30_000;

  @TempDir private Path folder;

  private WatchedRun run(int epochs) {
    RecordedRun recorded = new RecordedRun(folder, "long.csv");
    for (int epoch = 1; epoch <= epochs; epoch++) {
      recorded.epoch(loss(epoch), 1);
    }
    recorded.stop(StopReason.EPOCHS);
    RunsFolder runs = new RunsFolder(folder, InstantSource.system());
    do {
      runs.look();
    } while (runs.isUnread());
    return Objects.requireNonNull(runs.find(recorded.name()));
  }

  private static double loss(int epoch) {
    return epoch == 17_777 ? 50 : 1 + (epoch * 7919L % 1000) / 1000.0;
  }

  private static double[] array(WatchedRun run, Stretch stretch, String name) {
    ByteBuffer all = ByteBuffer.wrap(bytes(run, stretch)).order(ByteOrder.LITTLE_ENDIAN);
    int length = all.getInt();
    String head = new String(all.array(), 4, length, StandardCharsets.UTF_8);
    Fields array =
        new Fields("head", Json.object(head))
            .objects("arrays").stream()
                .filter(each -> each.text("name").equals(name))
                .findFirst()
                .orElseThrow();
    return IntStream.range(0, array.count("length"))
        .mapToDouble(i -> all.getDouble(4 + length + array.count("offset") + 8 * i))
        .toArray();
  }

  private static byte[] bytes(WatchedRun run, Stretch stretch) {
    return ((Reply.Whole) run.stretch(stretch).reply()).body();
  }

  /** As the log has them, and no others, wherever the stretch is. */
  @Test
  void everyValueOfAShortStretchIsThere() {
    WatchedRun run = run(EPOCHS);
    for (int from : new int[] {0, 1, 700, 17_000, EPOCHS - 900}) {
      int to = from + 900;
      Stretch stretch = new Stretch(Stretch.Clock.EPOCHS, from, to);
      double[] expected =
          IntStream.rangeClosed(Math.max(1, from), to).mapToDouble(StretchTest::loss).toArray();
      assertThat(array(run, stretch, "epoch.mean")).as("from %s", from).isEqualTo(expected);
      assertThat(array(run, stretch, "speed.last"))
          .as("what follows from events before the stretch")
          .containsOnly(640);
    }
  }

  @ParameterizedTest
  @CsvSource({"UPDATES, 170000, 180000", "SECONDS, 17000, 18000", "EPOCHS, 17000, 18000"})
  void aStretchIsTheSameByEachClock(Stretch.Clock clock, double from, double to) {
    WatchedRun run = run(EPOCHS);
    double[] losses = array(run, new Stretch(clock, from, to), "epoch.mean");
    assertThat(losses).hasSize(1001).contains(50);
  }

  @Test
  void aLongStretchIsJoinedAndKeepsItsSpike() {
    WatchedRun run = run(EPOCHS);
    Stretch most = new Stretch(Stretch.Clock.EPOCHS, 10, EPOCHS - 10);
    double[] high = array(run, most, "epoch.high");
    assertThat(high.length).isBetween(Curve.MOST / 2, Curve.MOST);
    assertThat(Arrays.stream(high).max().orElseThrow()).isEqualTo(50);
  }

  @Test
  void outsideOfTheRunThereIsNothing() {
    WatchedRun run = run(10);
    assertThat(array(run, new Stretch(Stretch.Clock.EPOCHS, 11, 20), "train.mean")).isEmpty();
    assertThat(array(run, new Stretch(Stretch.Clock.EPOCHS, -5, 0.4), "train.mean")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "epochs, 2, 1",
    "epochs, NaN, 1",
    "epochs, 0, Infinity",
    "years, 0, 1",
    "epochs, x, 1"
  })
  void whatIsNoStretchIsRefused(String clock, String from, String to) {
    assertThatThrownBy(() -> Stretch.of(clock, from, to)).isInstanceOf(DataException.class);
  }

  @Test
  void thereAreNeverMoreMarksThanSoMany() {
    LogMarks marks = new LogMarks();
    WatchedCurves curves = new WatchedCurves();
    EventReader reader = new EventReader(folder.resolve("none"));
    for (int i = 0; i < 3_000_000; i++) {
      marks.pass(reader, curves);
      assertThat(marks.size() <= LogMarks.MOST).isTrue();
    }
    assertThat(marks.size()).isGreaterThan(LogMarks.MOST / 3);
  }
}
