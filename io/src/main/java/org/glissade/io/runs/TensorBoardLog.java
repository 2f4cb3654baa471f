package org.glissade.io.runs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.glissade.train.TrainingEvent;

/**
 * The curves of a run as TensorBoard reads them: a file of records, each
 *
 * <pre>
 *   length (8 bytes, little-endian), masked CRC-32C of these, data, masked CRC-32C of the data
 *   masked(c) = ((c ≫ 15) | (c ≪ 17)) + 0xa282ead8
 * </pre>
 *
 * whose data are the protocol buffer {@code tensorflow.Event} ({@code
 * tensorflow/core/util/event.proto}, {@code framework/summary.proto}): a first one with the version
 * of the file, then scalars with time and step. Each time training starts, a session start tells
 * TensorBoard to forget what a start before it left, such as one that diverged.
 *
 * <p>Each record is handed to the operating system at once, so that curves grow while one looks.
 * TensorBoard passes over a piece of a record at the end. Scalars are {@code float}.
 */
public final class TensorBoardLog implements Closeable {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED_32 = 5;
  private static final int MASK_DELTA = 0xa282ead8;

  private final FileChannel channel;
  private long step;

  private TensorBoardLog(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Begins a log.
   *
   * @param folder of this run alone
   */
  public static TensorBoardLog create(Path folder, Instant time) throws IOException {
    String name = "events.out.tfevents." + time.getEpochSecond() + ".glissade";
    TensorBoardLog log =
        new TensorBoardLog(
            FileChannel.open(
                folder.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    log.append(new Message().real(1, seconds(time)).text(3, "brain.Event:2"));
    return log;
  }

  /** Appends what TensorBoard has curves for. */
  public void append(Instant time, TrainingEvent event) throws IOException {
    switch (event) {
      case TrainingEvent.Started _ -> {
        step = 0;
        Message start = new Message().whole(1, 1);
        append(new Message().real(1, seconds(time)).whole(2, step).message(7, start));
      }
      case TrainingEvent.WindowEnded window -> {
        step = window.step();
        scalar(time, "loss/window", window.trainingLoss());
        scalar(time, "learning_rate", window.learningRate());
      }
      case TrainingEvent.EpochEnded epoch -> {
        step = epoch.step();
        scalar(time, "loss/train", epoch.trainingLoss());
        if (epoch.validationLoss() != null) {
          scalar(time, "loss/validation", epoch.validationLoss());
        }
        scalar(time, "learning_rate", epoch.learningRate());
        scalar(time, "epoch", (double) epoch.epoch());
      }
      case TrainingEvent.Tested test -> scalar(time, "objective", test.objective());
      case TrainingEvent.BatchChosen batch -> {
        scalar(time, "batch_size", batch.batchSize());
        scalar(time, "gradient_noise_scale", batch.noise().scale());
      }
      case TrainingEvent.NoiseMeasured measured ->
          scalar(time, "gradient_noise_scale", measured.noise().scale());
      case TrainingEvent.Measured _,
          TrainingEvent.StepTaken _,
          TrainingEvent.PlaceReached _,
          TrainingEvent.Stopped _ -> {}
    }
  }

  private void scalar(Instant time, String tag, double value) throws IOException {
    Message point = new Message().text(1, tag).real32(2, (float) value);
    append(
        new Message()
            .real(1, seconds(time))
            .whole(2, step)
            .message(5, new Message().message(1, point)));
  }

  private void append(Message event) throws IOException {
    byte[] data = event.bytes();
    ByteBuffer record = ByteBuffer.allocate(data.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length);
    record.putInt(maskedCrc(record.array(), 8));
    record.put(data);
    record.putInt(maskedCrc(data, data.length));
    record.flip();
    while (record.hasRemaining()) {
      channel.write(record);
    }
  }

  private static int maskedCrc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
  }

  private static double seconds(Instant time) {
    return time.getEpochSecond() + time.getNano() * 1e-9;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** A protocol buffer that is being written: fields by number, each with the type of its wire. */
  private static final class Message {
    private ByteBuffer buffer = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);

    Message whole(int field, long value) {
      tag(field, VARINT);
      varint(value);
      return this;
    }

    Message real(int field, double value) {
      tag(field, FIXED_64);
      room(8).putDouble(value);
      return this;
    }

    Message real32(int field, float value) {
      tag(field, FIXED_32);
      room(4).putFloat(value);
      return this;
    }

    Message text(int field, String value) {
      return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message value) {
      return bytes(field, value.bytes());
    }

    private Message bytes(int field, byte[] value) {
      tag(field, BYTES);
      varint(value.length);
      room(value.length).put(value);
      return this;
    }

    private void tag(int field, int wire) {
      varint(((long) field << 3) | wire);
    }

    private void varint(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        room(1).put((byte) ((rest & 0x7f) | 0x80));
        rest >>>= 7;
      }
      room(1).put((byte) rest);
    }

    private ByteBuffer room(int more) {
      if (buffer.remaining() < more) {
        ByteBuffer larger =
            ByteBuffer.allocate(2 * buffer.capacity() + more).order(ByteOrder.LITTLE_ENDIAN);
        buffer = larger.put(buffer.flip());
      }
      return buffer;
    }

    byte[] bytes() {
      return Arrays.copyOf(buffer.array(), buffer.position());
    }
  }
}
