package org.glissade.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.glissade.io.encode.Task;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.ReadResult;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.pipeline.Scorecard;
import org.glissade.model.Reliability;
import org.glissade.spec.Numbers;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code glissade evaluate}: how good a model is on rows with known targets. */
@Command(
    name = "evaluate",
    description = {
      "Measures a model on rows whose targets are known.",
      "Where it has probabilities, these are held against what came true: rows are put into ten bins",
      "by the probability of the positive class (two) or of the class predicted (more); in each, the",
      "mean predicted and the share observed should agree. The mean difference, each bin by its rows,",
      "is the expected calibration error.",
      "Of several targets, figures of each are printed; the loss is their sum, in units of the",
      "deviation that each had in training, the metrics are means over the targets."
    },
    customSynopsis = "glissade evaluate MODEL DATA [--json] [options]",
    footer = {
      "glissade evaluate income.glissade test.csv",
      "prints loss, accuracy, log loss and AUC, and how reliable the probabilities are",
    })
final class EvaluateCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(index = "0", paramLabel = "MODEL", description = "A file that train wrote.")
  private Path model = Path.of("");

  @Parameters(index = "1", paramLabel = "DATA", description = "A file, or - for standard input.")
  private String data = "";

  @Option(
      names = "--weight-column",
      paramLabel = "COLUMN",
      description = "A column that holds how much each row counts.")
  private @Nullable String weightColumn;

  @ArgGroup(validate = false, heading = HelpStyle.SECTION + "Data" + HelpStyle.END)
  private DataOptions dataOptions = new DataOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  EvaluateCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    ModelFile file = ModelFile.read(model);
    ReadOptions options = ReadingForModel.of(dataOptions.readOptions(), file, true);
    if (weightColumn != null) {
      options = options.weightColumn(weightColumn);
    }
    ReadResult read = dataOptions.read(data, shell, options);
    List<String> notes = new ArrayList<>();
    Scorecard scores = Scorecard.of(file, read.records(), read.weightColumn(), notes::add);
    if (json) {
      JsonOutput.print(object(scores), shell.out());
      return ExitCode.DONE;
    }
    notes.stream().distinct().forEach(note -> shell.err().println(shell.errTerminal().dim(note)));
    shell
        .out()
        .println(
            read.records().source()
                + ": "
                + Numbers.count(scores.rows(), "row")
                + ", "
                + file.target().task().text()
                + " of "
                + file.target().column());
    print("loss", scores.loss());
    boolean several = !scores.targets().isEmpty();
    scores.metrics().forEach((name, value) -> print((several ? "mean " : "") + name, value));
    for (Scorecard.OfTarget each : scores.targets()) {
      shell.out().println(each.column());
      print("loss", each.loss());
      each.metrics().forEach(this::print);
    }
    Reliability reliability = scores.reliability();
    if (reliability != null) {
      print("expected calibration error", reliability.expectedCalibrationError());
      shell.out().println();
      boolean two = file.target().task() == Task.BINARY;
      ReliabilityFigure.draw(
              reliability,
              two ? file.target().classes().getLast() : "the class predicted",
              shell.outTerminal())
          .forEach(shell.out()::println);
    }
    return ExitCode.DONE;
  }

  private static Map<String, @Nullable Object> object(Scorecard scores) {
    Map<String, @Nullable Object> object = TrainJson.scoresWithCalibrationError(scores);
    Reliability reliability = scores.reliability();
    if (reliability != null) {
      List<Object> bins = new ArrayList<>();
      for (Reliability.Bin bin : reliability.bins()) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("from", bin.from());
        entry.put("to", bin.to());
        entry.put("rows", bin.rows());
        entry.put("weight", bin.weight());
        entry.put("predicted", bin.predicted());
        entry.put("observed", bin.observed());
        bins.add(entry);
      }
      object.put("reliability", bins);
    }
    return object;
  }

  private void print(String name, double value) {
    String words = name.replace('_', ' ');
    shell
        .out()
        .println(
            "  "
                + words
                + " ".repeat(Math.max(1, 12 - words.length()))
                + Numbers.significant(value));
  }
}
