package org.glissade.io.formats;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.glissade.io.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a text as they come, unpacked. A thread of its own reads them, which may wait for hours;
 * who takes them can be told to stop meanwhile.
 */
final class LiveText implements AutoCloseable {
  private static final int SLICE = 1 << 16;
  private static final long LOOK_MILLIS = 50;
  private static final int PIECES = 4;

  /**
   * What came.
   *
   * @param bytes null at the end
   * @param failure null if all is well
   */
  private record Piece(byte @Nullable [] bytes, @Nullable Exception failure) {}

  private final Source source;
  private final BooleanSupplier interrupted;
  private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(PIECES);
  private final Thread thread;
  private boolean ended;

  /**
   * @param interrupted whether to stop; asked every {@value #LOOK_MILLIS} milliseconds
   */
  LiveText(Source source, BooleanSupplier interrupted) {
    this.source = source;
    this.interrupted = interrupted;
    this.thread = Thread.ofPlatform().daemon().name("glissade-live-rows").unstarted(this::read);
    thread.start();
  }

  private void read() {
    Piece last = new Piece(null, null);
    try (InputStream in = unpacked(source.open())) {
      byte[] buffer = new byte[SLICE];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (count > 0) {
          pieces.put(new Piece(Arrays.copyOf(buffer, count), null));
        }
      }
    } catch (IOException | RuntimeException e) {
      last = new Piece(null, e);
    } catch (InterruptedException e) {
      return; // nobody takes them any more
    }
    try {
      pieces.put(last);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static InputStream unpacked(InputStream raw) throws IOException {
    PushbackInputStream in = new PushbackInputStream(raw, Compression.MAGIC);
    byte[] head = in.readNBytes(1);
    while (head.length < Compression.MAGIC && Compression.maybe(head)) {
      int next = in.read(); // no byte more than it takes: a line may be shorter
      if (next < 0) {
        break;
      }
      head = Arrays.copyOf(head, head.length + 1);
      head[head.length - 1] = (byte) next;
    }
    in.unread(head);
    Compression packed = Compression.of(head);
    return packed.unpacked(packed == Compression.GZIP ? new PeekStream(in) : in);
  }

  /**
   * The next bytes, as soon as there are any.
   *
   * @return null at the end, or if it was interrupted
   * @throws DataException if they cannot be read
   */
  byte @Nullable [] next() {
    while (!ended && !interrupted.getAsBoolean()) {
      Piece piece = poll();
      if (piece == null) {
        continue;
      }
      Exception failure = piece.failure();
      if (failure instanceof DataException data) {
        throw data;
      }
      if (failure != null) {
        throw new DataException(
            source.name() + " cannot be read: " + failure.getMessage(), failure);
      }
      ended = piece.bytes() == null;
      return piece.bytes();
    }
    return null;
  }

  private @Nullable Piece poll() {
    try {
      return pieces.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ended = true;
      return null;
    }
  }

  /** Whether all has been taken. */
  boolean ended() {
    return ended;
  }

  /** Stops the reading, as far as a thread that waits for a pipe can be stopped. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
