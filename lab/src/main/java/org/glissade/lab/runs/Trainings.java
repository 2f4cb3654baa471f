package org.glissade.lab.runs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.glissade.io.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Trainings that the page has started, each a process of the command, and the record of a run in
 * the folder. They end when the lab ends.
 */
final class Trainings implements AutoCloseable {
  /** More at once would only slow each other down. */
  private static final int MOST_AT_ONCE = 4;

  private static final int MOST_REMEMBERED = 50;
  private static final int LAST_LINES = 20;
  private static final int LONGEST_LINE = 500;

  private final TrainingLauncher launcher;
  private final Path runs;
  private final Duration patience;
  private final Runnable onChange;
  private final Map<Integer, Training> trainings = new LinkedHashMap<>();
  private int number;
  private boolean closed;

  /**
   * @param runs where they are recorded
   * @param patience how long they may take to finish their records when the lab ends
   * @param onChange told, from any thread, when one has ended
   */
  Trainings(TrainingLauncher launcher, Path runs, Duration patience, Runnable onChange) {
    this.launcher = launcher;
    this.runs = runs;
    this.patience = patience;
    this.onChange = onChange;
  }

  /** One of them. */
  private static final class Training {
    private final int number;
    private final String data;
    private final Process process;
    private final Path folder;
    private final ArrayDeque<String> lines = new ArrayDeque<>();
    private boolean stopping;

    Training(int number, String data, Process process, Path folder) {
      this.number = number;
      this.data = data;
      this.process = process;
      this.folder = folder;
    }

    synchronized void say(String line) {
      lines.addLast(line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line);
      if (lines.size() > LAST_LINES) {
        lines.removeFirst();
      }
    }

    synchronized void stop() {
      stopping = true;
      process.destroy(); // a request (SIGTERM): model and record are finished, as on Ctrl-C
    }

    synchronized Map<String, @Nullable Object> json() {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("training", number);
      json.put("data", data);
      json.put("process", process.pid());
      json.put("running", process.isAlive());
      json.put("stopping", stopping);
      json.put("status", process.isAlive() ? null : process.exitValue());
      json.put("lines", List.copyOf(lines));
      return json;
    }
  }

  /**
   * Starts one.
   *
   * @return what is known of it
   */
  synchronized Map<String, @Nullable Object> start(TrainingOrder order, Path data)
      throws IOException {
    if (closed) {
      throw new DataException("the lab ends");
    }
    if (trainings.values().stream().filter(each -> each.process.isAlive()).count()
        >= MOST_AT_ONCE) {
      throw new DataException(
          MOST_AT_ONCE + " trainings are going on; stop one, or wait until one has ended");
    }
    Path folder = Files.createTempDirectory("glissade-lab-");
    List<String> arguments = new ArrayList<>();
    arguments.add("train");
    arguments.add(data.toString());
    arguments.addAll(order.options());
    arguments.add("--runs=" + runs.toAbsolutePath());
    arguments.add("--output=" + folder.resolve("model.glissade")); // the record has it, too
    Training training =
        new Training(++number, order.data(), launcher.start(List.copyOf(arguments)), folder);
    trainings.put(training.number, training);
    if (trainings.size() > MOST_REMEMBERED) {
      trainings.values().stream()
          .filter(each -> !each.process.isAlive())
          .findFirst()
          .ifPresent(oldest -> trainings.remove(oldest.number));
    }
    Thread.ofVirtual().name("glissade-lab-training").start(() -> listen(training));
    return training.json();
  }

  /** Hears what it says until it ends. */
  private void listen(Training training) {
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(training.process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        training.say(line);
      }
    } catch (IOException e) {
      training.say("(" + e.getMessage() + ")");
    }
    try {
      training.process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tidy(training.folder);
    onChange.run();
  }

  private static void tidy(Path folder) {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // a temporary folder that stays
    }
  }

  /** Asks one to stop. */
  synchronized Map<String, @Nullable Object> stop(int which) {
    Training training = trainings.get(which);
    if (training == null) {
      throw new DataException("there is no training " + which);
    }
    training.stop();
    return training.json();
  }

  /** All of them, the newest first. */
  synchronized List<Map<String, @Nullable Object>> all() {
    return new ArrayList<>(trainings.values()).reversed().stream().map(Training::json).toList();
  }

  /** Asks all to stop, and waits; who takes too long is ended. */
  @Override
  public void close() {
    List<Training> left;
    synchronized (this) {
      closed = true;
      left = trainings.values().stream().filter(each -> each.process.isAlive()).toList();
    }
    left.forEach(Training::stop);
    long end = System.nanoTime() + patience.toNanos();
    for (Training training : left) {
      try {
        training.process.onExit().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException | ExecutionException e) {
        training.process.destroyForcibly();
      } catch (InterruptedException e) {
        training.process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
      tidy(training.folder);
    }
  }
}
