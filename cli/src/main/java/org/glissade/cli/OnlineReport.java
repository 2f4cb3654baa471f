package org.glissade.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.encode.Task;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.pipeline.OnlineTraining;
import org.glissade.io.pipeline.OnlineTraining.Line;
import org.glissade.io.pipeline.OnlineTraining.Result;
import org.glissade.model.Loss;
import org.glissade.spec.Numbers;
import org.glissade.train.Recipe;
import org.jspecify.annotations.Nullable;

/**
 * What {@code glissade train --online} tells: a table of progressive validation while rows come, in
 * the form of Vowpal Wabbit's, and what came of it, for people or as one JSON object. With the
 * object on standard output, the table goes to standard error.
 */
final class OnlineReport {
  private static final int WIDEST = 12;

  private final Shell shell;
  private final boolean json;
  private final boolean quiet;
  private final String data;
  private final Path model;
  private final long begin;
  private final ReportLines fields;
  private final List<Map<String, @Nullable Object>> table = new ArrayList<>();
  private boolean headed;

  OnlineReport(Shell shell, boolean json, boolean quiet, String data, Path model, long begin) {
    this.shell = shell;
    this.json = json;
    this.quiet = quiet;
    this.data = data;
    this.model = model;
    this.begin = begin;
    this.fields = new ReportLines(shell);
  }

  /**
   * @param learnt called after rows were learnt from
   */
  OnlineTraining.Listener listener(Consumer<Supplier<Result>> learnt) {
    return new OnlineTraining.Listener() {
      @Override
      public void started(TargetEncoder target, Loss loss, Recipe recipe) {
        begin(target, loss, recipe);
      }

      @Override
      public void line(Line line) {
        row(line);
      }

      @Override
      public void note(String note) {
        if (!quiet) {
          shell.err().println(shell.errTerminal().dim(note));
          shell.err().flush();
        }
      }

      @Override
      public void learnt(Supplier<Result> now) {
        learnt.accept(now);
      }
    };
  }

  private PrintStream stream() {
    return json ? shell.err() : shell.out();
  }

  private void begin(TargetEncoder target, Loss loss, Recipe recipe) {
    if (quiet || json) {
      return;
    }
    String source = data.equals("-") ? "standard input" : data;
    fields.field("Data", source + ", rows as they come; the model goes to " + model);
    fields.field("Task", TrainReport.task(target) + ", loss " + loss);
    if (target.task() == Task.REGRESSION) {
      fields.note("a number is predicted (--task binary or --classes for classes)");
    }
    fields.field("Steps", recipe.transform().toString());
    shell.out().println();
    shell.out().flush();
  }

  private void row(Line line) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("examples", line.examples());
    object.put("weight", line.weight());
    object.put("average_loss", line.average());
    object.put("since_last", line.sinceLast());
    object.put("label", line.label());
    object.put("prediction", line.prediction());
    object.put("features", line.features());
    table.add(object);
    if (quiet) {
      return;
    }
    PrintStream to = stream();
    if (!headed) {
      headed = true;
      to.println(row("average", "since", "example", "example", "current", "current", "current"));
      to.println(row("loss", "last", "counter", "weight", "label", "predict", "features"));
    }
    to.println(
        row(
            loss(line.average()),
            loss(line.sinceLast()),
            Long.toString(line.examples()),
            String.format(Locale.ROOT, "%.1f", line.weight()),
            cut(line.label()),
            cut(line.prediction()),
            Integer.toString(line.features())));
    to.flush();
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%-10s %-10s %10s %10s %12s %12s %8s", cells);
  }

  private static String loss(double value) {
    return Math.abs(value) < 1e5
        ? String.format(Locale.ROOT, "%.6f", value)
        : String.format(Locale.ROOT, "%.3e", value);
  }

  private static String cut(String text) {
    return text.length() <= WIDEST ? text : text.substring(0, WIDEST - 1) + "…";
  }

  /** Called from another thread when the process is to end. */
  void interrupting() {
    if (!quiet) {
      shell.err().println("Interrupted: writing the model …");
      shell.err().flush();
    }
  }

  /** What came of it. */
  void result(Result result, long seed) {
    double seconds = (System.nanoTime() - begin) * 1e-9;
    if (json) {
      shell.out().println(JsonOutput.text(object(result, seed, seconds)));
    } else if (!quiet) {
      text(result, seconds);
    }
    shell.out().flush();
  }

  private void text(Result result, double seconds) {
    shell.out().println();
    boolean before = result.examples() > result.rows();
    fields.field(
        "Rows",
        Numbers.count(result.rows(), "row")
            + (before ? " (" + Numbers.count(result.examples()) + " with those before)" : "")
            + " in "
            + Numbers.duration(seconds)
            + ", "
            + switch (result.end()) {
              case END_OF_DATA -> "to the end of the input";
              case INTERRUPTED -> "until it was interrupted";
              case DIVERGED -> "until it diverged: take a lower rate; the model is an earlier one";
              case BAD_ROW -> "until one that cannot be learnt from";
            });
    StringBuilder figures = new StringBuilder(Numbers.significant(result.loss()));
    result
        .metrics()
        .forEach(
            (name, value) ->
                figures.append(", ").append(name).append(' ').append(Numbers.significant(value)));
    fields.field("Loss", figures.toString());
    fields.note("progressive: of each row just before it was learnt from");
    ModelFile file = result.model();
    fields.field(
        "Model",
        model
            + ": "
            + Numbers.count(file.features().width(), "feature")
            + ", "
            + Numbers.count(file.params().length, "parameter"));
  }

  private Map<String, @Nullable Object> object(Result result, long seed, double seconds) {
    ModelFile file = result.model();
    TargetEncoder target = file.target();
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("task", target.task().text());
    object.put("target", target.column());
    if (target.task() != Task.REGRESSION) {
      object.put("classes", target.classes());
    }
    object.put("online", true);
    object.put("rows", result.rows());
    object.put("features", file.features().width());
    object.put("parameters", file.params().length);
    object.put("model", file.about().model());
    object.put("model_file", model.toString());
    object.put("loss", file.about().loss());
    object.put("engine", result.engine());
    object.put("steps", result.state().step());
    object.put("batch_size", 1);
    object.put("learning_rate", result.recipe().transform().rate(0));
    object.put("optimizer", result.recipe().transform().toString());
    object.put("seed", seed);
    object.put("stop_reason", result.end().name().toLowerCase(Locale.ROOT));
    if (result.fault() != null) {
      object.put("error", result.fault().getMessage());
    }
    Map<String, @Nullable Object> train = new LinkedHashMap<>();
    train.put("rows", result.examples());
    train.put("weight", result.weight());
    train.put("loss", Double.isNaN(result.loss()) ? null : (Double) result.loss());
    train.putAll(result.metrics());
    train.put("progressive", true);
    object.put("train", train);
    object.put("progress", table);
    object.put("seconds", Map.of("total", seconds));
    object.put("examples_per_second", result.rows() / seconds);
    return object;
  }
}
