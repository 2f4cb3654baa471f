package org.glissade.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.glissade.io.cache.Conversion;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.Source;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code glissade convert}: text as arrays that can be mapped. */
@Command(
    name = "convert",
    description = {
      "Writes a file of rows as arrays of NumPy, which are read where they lie.",
      "A table of numbers becomes one array of float32, columns as in the file; sparse rows (LIBSVM)",
      "become NAME.indptr.npy, and beside it .indices, .data, .labels and .shape. An array of other",
      "numbers becomes one of float32."
    },
    customSynopsis = "glissade convert DATA FILE.npy [options]",
    footer = {
      "glissade convert examples/airfoil.csv airfoil.npy",
      "then: glissade train airfoil.npy, or np.load(\"airfoil.npy\") in Python",
      "glissade convert examples/mushrooms.libsvm.gz mushrooms.indptr.npy",
      "sparse rows; then: glissade train mushrooms.indptr.npy",
    })
final class ConvertCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(index = "0", paramLabel = "DATA", description = "A file, or - for standard input.")
  private String data = "";

  @Parameters(
      index = "1",
      paramLabel = "FILE.npy",
      description = "Where the array goes; for sparse rows, NAME.indptr.npy.")
  private Path output = Path.of("");

  @Option(
      names = {"-t", "--target"},
      paramLabel = "COLUMN",
      description =
          "The target, or several with commas between: read as numbers whatever they look like"
              + " (default: the last).")
  private @Nullable String target;

  @ArgGroup(validate = false, heading = HelpStyle.SECTION + "Data" + HelpStyle.END)
  private DataOptions dataOptions = new DataOptions();

  ConvertCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    Destination.checked("--output", output, data);
    ReadOptions options = dataOptions.readOptions();
    Conversion.convert(
        Source.of(data, shell.in()),
        target == null ? options : options.target(target),
        output,
        note -> shell.out().println(note));
    return ExitCode.DONE;
  }
}
