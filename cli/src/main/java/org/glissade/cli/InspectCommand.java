package org.glissade.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.glissade.io.encode.Task;
import org.glissade.io.formats.ReadResult;
import org.glissade.io.modelfile.ModelDescription;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.table.ColumnSummary;
import org.glissade.io.table.Matrix;
import org.glissade.io.table.Schema;
import org.glissade.io.table.SparseRecords;
import org.glissade.io.table.Table;
import org.glissade.model.Calibration;
import org.glissade.spec.Numbers;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code glissade inspect}: what is in a model file, or in a data file. */
@Command(
    name = "inspect",
    description = "Shows what a model has learnt, or how a data file is understood.",
    customSynopsis = "glissade inspect FILE [--json] [options]",
    footer = {
      "glissade inspect airfoil.glissade",
      "the weights in the units of the file, and how the training went",
      "glissade inspect examples/adult.csv.gz",
      "the columns with their types, missing cells and ranges",
    })
final class InspectCommand implements Callable<Integer> {
  private static final int HEADER_LENGTH = 9;

  private final Shell shell;

  @Parameters(index = "0", paramLabel = "FILE", description = "A model or a data file.")
  private Path file = Path.of("");

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "How many weights to show of each output (default: 20).")
  private int top = 20;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @ArgGroup(validate = false, heading = HelpStyle.SECTION + "Data" + HelpStyle.END)
  private DataOptions dataOptions = new DataOptions();

  InspectCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    if (top < 0) {
      throw new SpecException("--top must be at least 0, not " + top);
    }
    if (looksLikeModel()) {
      ModelFile model = ModelFile.read(file);
      if (json) {
        JsonOutput.print(object(model), shell.out());
      } else {
        describe(model);
      }
    } else {
      ReadResult read = dataOptions.read(file.toString(), shell, dataOptions.readOptions());
      if (json) {
        JsonOutput.print(object(read), shell.out());
      } else {
        describe(read);
      }
    }
    return ExitCode.DONE;
  }

  /** By the name, or by the length and the brace with which safetensors begin. */
  private boolean looksLikeModel() throws IOException {
    if (file.toString().endsWith(".glissade")) {
      return true;
    }
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(HEADER_LENGTH);
      return head.length == HEADER_LENGTH && head[HEADER_LENGTH - 1] == '{' && head[7] == 0;
    }
  }

  private void describe(ReadResult read) {
    switch (read.records()) {
      case Matrix matrix -> {
        shell
            .out()
            .println(matrix.source() + ": " + Numbers.count(matrix.rows(), "row") + " of numbers");
        shell.out().println();
        shell.out().println(Schema.of(matrix));
      }
      case Table table -> {
        shell.out().println(table.source() + ": " + Numbers.count(table.rows(), "row"));
        shell.out().println();
        shell.out().println(Schema.of(table));
      }
      case SparseRecords sparse ->
          shell
              .out()
              .println(
                  sparse.source()
                      + ": "
                      + Numbers.count(sparse.rows(), "row")
                      + ", "
                      + Numbers.count(sparse.examples().columns(), "feature")
                      + ", "
                      + Numbers.count(sparse.examples().stored(), "nonzero"));
    }
    if (!read.notes().isEmpty()) {
      shell.out().println();
      read.notes().forEach(note -> shell.out().println(shell.outTerminal().dim(note)));
    }
  }

  private void describe(ModelFile model) {
    ModelDescription description = ModelDescription.of(model, top);
    var target = model.target();
    line(
        "Model",
        model.about().model()
            + ", "
            + Numbers.count(description.parameters(), "parameter")
            + ", "
            + Numbers.count(description.features(), "feature"));
    line(
        "Task",
        target.task().text()
            + " of "
            + target.column()
            + (target.task() == Task.REGRESSION
                ? ""
                : " (" + String.join(", ", target.classes()) + ")"));
    line("Loss", model.about().loss());
    line("Written", "by Glissade " + model.about().version());
    model.training().forEach((key, value) -> line(title(key), text(value)));
    for (ModelDescription.Output output : description.outputs()) {
      shell.out().println();
      shell
          .out()
          .println(
              shell.outTerminal().bold("Weights of " + output.name())
                  + shell
                      .outTerminal()
                      .dim("  (scaled: comparable; per unit: in the units of the file)"));
      table(output);
    }
  }

  private void table(ModelDescription.Output output) {
    int width = "feature".length();
    for (ModelDescription.Weight weight : output.strongest()) {
      width = Math.max(width, weight.feature().length());
    }
    shell.out().println(row("feature", "scaled", "per unit", width));
    for (ModelDescription.Weight weight : output.strongest()) {
      shell
          .out()
          .println(
              row(
                  weight.feature(),
                  Numbers.significant(weight.encoded()),
                  Numbers.significant(weight.perUnit()),
                  width));
    }
    shell.out().println(row("bias", "", Numbers.significant(output.bias()), width));
    if (output.zeros() > 0) {
      shell.out().println("  " + Numbers.count(output.zeros(), "weight") + " exactly 0");
    }
  }

  private static String row(String name, String scaled, String perUnit, int width) {
    return "  "
        + name
        + " ".repeat(width - name.length())
        + " ".repeat(Math.max(1, 12 - scaled.length()))
        + scaled
        + " ".repeat(Math.max(1, 12 - perUnit.length()))
        + perUnit;
  }

  private static String title(String key) {
    return key.substring(0, 1).toUpperCase(Locale.ROOT) + key.substring(1).replace('_', ' ');
  }

  private void line(String name, String text) {
    shell
        .out()
        .println(
            shell.outTerminal().bold(name + " ".repeat(Math.max(1, 17 - name.length()))) + text);
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case Double number -> Numbers.significant(number);
      case Number number -> Numbers.count(number.longValue());
      default -> value.toString();
    };
  }

  private static Map<String, @Nullable Object> object(ReadResult read) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("source", read.records().source());
    object.put("rows", read.records().rows());
    if (read.targets().size() > 1) {
      object.put("targets", read.targets());
    } else {
      object.put("target", read.target());
    }
    switch (read.records()) {
      case Table table -> object.put("columns", objects(Schema.of(table)));
      case Matrix matrix -> object.put("columns", objects(Schema.of(matrix)));
      case SparseRecords sparse -> {
        object.put("features", sparse.examples().columns());
        object.put("nonzeros", sparse.examples().stored());
      }
    }
    object.put("notes", read.notes());
    return object;
  }

  private static List<Object> objects(Schema schema) {
    List<Object> columns = new ArrayList<>();
    for (ColumnSummary column : schema.columns()) {
      columns.add(object(column));
    }
    return columns;
  }

  /** What the column does not have is left out. */
  private static Map<String, @Nullable Object> object(ColumnSummary column) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("name", column.name());
    object.put("type", column.type());
    if (column.missing() >= 0) {
      object.put("missing", column.missing());
    }
    if (column.distinct() >= 0) {
      object.put("distinct", column.distinct());
    }
    ColumnSummary.Range range = column.range();
    if (range != null) {
      object.put("minimum", range.minimum());
      object.put("mean", range.mean());
      object.put("maximum", range.maximum());
    }
    if (!column.example().isEmpty()) {
      object.put("example", column.example());
    }
    return object;
  }

  private Map<String, @Nullable Object> object(ModelFile model) {
    ModelDescription description = ModelDescription.of(model, top);
    var target = model.target();
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("model", model.about().model());
    object.put("version", model.about().version());
    object.put("task", target.task().text());
    TrainJson.target(target, object);
    object.put("classes", target.classes());
    object.put("loss", model.about().loss());
    Calibration calibration = model.calibration();
    if (calibration != null) {
      object.put("calibration", calibration.method().text());
    }
    object.put("recipe", model.about().recipe());
    object.put("features", description.features());
    object.put("parameters", description.parameters());
    object.put("training", model.training());
    List<Object> outputs = new ArrayList<>();
    for (ModelDescription.Output output : description.outputs()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", output.name());
      one.put("bias", output.bias());
      one.put("zeros", output.zeros());
      List<Object> weights = new ArrayList<>();
      for (ModelDescription.Weight weight : output.strongest()) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("feature", weight.feature());
        entry.put("scaled", weight.encoded());
        entry.put("per_unit", weight.perUnit());
        weights.add(entry);
      }
      one.put("weights", weights);
      outputs.add(one);
    }
    object.put("outputs", outputs);
    return object;
  }
}
