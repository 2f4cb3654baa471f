package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class LabCommandTest {
  @TempDir private Path folder;

  // --- what is wrong is said before anything starts --------------------------------------------

  @Test
  void dataOrRunsThatAreMissingAreSaid() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "x,y\n1,2\n");
    Path none = folder.resolve("none");
    assertThat(CommandRun.of("lab", none).endsWith(ExitCode.FAILED).err())
        .isEqualTo("glissade: there is no file " + none + "\n");
    assertThat(CommandRun.of("lab", folder).endsWith(ExitCode.FAILED).err())
        .contains("is not a file");
    assertThat(CommandRun.of("lab", "-").endsWith(ExitCode.FAILED).err()).contains("name a file");
    assertThat(CommandRun.of("lab", file, "--runs", none).endsWith(ExitCode.FAILED).err())
        .contains("there is no folder " + none, "--runs");
    assertThat(CommandRun.of("lab", "--runs", file).endsWith(ExitCode.FAILED).err())
        .contains("is not a folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "65536", "http"})
  void aPortThatIsNoneIsSaid(String port) {
    CommandRun run = CommandRun.of("lab", "--port=" + port).endsWith(ExitCode.USAGE);
    assertThat(run.err()).contains(port).doesNotContain("Exception");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aPortThatIsTakenIsSaidWithWhatToDo() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = taken.getLocalPort();
      CommandRun run = CommandRun.of("lab", "--port", port).endsWith(ExitCode.FAILED);
      assertThat(run.err()).contains("cannot listen on port " + port, "--port");
      assertThat(run.out()).isEmpty();
    }
  }

  // --- the whole process -----------------------------------------------------------------------

  private static Process start(String... words) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "lab",
                "--port",
                "0"));
    command.addAll(Arrays.asList(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("GLISSADE_TERMINAL", "none");
    return builder.start();
  }

  private static String lines(BufferedReader reader) {
    return String.join("\n", reader.lines().toList());
  }

  @Test
  void theAddressIsOneLineAndWhatToDoGoesElsewhereAndASignalEndsItAtOnce()
      throws IOException, InterruptedException {
    Process process = start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
      String address = out.readLine();
      assertThat(address).matches("http://127\\.0\\.0\\.1:\\d+/\\?token=[A-Za-z0-9_-]{32}");
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(address).toURL().openConnection();
      connection.setInstanceFollowRedirects(false);
      assertThat(connection.getResponseCode()).isEqualTo(303);
      process.toHandle().destroy();
      assertThat(lines(out)).isEmpty();
      assertThat(lines(err)).contains("Ctrl-C").doesNotContain("Warning:", "token=");
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(128 + 15);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void trainingsOfThePageAreThisCommand() throws IOException, InterruptedException {
    Path data = SampleData.write(folder.resolve("flats.csv"), SampleData.prices(100));
    Path runs = folder.resolve("runs");
    Process process =
        new OwnCommand()
            .start(
                List.of(
                    "train",
                    data.toString(),
                    "--epochs=2",
                    "--runs=" + runs,
                    "--output=" + folder.resolve("m.glissade")));
    try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
      String said = lines(err);
      assertThat(process.waitFor()).as(said).isEqualTo(ExitCode.DONE);
      assertThat(runs).isNotEmptyDirectory();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void whoLetsOtherMachinesInIsWarned() throws IOException {
    Process process = start("--host", "0.0.0.0");
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).contains("/?token=");
      process.toHandle().destroy();
      assertThat(lines(err)).contains("Warning: other machines can reach this lab");
    } finally {
      process.destroyForcibly();
    }
  }

  // --- the browser -----------------------------------------------------------------------------

  @Test
  void aBrowserIsStartedOnlyWhereThereIsAScreen() {
    assertThat(Browser.commands("Linux", Map.of("DISPLAY", ""), "a")).isEmpty();
    assertThat(Browser.commands("Linux", Map.of("WAYLAND_DISPLAY", "w"), "a"))
        .containsExactly(List.of("setsid", "xdg-open", "a"), List.of("xdg-open", "a"));
    assertThat(Browser.commands("Mac OS X", Map.of(), "a")).containsExactly(List.of("open", "a"));
    assertThat(Browser.commands("Windows 11", Map.of(), "a"))
        .singleElement()
        .satisfies(command -> assertThat(command).startsWith("rundll32").endsWith("a"));
  }
}
