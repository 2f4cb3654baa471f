package org.glissade.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.glissade.lab.Lab;
import org.glissade.lab.LabContent;
import org.glissade.lab.server.Listening;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Runs a little of everything and shows nothing: the rehearsal from which the launcher makes the
 * cache for a quick start (JEP 483, 514, 515). What is not rehearsed here works all the same, only
 * starts slower.
 */
@Command(name = "rehearse", hidden = true, description = "Runs a little of everything, in silence.")
final class RehearseCommand implements Callable<Integer> {
  private static final int ROWS = 400;

  private final Shell shell;

  @Parameters(index = "0", paramLabel = "FOLDER", description = "For temporary files.")
  private Path folder;

  RehearseCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    Path data = folder.resolve("rehearsal.csv");
    Path model = folder.resolve("rehearsal.glissade");
    Files.writeString(data, table());
    for (String target : List.of("price", "kind", "colour")) {
      String[] train = {
        "train", data.toString(), "--target", target, "-o", model.toString(), "--epochs", "20"
      };
      run(train);
      run(with(train, "--json"));
      run("predict", model.toString(), data.toString());
      run("evaluate", model.toString(), data.toString());
      run("inspect", model.toString());
    }
    run("inspect", data.toString());
    run("--help");
    run("train", "--help");
    run("--version");
    run("no-such-command");
    run("lab", "--help");
    drawing();
    lab();
    return ExitCode.DONE;
  }

  private void run(String... args) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Map<String, String> terminal =
        Map.of("GLISSADE_TERMINAL", "out err", "LANG", "C.UTF-8", "TERM", "xterm");
    int status = Main.run(args, new ByteArrayInputStream(new byte[0]), nowhere, nowhere, terminal);
    // seen only by who runs this command by hand; a failure is not one of the rehearsal
    shell.out().println(status + " " + String.join(" ", args));
  }

  /** The first page of the lab, as a browser gets it. */
  private static void lab() throws IOException {
    try (Lab lab = Lab.open(LabContent.NOTHING, Listening.anywhereFree(), fault -> {})) {
      URI address = URI.create(lab.server().address());
      String key = get(address, address.getRawPath() + "?" + address.getRawQuery(), "");
      int cookie = key.indexOf("glissade-lab-");
      get(address, "/", "Cookie: " + key.substring(cookie, key.indexOf(';', cookie)) + "\r\n");
    }
  }

  private static String get(URI server, String target, String header) throws IOException {
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      String request =
          "GET "
              + target
              + " HTTP/1.1\r\nHost: "
              + server.getAuthority()
              + "\r\nConnection: close\r\n"
              + header
              + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String[] with(String[] args, String last) {
    String[] more = Arrays.copyOf(args, args.length + 1);
    more[args.length] = last;
    return more;
  }

  private static void drawing() {
    double[] x = {0, 1, 2, 3};
    double[] y = {1, 0.5, 0.3, 0.2};
    LossPlot.Series series = new LossPlot.Series("training loss", x, y);
    LossPlot.draw(List.of(series, series), "epoch", 60, 12, new Terminal(true, true, true, 80));
  }

  /** Numbers, words and missing cells; a target of each kind. */
  private static String table() {
    StringBuilder table = new StringBuilder("size,age,colour,price,kind\n");
    String[] colours = {"red", "green", "blue"};
    for (int row = 0; row < ROWS; row++) {
      int size = row * 37 % 101;
      int age = row * 53 % 97;
      table
          .append(size + ".5,")
          .append(row % 50 == 0 ? "" : Integer.toString(age))
          .append(',')
          .append(colours[row % 3])
          .append(',')
          .append(3 * size - 2 * age + row % 7)
          .append(size > age ? ",yes\n" : ",no\n");
    }
    return table.toString();
  }
}
