package org.glissade.lab.replay;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import org.glissade.io.DataException;
import org.glissade.io.json.Fields;
import org.glissade.io.runs.RunRecord;
import org.glissade.lab.problem.Landscape;
import org.glissade.lab.server.Call;
import org.glissade.lab.server.Feed;
import org.glissade.lab.server.Reply;
import org.glissade.lab.server.Route;
import org.jspecify.annotations.Nullable;

/**
 * Runs that are trained again for the page, one at a time, each on a thread of its own; the last
 * few results are kept.
 */
public final class Replays implements AutoCloseable {
  /** What is published: how far a replay is. */
  static final String TOPIC = "replays";

  private static final int MOST_KEPT = 4;
  private static final int MOST_POINTS = 256;

  /** So often the page is told how far one is, in parts of a phase. */
  private static final double TOLD = 0.01;

  private final Function<String, @Nullable Path> folders;
  private final @Nullable Retraining retraining;
  private final Feed feed;
  private final Consumer<Throwable> faults;
  private final Semaphore turn = new Semaphore(1);
  private final Map<String, Job> jobs = new LinkedHashMap<>(16, 0.75f, true);
  private boolean closed;

  /** How a replay stands. */
  private enum State {
    NONE,
    RUNNING,
    DONE,
    REFUSED,
    CANCELLED;

    String key() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** One of them. */
  private final class Job {
    private final String run;
    private final Path folder;
    private State state = State.RUNNING;
    private String words = "waiting for another replay";
    private double share;
    private volatile boolean cancelled;
    private @Nullable Replay result;

    Job(String run, Path folder) {
      this.run = run;
      this.folder = folder;
    }

    synchronized Map<String, Object> json() {
      return Map.of("run", run, "state", state.key(), "words", words, "share", share);
    }

    synchronized State state() {
      return state;
    }

    synchronized @Nullable Replay result() {
      return result;
    }

    void at(String phase, double of) {
      synchronized (this) {
        if (phase.equals(words) && of - share < TOLD) {
          return;
        }
        words = phase;
        share = of;
      }
      feed.publish(TOPIC, json());
    }

    void ended(State how, String why, @Nullable Replay found) {
      synchronized (this) {
        state = how;
        words = why;
        share = 1;
        result = found;
      }
      feed.publish(TOPIC, json());
    }

    void run(Retraining by) {
      try {
        turn.acquire();
        try {
          Replayer replayer = new Replayer(folder, by, this::at, () -> cancelled);
          ended(State.DONE, "", replayer.run());
        } finally {
          turn.release();
        }
      } catch (Replayer.Cancelled | InterruptedException e) {
        ended(State.CANCELLED, "The replay was cancelled.", null);
      } catch (OutOfMemoryError e) {
        ended(State.REFUSED, "There is not enough memory to train this run again.", null);
      } catch (IllegalArgumentException | DataException e) {
        ended(State.REFUSED, String.valueOf(e.getMessage()), null);
      } catch (RuntimeException | Error e) {
        ended(State.REFUSED, "The replay failed; the terminal of the lab says more.", null);
        faults.accept(e);
      }
    }
  }

  /**
   * @param folders the folder of a run by its name, null if there is no such run
   * @param retraining trains again; null if that cannot be
   * @param faults told what was our fault, from any thread
   */
  public Replays(
      Function<String, @Nullable Path> folders,
      @Nullable Retraining retraining,
      Feed feed,
      Consumer<Throwable> faults) {
    this.folders = folders;
    this.retraining = retraining;
    this.feed = feed;
    this.faults = faults;
  }

  /** What the server has to route here. */
  public List<Route> routes() {
    return List.of(
        Route.get("/api/replays/{run}", call -> Reply.json(state(call.parameter("run")))),
        Route.post("/api/replays/{run}", call -> Reply.json(start(call.parameter("run")))),
        Route.post("/api/replays/{run}/cancel", call -> Reply.json(cancel(call.parameter("run")))),
        Route.post("/api/replays/{run}/way", call -> result(call).frame().reply()),
        Route.post("/api/replays/{run}/field", this::field));
  }

  /** Ends those that go on. */
  @Override
  public void close() {
    synchronized (jobs) {
      closed = true;
      jobs.values().forEach(job -> job.cancelled = true);
    }
  }

  private Map<String, Object> state(String run) {
    Job job = job(run);
    if (job != null) {
      return job.json();
    }
    String obstacle = obstacle(folder(run));
    return obstacle == null
        ? Map.of("run", run, "state", State.NONE.key(), "words", "", "share", 0)
        : Map.of(
            "run",
            run,
            "state",
            State.REFUSED.key(),
            "words",
            "This run cannot be replayed: " + obstacle + ".",
            "share",
            0);
  }

  private @Nullable String obstacle(Path folder) {
    return retraining == null
        ? "this lab trains nothing"
        : Replayer.obstacle(RunRecord.withoutEvents(folder));
  }

  private @Nullable Job job(String run) {
    synchronized (jobs) {
      return jobs.get(run);
    }
  }

  private Path folder(String run) {
    Path folder = folders.apply(run);
    if (folder == null) {
      throw new DataException("there is no run " + run);
    }
    return folder;
  }

  /** Begins, unless it goes on or is done. */
  private Map<String, Object> start(String run) {
    Path folder = folder(run);
    Retraining by = retraining;
    if (by == null || obstacle(folder) != null) {
      return state(run);
    }
    Job job;
    synchronized (jobs) {
      Job before = jobs.get(run);
      if (closed
          || (before != null
              && (before.state() == State.RUNNING || before.state() == State.DONE))) {
        return before == null ? state(run) : before.json();
      }
      job = new Job(run, folder);
      jobs.put(run, job);
      forget();
    }
    Thread.ofPlatform().daemon().name("glissade-lab-replay").start(() -> job.run(by));
    return job.json();
  }

  /** Of those that are over, the ones that were not asked for longest. */
  private void forget() {
    List<String> over =
        jobs.values().stream()
            .filter(job -> job.state() != State.RUNNING)
            .map(job -> job.run)
            .toList();
    over.stream().limit(Math.max(0, jobs.size() - MOST_KEPT)).forEach(jobs::remove);
  }

  private Map<String, Object> cancel(String run) {
    Job job = job(run);
    if (job != null) {
      job.cancelled = true;
    }
    return state(run);
  }

  private Replay result(Call call) {
    String run = call.parameter("run");
    Job job = job(run);
    Replay result = job == null ? null : job.result();
    if (result == null) {
      throw new DataException("the run " + run + " has not been replayed, or was forgotten since");
    }
    return result;
  }

  private Reply field(Call call) {
    Replay replay = result(call);
    Fields body = call.body();
    Landscape.Box box =
        new Landscape.Box(
            body.number("left"), body.number("right"), body.number("bottom"), body.number("top"));
    return replay.field(box, points(body, "across"), points(body, "up")).reply();
  }

  private static int points(Fields body, String name) {
    int points = body.count(name);
    if (points < 2 || points > MOST_POINTS) {
      throw new DataException(name + " is from 2 to " + MOST_POINTS + " points, not " + points);
    }
    return points;
  }
}
