package org.glissade.io.formats;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses the chunks of a text by several threads. Each thread takes the next chunk from the stream,
 * under a lock, parses it into memory of its own, and hands in what came of it; that is added up in
 * the order of the file, whoever was faster. So the result, and which of several faults is told, do
 * not depend on the number of threads.
 *
 * <p>The calling thread is one of them. The others start when the first chunk turns out not to be
 * all, so that a small file costs no thread.
 *
 * @param <P> what a chunk becomes
 */
final class ChunkWorkers<P> {
  /** Parses one chunk after the other. Used by one thread at a time. */
  interface Parser<P> {
    /**
     * What the chunk becomes; faults are part of it. The chunk's memory is used again, and that of
     * the parser once the part has been added.
     */
    P parse(Chunk chunk);
  }

  /** Puts together what the chunks became. */
  interface Assembly<P> {
    /** A new parser; called by any thread. */
    Parser<P> parser();

    /** Called one at a time, in the order of the file; what it throws ends the reading. */
    void add(P part) throws IOException;

    /** What a fault behind all that was added is to people. */
    RuntimeException located(LineFault fault);
  }

  private record Outcome<P>(
      @Nullable P part, @Nullable Parser<P> parser, @Nullable Throwable failure) {}

  private final ChunkedText text;
  private final Assembly<P> assembly;
  private final Object reading = new Object();
  private final Object adding = new Object();
  private int taken;
  private int added;
  private final Map<Integer, Outcome<P>> waiting = new HashMap<>();

  /** Parsers whose last part has been added: as few are made as can be, their memory is large. */
  private final Deque<Parser<P>> idle = new ArrayDeque<>();

  private volatile boolean stopped;
  private @Nullable Throwable failure;

  private ChunkWorkers(ChunkedText text, Assembly<P> assembly) {
    this.text = text;
    this.assembly = assembly;
  }

  /** Reads the text to its end, or to the first fault, which is thrown. */
  static <P> void run(ChunkedText text, int threads, Assembly<P> assembly) throws IOException {
    new ChunkWorkers<>(text, assembly).run(threads);
  }

  private void run(int threads) throws IOException {
    Worker own = new Worker();
    own.step();
    List<Thread> others = new ArrayList<>();
    int useful = stopped || text.ended() ? 1 : threads;
    for (int i = 1; i < useful; i++) {
      others.add(Thread.ofPlatform().daemon().name("reader-" + i).start(() -> new Worker().work()));
    }
    own.work();
    others.forEach(ChunkWorkers::join);
    synchronized (adding) {
      switch (failure) {
        case null -> {}
        case LineFault fault -> throw assembly.located(fault);
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new AssertionError(failure);
      }
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What one thread does, with a chunk and a parser of its own. */
  private final class Worker {
    private final Chunk chunk = new Chunk();

    void work() {
      boolean more = true;
      while (more) {
        more = step();
      }
    }

    /** Takes, parses and hands in a chunk; false if there is none. */
    boolean step() {
      int number;
      synchronized (reading) {
        number = taken;
        try {
          if (stopped || !text.next(chunk)) {
            return false;
          }
        } catch (IOException | RuntimeException | Error e) {
          stopped = true;
          handIn(number, new Outcome<>(null, null, e));
          return false;
        }
        taken++;
      }
      handIn(number, parsed());
      return true;
    }

    private Outcome<P> parsed() {
      try {
        Parser<P> parser = idleParser();
        return new Outcome<>(parser.parse(chunk), parser, null);
      } catch (RuntimeException | Error e) {
        return new Outcome<>(null, null, e);
      }
    }
  }

  private Parser<P> idleParser() {
    synchronized (idle) {
      Parser<P> parser = idle.poll();
      return parser == null ? assembly.parser() : parser;
    }
  }

  private void handIn(int number, Outcome<P> outcome) {
    synchronized (adding) {
      waiting.put(number, outcome);
      Outcome<P> next = waiting.remove(added);
      while (next != null && failure == null) {
        added++;
        add(next);
        next = waiting.remove(added);
      }
    }
  }

  private void add(Outcome<P> outcome) {
    try {
      if (outcome.part() != null) {
        assembly.add(outcome.part());
      }
      if (outcome.parser() != null) {
        synchronized (idle) {
          idle.push(outcome.parser());
        }
      }
      failure = outcome.failure();
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
    }
    if (failure != null) {
      stopped = true;
    }
  }
}
