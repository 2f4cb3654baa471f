package org.glissade.io.modelfile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Another process that is in the midst of writing a file, and is killed there. */
public final class KilledWriter implements AutoCloseable {
  private final Process process;

  private KilledWriter(Process process) {
    this.process = process;
  }

  /** Starts one, and waits until it has written a part of the file. */
  public static KilledWriter of(Path target) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledWriter.class.getName(),
                target.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.getInputStream().read() != '.') {
      process.destroyForcibly();
      throw new IOException("the writer did not come to write");
    }
    return new KilledWriter(process);
  }

  /** What is in the name of the file that it writes. */
  public String mark() {
    return "glissade-" + process.pid() + "-";
  }

  /** SIGKILL: the process can do nothing more. */
  public void kill() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }

  /** The other process. */
  public static void main(String[] args) {
    WholeFile.write(
        Path.of(args[0]),
        channel -> {
          channel.write(ByteBuffer.allocate(1000));
          System.out.print('.');
          System.out.flush();
          try {
            Thread.sleep(600_000);
          } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
          }
        });
  }
}
