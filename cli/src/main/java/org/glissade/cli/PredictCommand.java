package org.glissade.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.glissade.io.encode.Task;
import org.glissade.io.formats.ReadResult;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.modelfile.Predictions;
import org.glissade.io.modelfile.Predictor;
import org.glissade.io.modelfile.WholeFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code glissade predict}: applies a model to raw rows. */
@Command(
    name = "predict",
    description = {
      "Applies a model to rows as they are in the file.",
      "Writes CSV, a line a row in the order of the file: prediction, and for classes the probability",
      "of the positive class (two) or of the predicted one (more), or the score of a loss without",
      "probabilities; of several targets, a column each, named after it. The target column may be",
      "there or not."
    },
    customSynopsis = "glissade predict MODEL DATA [-o FILE] [options]",
    footer = {
      "glissade predict airfoil.glissade new.csv -o predictions.csv",
      "writes a file, whole or not at all",
      "tail -n +2 new.csv | glissade predict airfoil.glissade - --no-header",
      "from standard input to standard output",
    })
final class PredictCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(index = "0", paramLabel = "MODEL", description = "A file that train wrote.")
  private Path model = Path.of("");

  @Parameters(index = "1", paramLabel = "DATA", description = "A file, or - for standard input.")
  private String data = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where the predictions go (default: standard output).")
  private @Nullable Path output;

  @Option(names = "--probabilities", description = "The probability of every class, a column each.")
  private boolean probabilities;

  @ArgGroup(validate = false, heading = HelpStyle.SECTION + "Data" + HelpStyle.END)
  private DataOptions dataOptions = new DataOptions();

  @Option(names = "--json", description = "One JSON object instead of CSV.")
  private boolean json;

  PredictCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    if (output != null) {
      Destination.checked("--output", output, data, model.toString());
    }
    ModelFile file = ModelFile.read(model);
    ReadResult read =
        dataOptions.read(data, shell, ReadingForModel.of(dataOptions.readOptions(), file, false));
    List<String> notes = new ArrayList<>();
    Predictions predictions = Predictor.of(file).predict(read.records(), notes::add);
    if (probabilities && !predictions.hasProbabilities()) {
      throw new IllegalArgumentException(
          "the loss "
              + file.about().loss()
              + " gives no probabilities; train with logistic, softmax or one-vs-rest(logistic), or with"
              + " --calibrate platt");
    }
    notes.stream().distinct().forEach(note -> shell.err().println(shell.errTerminal().dim(note)));
    if (output == null) {
      write(predictions, shell.out());
      shell.out().flush();
    } else {
      WholeFile.write(output, channel -> write(predictions, Channels.newOutputStream(channel)));
    }
    return ExitCode.DONE;
  }

  private void write(Predictions predictions, OutputStream out) throws IOException {
    if (json) {
      Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
      writer.write(JsonOutput.text(object(predictions)) + "\n");
      writer.flush();
      return;
    }
    List<String> columns = columns(predictions);
    Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    // closing the CSV writer would close standard output
    CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(writer);
    csv.writeRecord(columns);
    for (int row = 0; row < predictions.rows(); row++) {
      List<String> cells = new ArrayList<>();
      for (Object each : predicted(predictions, row)) {
        cells.add(each.toString());
      }
      for (double number : numbers(predictions, row)) {
        cells.add(Float.toString((float) number));
      }
      csv.writeRecord(cells);
    }
    csv.flush();
    writer.flush();
  }

  private List<String> columns(Predictions predictions) {
    if (predictions.target().isSeveral()) {
      return predictions.target().columns();
    }
    List<String> columns = new ArrayList<>();
    columns.add("prediction");
    if (predictions.target().task() == Task.REGRESSION) {
      return columns;
    }
    if (probabilities) {
      predictions.target().classes().forEach(name -> columns.add("probability " + name));
    } else {
      columns.add(predictions.hasProbabilities() ? "probability" : "score");
    }
    return columns;
  }

  /** What is predicted of a row: one thing, or a number for each target. */
  private static List<Object> predicted(Predictions predictions, int row) {
    if (!predictions.target().isSeveral()) {
      return List.of(prediction(predictions, row));
    }
    List<Object> values = new ArrayList<>();
    for (int k = 0; k < predictions.outputs(); k++) {
      values.add((float) predictions.value(row, k));
    }
    return values;
  }

  private static Object prediction(Predictions predictions, int row) {
    return predictions.target().task() == Task.REGRESSION
        ? (Object) (float) predictions.value(row)
        : predictions.label(row);
  }

  /** What stands behind the prediction. */
  private double[] numbers(Predictions predictions, int row) {
    if (predictions.target().task() == Task.REGRESSION) {
      return new double[0];
    }
    if (!predictions.hasProbabilities()) {
      int at = row * predictions.outputs();
      return new double[] {
        predictions.scores()[predictions.outputs() == 1 ? at : at + predictions.classOf(row)]
      };
    }
    int classes = predictions.target().classes().size();
    if (!probabilities) {
      return new double[] {
        predictions.probability(row, classes == 2 ? 1 : predictions.classOf(row))
      };
    }
    double[] all = new double[classes];
    for (int k = 0; k < classes; k++) {
      all[k] = predictions.probability(row, k);
    }
    return all;
  }

  private Map<String, @Nullable Object> object(Predictions predictions) {
    List<String> names = columns(predictions);
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("rows", predictions.rows());
    if (predictions.target().isSeveral()) {
      object.put("prediction", ofTargets(predictions));
      return object;
    }
    List<Object> values = new ArrayList<>();
    List<double[]> numbers = new ArrayList<>();
    for (int row = 0; row < predictions.rows(); row++) {
      values.add(prediction(predictions, row));
      numbers.add(numbers(predictions, row));
    }
    object.put("prediction", values);
    for (int column = 1; column < names.size(); column++) {
      List<Double> cells = new ArrayList<>();
      for (double[] row : numbers) {
        cells.add(row[column - 1]);
      }
      object.put(names.get(column), cells);
    }
    return object;
  }

  /** A list of predictions for each target, by its name. */
  private static Map<String, @Nullable Object> ofTargets(Predictions predictions) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int k = 0; k < predictions.outputs(); k++) {
      List<Object> values = new ArrayList<>();
      for (int row = 0; row < predictions.rows(); row++) {
        values.add((float) predictions.value(row, k));
      }
      object.put(predictions.target().columns().get(k), values);
    }
    return object;
  }
}
