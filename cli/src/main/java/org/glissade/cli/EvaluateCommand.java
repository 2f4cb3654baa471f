package org.glissade.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.ReadResult;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.pipeline.Scorecard;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code glissade evaluate}: how good a model is on rows with known targets. */
@Command(
    name = "evaluate",
    description = "Measures a model on rows whose targets are known.",
    customSynopsis = "glissade evaluate MODEL DATA [--json] [options]",
    footer = {
      "glissade evaluate income.glissade test.csv",
      "prints loss, accuracy, log loss and AUC",
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
      JsonOutput.print(TrainJson.scores(scores), shell.out());
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
    scores.metrics().forEach(this::print);
    return ExitCode.DONE;
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
