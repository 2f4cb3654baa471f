package org.glissade.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.ReadResult;
import org.glissade.io.pipeline.Comparison;
import org.glissade.io.pipeline.Contender;
import org.glissade.io.pipeline.LinearScaling;
import org.glissade.io.pipeline.Pipeline;
import org.glissade.io.pipeline.Race;
import org.glissade.io.pipeline.TrainingSettings;
import org.glissade.optim.Schedule;
import org.glissade.spec.SpecException;
import org.glissade.train.Sgd;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code glissade compare}: configurations beside each other, by step, epoch and time. */
@Command(
    name = "compare",
    description = {
      "Runs configurations beside each other and says which is ahead by which clock.",
      "Options under Steps, and --model, take lists; every combination is run (--pair: side by side), on",
      "the same rows, from the same start, several times with other seeds. The training loss is measured",
      "on all rows by step, by epoch and by time of training, in which measuring does not count. No model",
      "is kept."
    },
    customSynopsis = "glissade compare DATA --OPTION VALUE,VALUE,… [options]",
    footer = {
      "head -n 1501 examples/airfoil.csv | glissade compare - --batch-size full,1,100,10"
          + " --learning-rate 1,0.005,0.4,0.05 --epochs 10,2,2,2 --pair --validation 0"
          + " --loss-unit deviation",
      "the four runs of \"Dive into Deep Learning\", section 12.5, which end at about 0.245",
      "glissade compare data.csv --batch-size 1,4,16,64,256,1024,4096 --epochs 1",
      "rows a second by batch size, each with a rate of its own",
      "glissade compare data.csv --batch-size 8,16,32,64,128 --learning-rate 0.01 --scale-rate",
      "how far a rate that grows with the batch does the same",
      "glissade compare data.csv --order sequential,shuffle --learning-rate 0.05",
      "what it costs to learn from rows in the order of the file",
      "glissade compare data.csv --optimizer adam,sgd --schedule constant,cosine --learning-rate 0.01,0.1",
      "eight configurations",
    })
