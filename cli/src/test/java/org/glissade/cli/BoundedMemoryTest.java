package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files several times larger than the heap, in a process of its own. */
class BoundedMemoryTest {
  private static final int COLUMNS = 101;
  private static final int ROWS = 300_000;
  private static final long MIB = 1 << 20;

  /** What the process takes for the file: its rows; and its compiled code may differ. */
  private static final long WINDOW = 8 * MIB;

  private static final long CODE = 40 * MIB;

  @TempDir Path folder;

  /** Runs a command and prints the most memory that the process had. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws IOException {
      int status = CommandRun.of((Object[]) args).ok().status();
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmHWM:")) {
          System.out.println("peak " + line.replaceAll("[^0-9]", "") + " status " + status);
        }
      }
    }
  }

  private static long peakBytes(String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // a heap that is there from the start cannot tell two runs apart
    command.addAll(List.of("-Xms48m", "-Xmx48m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
    command.addAll(List.of(args));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("peak ");
    return 1024
        * Long.parseLong(output.substring(output.indexOf("peak ") + 5, output.indexOf(" status")));
  }

  private Path array(String name, int rows) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file);
        WritableByteChannel channel = Channels.newChannel(out)) {
      String head =
          "{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", " + COLUMNS + "), }";
      byte[] bytes =
          (head + " ".repeat(117 - head.length()) + "\n").getBytes(StandardCharsets.US_ASCII);
      out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
      out.write(bytes);
      ByteBuffer piece = ByteBuffer.allocate(100 * COLUMNS * 4).order(ByteOrder.LITTLE_ENDIAN);
      for (int row = 0; row < rows; row += 100) {
        piece.clear();
        for (int i = row; i < row + 100; i++) {
          for (int j = 0; j < COLUMNS; j++) {
            piece.putFloat((i * 31L + j * 17L) % 1009 / 500f - 1);
          }
        }
        channel.write(piece.flip());
      }
    }
    return file;
  }

  private long training(Path data, String... more) throws IOException, InterruptedException {
    List<String> args = new ArrayList<>();
    args.addAll(List.of("train", data.toString(), "-o", folder.resolve("m.glissade").toString()));
    args.addAll(List.of("--epochs", "2", "--learning-rate", "0.01", "--task", "regression"));
    args.addAll(List.of(more));
    return peakBytes(args.toArray(String[]::new));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void trainingOnALargeFileTakesNoMoreMemoryThanOnASmallOne()
      throws IOException, InterruptedException {
    Path small = array("small.npy", 20_000);
    Path large = array("large.npy", ROWS);
    long bound = training(small, "--memory", "16m") + WINDOW + CODE;
    assertThat(Files.size(large)).isGreaterThan(2 * (WINDOW + CODE));
    assertThat(training(large, "--memory", "16m")).isLessThan(bound);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void textLargerThanTheHeapIsConvertedAndLearntFrom() throws IOException, InterruptedException {
    Path text = folder.resolve("large.csv");
    int rows = 130_000;
    try (BufferedWriter writer = Files.newBufferedWriter(text)) {
      StringBuilder line = new StringBuilder();
      for (int row = 0; row < rows; row++) {
        line.setLength(0);
        for (int j = 0; j < COLUMNS; j++) {
          line.append(j == 0 ? "" : ",").append((row * 31L + j * 17L) % 1009 / 500.0 + j);
        }
        writer.write(line.append('\n').toString());
      }
    }
    long cells = (long) rows * COLUMNS * Float.BYTES;
    assertThat(cells).isGreaterThan(48 * MIB);
    training(text, "--cache", "--threads", "2");
    peakBytes("convert", text.toString(), folder.resolve("kept.npy").toString());
    assertThat(Files.size(folder.resolve("kept.npy"))).isEqualTo(128 + cells);
  }
}
