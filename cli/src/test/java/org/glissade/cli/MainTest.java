package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.glissade.io.DataException;
import org.glissade.spec.Spec;
import org.glissade.spec.SpecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

class MainTest {
  private final ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
  private final ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(outBytes, false, StandardCharsets.UTF_8);
  private final PrintStream err = new PrintStream(errBytes, false, StandardCharsets.UTF_8);

  private int run(String... args) {
    return Main.run(args, new ByteArrayInputStream(new byte[0]), out, err, environment("none"));
  }

  private static Map<String, String> environment(String terminal) {
    return Map.of("GLISSADE_TERMINAL", terminal, "LANG", "C.UTF-8", "COLUMNS", "80");
  }

  private String out() {
    out.flush();
    return outBytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  private String err() {
    err.flush();
    return errBytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  // --- the start-up cache --------------------------------------------------------------------

  @Test
  void onlyARunThatEndedWellTakesItsMarkAway(@TempDir Path folder) throws IOException {
    Path mark = Files.createFile(folder.resolve("launcher.run.1"));
    Map<String, String> marked = Map.of("GLISSADE_MARK", mark.toString());
    Main.unmark(ExitCode.DONE, Map.of());
    Main.unmark(ExitCode.FAILED, marked);
    assertThat(mark).exists();
    Main.unmark(ExitCode.DONE, marked);
    assertThat(mark).doesNotExist();
    Main.unmark(ExitCode.DONE, marked); // it may be gone: nothing to complain of
  }

  // --- the root ------------------------------------------------------------------------------

  @Test
  void helpSaysWhatItIsHowToCallItAndShowsExamples() {
    assertThat(run("--help")).isZero();
    assertThat(err()).isEmpty();
    assertThat(out())
        .startsWith("Trains models on a file")
        .containsSubsequence(
            "Usage:\n  glissade COMMAND [options]", "Options:\n", "--help", "Examples:\n")
        .contains("\n  glissade train examples/airfoil.csv --target sound_pressure\n")
        .doesNotContain("rehearse", "\u001b");
  }

  @Test
  void helpHasColoursOnlyOnATerminal() {
    String[] args = {"--help"};
    Main.run(args, new ByteArrayInputStream(new byte[0]), out, err, environment("out"));
    assertThat(out()).contains("\u001b[1m");
  }

  @Test
  void theVersionIsTheOneOfTheBuild() {
    assertThat(run("--version")).isZero();
    assertThat(out())
        .matches("glissade [0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)? \\(Java 2[5-9].*\\)\n");
  }

  @Test
  void noCommandIsAUsageErrorOfAFewLines() {
    assertThat(run()).isEqualTo(ExitCode.USAGE);
    assertThat(out()).isEmpty();
    assertThat(err()).startsWith("glissade: which command?\n").endsWith("See: glissade --help\n");
  }

  @Test
  void anUnknownOptionNamesTheNearest() {
    assertThat(run("--hlep")).isEqualTo(ExitCode.USAGE);
    assertThat(err())
        .isEqualTo(
            "glissade: there is no option --hlep; did you mean --help?\nSee: glissade --help\n");
  }

  @Test
  void aFileInPlaceOfACommandIsAdvisedOn() {
    assertThat(run("data/airfoil.csv")).isEqualTo(ExitCode.USAGE);
    assertThat(err())
        .startsWith(
            "glissade: there is no command data/airfoil.csv;"
                + " to train on a file: glissade train data/airfoil.csv\n");
  }

  @Test
  void theRehearsalLeavesNothingElseOnTheScreen(@TempDir Path folder) {
    assertThat(run("rehearse", folder.toString())).isZero();
    assertThat(out().lines()).allMatch(line -> line.matches("[0-9]+ .*")).contains("0 --help");
    assertThat(err()).isEmpty();
  }

  // --- any command ---------------------------------------------------------------------------

  @SuppressWarnings("UnusedVariable") // picocli writes them, nobody has to read them
  @Command(
      name = "slide",
      description = {"Goes down.", "Quickly."},
      customSynopsis = "glissade slide SLOPE [options]",
      footer = {"glissade slide hill", "goes down a hill"})
  private static final class Slide implements Runnable {
    @Parameters(index = "0", paramLabel = "SLOPE", description = "Where to go down.")
    private String slope;

    @ArgGroup(validate = false, heading = HelpStyle.SECTION + "Movement" + HelpStyle.END)
    private Movement movement = new Movement();

    private final Throwable failure;

    Slide(Throwable failure) {
      this.failure = failure;
    }

    @Override
    public void run() {
      Slide.<RuntimeException>raise(failure);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> void raise(Throwable failure) throws E {
      throw (E) failure;
    }
  }

  @SuppressWarnings("UnusedVariable")
  private static final class Movement {
    @Option(names = "--speed", paramLabel = "N", description = "Steps a second.")
    private int speed = 1;

    @Option(names = "--rate", paramLabel = "SPEC", converter = RateConverter.class)
    private Spec rate = Spec.parse("1");
  }

  private static final class RateConverter implements CommandLine.ITypeConverter<Spec> {
    @Override
    public Spec convert(String text) {
      return Spec.parse(text);
    }
  }

  private int slide(Throwable failure, String... args) {
    Shell shell = Shell.of(new ByteArrayInputStream(new byte[0]), out, err, environment("none"));
    return Main.run(args, shell, root -> root.addSubcommand(new Slide(failure)));
  }

  private int failing(Throwable failure) {
    return slide(failure, "slide", "hill");
  }

  @Test
  void aCommandsHelpHasItsSections() {
    assertThat(slide(new AssertionError(), "slide", "--help")).isZero();
    assertThat(out())
        .startsWith("Goes down.\nQuickly.\n\nUsage:\n  glissade slide SLOPE [options]\n")
        .containsSubsequence(
            "Arguments:\n",
            "SLOPE",
            "Movement:\n",
            "--speed=N",
            "Other options:\n",
            "--help",
            "--debug",
            "Examples:\n  glissade slide hill\n      goes down a hill\n");
  }

  @Test
  void aMistypedCommandNamesTheNearest() {
    assertThat(slide(new AssertionError(), "slied")).isEqualTo(ExitCode.USAGE);
    assertThat(err())
        .isEqualTo(
            """
            glissade: there is no command slied; did you mean slide?
            Commands: slide
            See: glissade --help
            """);
  }

  @Test
  void aMistypedOptionNamesTheNearest() {
    assertThat(slide(new AssertionError(), "slide", "hill", "--sped=3")).isEqualTo(ExitCode.USAGE);
    assertThat(err())
        .isEqualTo(
            "glissade: there is no option --sped; did you mean --speed?\nSee: glissade slide --help\n");
  }

  @Test
  void aMistypedOptionIsFoundBeforeItsValue() {
    assertThat(slide(new AssertionError(), "slide", "hill", "--sped", "3"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err()).startsWith("glissade: there is no option --sped; did you mean --speed?\n");
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThat(slide(new AssertionError(), "slide")).isEqualTo(ExitCode.USAGE);
    assertThat(err()).startsWith("glissade: SLOPE is missing\n");
    errBytes.reset();
    assertThat(slide(new AssertionError(), "slide", "hill", "--speed")).isEqualTo(ExitCode.USAGE);
    assertThat(err()).startsWith("glissade: --speed needs a value\n");
  }

  @Test
  void aNumberThatIsNoneIsDescribedInWords() {
    assertThat(slide(new AssertionError(), "slide", "hill", "--speed", "fast"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err()).startsWith("glissade: --speed: 'fast' is not a whole number\n");
  }

  @Test
  void aTextFormThatCannotBeReadNamesItsOption() {
    assertThat(slide(new AssertionError(), "slide", "hill", "--rate", "cosine(0.1"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err()).startsWith("glissade: --rate: expected , or ) at character 11");
  }

  @Test
  void badDataIsAFailureWithItsMessageAlone() {
    assertThat(failing(new DataException("a.csv:3:7: not a number: x"))).isEqualTo(ExitCode.FAILED);
    assertThat(err()).isEqualTo("glissade: a.csv:3:7: not a number: x\n");
  }

  @Test
  void aTextFormRefusedLateIsAUsageError() {
    assertThat(failing(new SpecException("there is no loss named sqared")))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err()).isEqualTo("glissade: there is no loss named sqared\n");
  }

  @Test
  void fileErrorsAreWords() {
    assertThat(failing(new NoSuchFileException("a.csv"))).isEqualTo(ExitCode.FAILED);
    assertThat(failing(new UncheckedIOException(new AccessDeniedException("b.csv"))))
        .isEqualTo(ExitCode.FAILED);
    assertThat(failing(new IOException("the pipe broke"))).isEqualTo(ExitCode.FAILED);
    assertThat(err())
        .isEqualTo(
            """
            glissade: there is no file a.csv
            glissade: no permission to use b.csv
            glissade: the pipe broke
            """);
  }

  @Test
  void outOfMemorySaysHowToGiveMore() {
    assertThat(failing(new OutOfMemoryError("Java heap space"))).isEqualTo(ExitCode.FAILED);
    assertThat(err()).startsWith("glissade: out of memory").contains("GLISSADE_JAVA_OPTS");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStackTraceIsShownOnlyWithDebug(boolean debug) {
    String[] plain = {"slide", "hill"};
    String[] debugging = {"slide", "hill", "--debug"};
    assertThat(slide(new IllegalStateException("slipped"), debug ? debugging : plain))
        .isEqualTo(ExitCode.FAILED);
    assertThat(err()).startsWith("glissade: unexpected IllegalStateException: slipped\n");
    assertThat(err().contains("\tat org.glissade")).isEqualTo(debug);
    assertThat(err().contains("--debug shows where")).isEqualTo(!debug);
  }
}
