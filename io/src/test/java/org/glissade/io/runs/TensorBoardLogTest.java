package org.glissade.io.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.glissade.train.GradientNoise;
import org.glissade.train.TrainingEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Read back by a reader of its own, bit by bit as the formats are defined. */
class TensorBoardLogTest {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00.250Z");

  @TempDir private Path folder;

  /** CRC-32C one bit at a time: the reversed polynomial 0x1EDC6F41 (RFC 3720, B.4). */
  static int crc32c(byte[] bytes) {
    int crc = ~0;
    for (byte each : bytes) {
      crc ^= each & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? crc >>> 1 ^ 0x82f63b78 : crc >>> 1;
      }
    }
    return ~crc;
  }

  /** TensorFlow's own unmasking (lib/hash/crc32c.h): the inverse of what a writer does. */
  static int unmasked(int masked) {
    int rotated = masked - 0xa282ead8;
    return rotated >>> 17 | rotated << 15;
  }

  @Test
  void theReadersChecksumIsTheOneOfTheStandard() {
    assertThat(crc32c("123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0xe3069283);
  }

  /** The data of all records; fails if a length or a checksum is wrong. */
  private static List<byte[]> records(byte[] file) throws IOException {
    List<byte[]> records = new ArrayList<>();
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(file));
    while (in.available() > 0) {
      byte[] length = in.readNBytes(8);
      assertThat(unmasked(Integer.reverseBytes(in.readInt())))
          .as("checksum of the length of record %d", records.size())
          .isEqualTo(crc32c(length));
      byte[] data =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      in.readFully(data);
      assertThat(unmasked(Integer.reverseBytes(in.readInt())))
          .as("checksum of record %d", records.size())
          .isEqualTo(crc32c(data));
      records.add(data);
    }
    return records;
  }

  /** Fields of a protocol buffer by number, each as it is on the wire; a field may come once. */
  private static Map<Integer, Object> fields(byte[] message) {
    Map<Integer, Object> fields = new TreeMap<>();
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      long tag = varint(in);
      Object value =
          switch ((int) tag & 7) {
            case 0 -> varint(in);
            case 1 -> in.getDouble();
            case 2 -> {
              byte[] bytes = new byte[(int) varint(in)];
              in.get(bytes);
              yield bytes;
            }
            case 5 -> in.getFloat();
            default -> throw new AssertionError("wire type of " + tag);
          };
      assertThat(fields.put((int) (tag >>> 3), value)).isNull();
    }
    return fields;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private static Object present(@Nullable Object field) {
    return Objects.requireNonNull(field);
  }

  private static byte[] message(@Nullable Object field) {
    return (byte[]) Objects.requireNonNull(field);
  }

  private static String text(@Nullable Object field) {
    return new String(message(field), StandardCharsets.UTF_8);
  }

  private record Point(String tag, long step, float value) {}

  private List<Map<Integer, Object>> written(List<? extends TrainingEvent> events)
      throws IOException {
    Path run = Files.createTempDirectory(folder, "run");
    try (TensorBoardLog log = TensorBoardLog.create(run, NOON)) {
      for (TrainingEvent event : events) {
        log.append(NOON, event);
      }
    }
    try (var files = Files.list(run)) {
      Path file = files.findFirst().orElseThrow();
      assertThat(file.getFileName().toString()).startsWith("events.out.tfevents.");
      return records(Files.readAllBytes(file)).stream().map(TensorBoardLogTest::fields).toList();
    }
  }

  private static List<Point> points(List<Map<Integer, Object>> events) {
    List<Point> points = new ArrayList<>();
    for (Map<Integer, Object> event : events) {
      if (event.containsKey(5)) {
        Map<Integer, Object> value = fields(message(fields(message(event.get(5))).get(1)));
        assertThat(value).containsOnlyKeys(1, 2);
        points.add(
            new Point(
                text(value.get(1)), (Long) present(event.get(2)), (Float) present(value.get(2))));
      }
    }
    return points;
  }

  @Test
  void theFileBeginsWithItsVersionAndEachStartIsToldAsOne() throws IOException {
    TrainingEvent start = Events.run(1).getFirst();
    List<Map<Integer, Object>> events = written(List.of(start, start));
    assertThat(events).hasSize(3);
    assertThat(events.getFirst()).containsOnlyKeys(1, 3);
    assertThat(text(events.getFirst().get(3))).isEqualTo("brain.Event:2");
    for (Map<Integer, Object> session : events.subList(1, 3)) {
      assertThat(session.get(2)).isEqualTo(0L);
      assertThat(fields(message(session.get(7)))).isEqualTo(Map.of(1, 1L)); // SessionLog.START
    }
    assertThat(events).allSatisfy(event -> assertThat(event.get(1)).isEqualTo(1767355200.25));
  }

  @Test
  void everyFigureOfTheRunIsAPointAtItsStep() throws IOException {
    List<TrainingEvent> run = new ArrayList<>(Events.run(2));
    run.add(
        run.size() - 1, new TrainingEvent.BatchChosen(2, 128, new GradientNoise(2, 6, 0.3, 50)));
    assertThat(points(written(run)))
        .containsExactly(
            new Point("loss/window", 5, 2),
            new Point("learning_rate", 5, 0.1f),
            new Point("loss/train", 10, 1),
            new Point("loss/validation", 10, 1.5f),
            new Point("learning_rate", 10, 0.1f),
            new Point("epoch", 10, 1),
            new Point("loss/window", 15, 1),
            new Point("learning_rate", 15, 0.1f),
            new Point("loss/train", 20, 0.5f),
            new Point("loss/validation", 20, 0.75f),
            new Point("learning_rate", 20, 0.1f),
            new Point("epoch", 20, 2),
            new Point("objective", 20, 0.25f),
            new Point("batch_size", 20, 128),
            new Point("gradient_noise_scale", 20, 3));
  }

  @Test
  void stepsBeyondAnIntAndLossesThatAreNoneComeBack() throws IOException {
    long step = (1L << 62) + 5;
    assertThat(
            points(
                written(
                    List.of(
                        new TrainingEvent.WindowEnded(0, 1, step, 1, Double.NaN, 1e-9, 1),
                        new TrainingEvent.WindowEnded(
                            0, 1, step + 1, 1, Double.POSITIVE_INFINITY, 1e-9, 1)))))
        .contains(
            new Point("loss/window", step, Float.NaN),
            new Point("loss/window", step + 1, Float.POSITIVE_INFINITY));
  }
}
