package org.glissade.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * The process around one {@link Contender}: {@code Worker NAME FOLDER job…}. It says {@code ready}
 * with the terms, or {@code cannot} with the reason; then answers {@code epoch} with {@code
 * seconds}, and {@code loss} with {@code loss}, until its input ends. The workers in C and Python
 * speak the same way.
 */
public final class Worker {
  private Worker() {}

  public static void main(String[] args) throws Exception {
    PrintStream answers = System.out;
    System.setOut(System.err); // what a library prints must not be taken for an answer
    List<String> arguments = Arrays.asList(args);
    Job job = Job.parse(arguments.subList(2, arguments.size()));
    try {
      work(arguments.get(0), Path.of(arguments.get(1)), job, answers);
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      e.printStackTrace();
      say(answers, "cannot", e.toString().lines().findFirst().orElse(""));
    }
    System.exit(0);
  }

  private static void work(String name, Path folder, Job job, PrintStream answers)
      throws Exception {
    List<String> known = new ArrayList<>();
    Contender contender = find(name, known);
    String reason =
        contender == null
            ? "there is no such contender here, only " + String.join(", ", known)
            : contender.declines(job);
    if (contender == null || reason != null) {
      say(answers, "cannot", String.valueOf(reason));
      return;
    }
    Data.Storage storage = job.isSparse() ? Data.Storage.HEAP : contender.storage();
    Contender.Terms terms = contender.prepare(job, Data.read(folder, job, storage));
    say(answers, "ready", terms.precision(), String.valueOf(terms.batch()), terms.note());
    answer(contender, answers);
  }

  private static void answer(Contender contender, PrintStream answers) throws Exception {
    BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String question = read(questions); question != null; question = read(questions)) {
      switch (question) {
        case "epoch" -> say(answers, "seconds", Double.toString(contender.epoch()));
        case "loss" -> say(answers, "loss", Double.toString(contender.loss()));
        default -> say(answers, "cannot", "nobody knows what this means: " + question);
      }
    }
  }

  private static @Nullable String read(BufferedReader questions) throws IOException {
    return questions.readLine();
  }

  private static @Nullable Contender find(String name, List<String> known) {
    var loaders = ServiceLoader.load(Contender.class).iterator();
    while (true) {
      try {
        if (!loaders.hasNext()) {
          return null;
        }
        Contender contender = loaders.next();
        if (contender.name().equals(name)) {
          return contender;
        }
        known.add(contender.name());
      } catch (ServiceConfigurationError | LinkageError e) {
        known.add("(" + e.getMessage() + ")");
      }
    }
  }

  private static void say(PrintStream answers, String... words) {
    answers.println(String.join("\t", words));
    answers.flush();
  }
}