final class CompareCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Shell shell;

  @Parameters(index = "0", paramLabel = "DATA", description = "A file, or - for standard input.")
  private String data = "";

  @Option(
      names = {"-t", "--target"},
      paramLabel = "COLUMN",
      description = "What to predict: a column by name or number from 1 (default: the last).")
  private @Nullable String target;

  @Option(
      names = "--weight-column",
      paramLabel = "COLUMN",
      description = "A column that holds how much each row counts.")
  private @Nullable String weightColumn;

  @ArgGroup(
      validate = false,
      heading = HelpStyle.SECTION + "Steps (each option also a list)" + HelpStyle.END)
  private GridOptions grid = new GridOptions();

  @ArgGroup(validate = false, heading = HelpStyle.SECTION + "Comparison" + HelpStyle.END)
  private CompareOptions options = new CompareOptions();

  @ArgGroup(
      validate = false,
      heading = HelpStyle.SECTION + "Model (--model also a list)" + HelpStyle.END)
  private ModelOptions modelOptions = new ModelOptions();

  @ArgGroup(validate = false, heading = HelpStyle.SECTION + "Data" + HelpStyle.END)
  private DataOptions dataOptions = new DataOptions();

  CompareCommand(Shell shell) {
    this.shell = shell;
  }

  /** A configuration as it was asked for. */
  private record Asked(Map<String, String> values, StepOptions steps) {}

  @Override
  public Integer call() {
    options.check();
    modelOptions.checkComparison();
    List<Asked> asked = asked();
    TrainingSettings settings = settings(asked);
    ReadResult read = dataOptions.read(data, shell, readOptions());
    List<String> notes = new ArrayList<>();
    Pipeline pipeline = Pipeline.of(read, settings, notes::add);
    List<Contender> contenders = contenders(asked, pipeline.training().rows());
    CompareReport report = new CompareReport(shell, options.json());
    report.data(read, pipeline, notes, options);
    try (Interrupt interrupt = Interrupt.guard(PATIENCE, () -> {})) {
      Comparison comparison =
          Race.run(
              pipeline,
              contenders,
              new Race.Terms(
                  options.repeats(),
                  options.seed(),
                  options.standardised(),
                  options.goal(),
                  System::nanoTime,
                  interrupt::requested,
                  report::turn));
      List<LinearScaling> scalings =
          grid.scalesRate() ? scalings(comparison, contenders, asked) : List.of();
      report.result(read, pipeline, comparison, scalings, options);
      return comparison.interrupted() ? ExitCode.INTERRUPTED : ExitCode.DONE;
    }
  }

  /** What is wrong with a configuration is said before the data are read. */
  private List<Asked> asked() {
    List<Asked> asked = new ArrayList<>();
    for (Map<String, String> values : grid.configurations(modelOptions.models())) {
      StepOptions steps = grid.steps(values);
      try {
        steps.configure(Sgd.regressor());
      } catch (SpecException e) {
        throw e;
      } catch (IllegalArgumentException e) {
        throw new SpecException(String.valueOf(e.getMessage()));
      }
      ModelOptions.network(values.getOrDefault("model", "linear"));
      if (grid.scalesRate() && steps.givenRate() == null) {
        throw new SpecException(
            "--scale-rate multiplies a rate: give the one for the first batch size, such as"
                + " --learning-rate 0.01");
      }
      asked.add(new Asked(values, steps));
    }
    return asked;
  }

  /** The objective is one for all: L2 is left out if it does not go with one of them. */
  private TrainingSettings settings(List<Asked> asked) {
    return modelOptions.settings(
        options.validation(),
        asked.stream().anyMatch(each -> each.steps.choosesOrder()),
        options.seed(),
        asked.stream().anyMatch(each -> each.steps.isAdaptive()),
        asked.stream().anyMatch(each -> each.steps.hasOwnPenalties()),
        null);
  }

  private ReadOptions readOptions() {
    ReadOptions read = dataOptions.readOptions().threads(options.threads());
    if (target != null) {
      read = read.target(target);
    }
    return weightColumn == null ? read : read.weightColumn(weightColumn);
  }

  private List<Contender> contenders(List<Asked> asked, int rows) {
    List<String> varied = grid.varied(modelOptions.models());
    String firstBatch = asked.getFirst().values.getOrDefault("batch-size", "");
    List<Contender> contenders = new ArrayList<>();
    for (Asked each : asked) {
      Map<String, String> told = new LinkedHashMap<>();
      varied.forEach(option -> told.put(option, each.values.getOrDefault(option, "")));
      Schedule given = each.steps.givenRate();
      Schedule scaled = null;
      if (grid.scalesRate() && given != null) {
        double multiple = GridOptions.multiple(each.values, firstBatch, rows);
        scaled = GridOptions.scaled(given, multiple);
        told.put("learning-rate", GridOptions.text(scaled));
        told.remove("schedule");
      }
      contenders.add(contender(each, told, scaled));
    }
    return contenders;
  }

  private Contender contender(Asked asked, Map<String, String> told, @Nullable Schedule scaled) {
    return new Contender(
        told,
        ModelOptions.network(asked.values.getOrDefault("model", "linear")),
        sgd -> {
          asked.steps.configure(sgd);
          sgd.threads(options.threads());
          if (scaled != null) {
            sgd.learningRate(scaled);
          }
        });
  }

  /** One statement for the configurations that differ in their batch and its rate alone. */
  private static List<LinearScaling> scalings(
      Comparison comparison, List<Contender> contenders, List<Asked> asked) {
    Map<Map<String, String>, List<Comparison.Result>> alike = new LinkedHashMap<>();
    for (Comparison.Result result : comparison.results()) {
      Map<String, String> others =
          new LinkedHashMap<>(asked.get(contenders.indexOf(result.contender())).values);
      others.remove("batch-size");
      alike.computeIfAbsent(others, key -> new ArrayList<>()).add(result);
    }
    return alike.values().stream()
        .filter(results -> results.size() > 1)
        .map(results -> LinearScaling.of(results, LinearScaling.TOLERANCE))
        .toList();
  }
}
