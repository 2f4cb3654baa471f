package org.glissade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arrays in files and caches of text, on the command line. */
class LargeDataTest {
  @TempDir Path folder;

  private Path text() throws IOException {
    StringBuilder text = new StringBuilder("a,b,kind\n");
    for (int row = 0; row < 200; row++) {
      text.append(row % 17).append(',').append(row * 0.5f % 7).append(',').append(row / 100);
      text.append('\n');
    }
    return Files.writeString(folder.resolve("data.csv"), text.toString());
  }

  private CommandRun train(Path data, Path model, String... more) {
    Object[] args = new Object[7 + more.length];
    args[0] = "train";
    args[1] = data;
    args[2] = "-o";
    args[3] = model;
    args[4] = "--epochs";
    args[5] = "5";
    args[6] = "--learning-rate=0.1";
    System.arraycopy(more, 0, args, 7, more.length);
    return CommandRun.of(args);
  }

  @Test
  void convertedNumbersAreTrainedOnEvaluatedAndInspected() throws IOException {
    Path npy = folder.resolve("data.npy");
    assertThat(CommandRun.of("convert", text(), npy).ok().out())
        .contains("wrote <f4 (200, 3)", "the target kind is its column c3");
    Path model = folder.resolve("m.glissade");
    assertThat(train(npy, model).ok().out())
        .contains("200 rows, 2 features", "read where they lie in the file", "binary of c3");
    assertThat(CommandRun.of("evaluate", model, npy).ok().out()).contains("200 rows");
    assertThat(CommandRun.of("predict", model, npy).ok().out().lines()).hasSize(201);
    assertThat(CommandRun.of("inspect", npy).ok().out())
        .contains("200 rows of numbers", "c1      numeric        0");
    assertThat(CommandRun.of("inspect", npy, "--json").ok().out()).contains("\"name\":\"c2\"");
    // the rows to hold against it may be in another form
    assertThat(train(npy, model, "--validation", npy.toString()).ok().out())
        .contains("200 to learn from, 200 held out");
  }

  @Test
  void theCacheIsSaidAndGivesTheSameModel() throws IOException {
    Path csv = text();
    Path plain = folder.resolve("plain.glissade");
    Path cached = folder.resolve("cached.glissade");
    train(csv, plain, "--validation", "0").ok();
    assertThat(train(csv, cached, "--validation", "0", "--cache").ok().out())
        .contains("made the cache " + csv + ".glissade-cache");
    assertThat(cached).hasSameBinaryContentAs(plain);
    assertThat(train(csv, cached, "--validation", "0", "--cache").ok().out())
        .contains("read from the cache");
    assertThat(cached).hasSameBinaryContentAs(plain);
    Path elsewhere = folder.resolve("caches");
    CommandRun.of("evaluate", plain, csv, "--cache-folder", elsewhere).ok();
    assertThat(elsewhere).isDirectory();
  }

  @Test
  void aFileThatIsTooShortIsRefused() throws IOException {
    Path npy = folder.resolve("data.npy");
    CommandRun.of("convert", text(), npy).ok();
    try (FileChannel channel = FileChannel.open(npy, StandardOpenOption.WRITE)) {
      channel.truncate(1000);
    }
    assertThat(train(npy, folder.resolve("m")).endsWith(ExitCode.FAILED).err())
        .startsWith("glissade: " + npy + " ends early: it has 1000 bytes, and its shape (200, 3)");
    assertThat(folder.resolve("m")).doesNotExist();
  }

  @Test
  void whatCannotBeAnArrayIsSaid() throws IOException {
    Path csv = text();
    assertThat(CommandRun.of("convert", csv, csv).endsWith(ExitCode.USAGE).err())
        .contains("would overwrite");
    assertThat(
            CommandRun.withInput("1,2\n3,4\n", "train", "-", "--cache")
                .endsWith(ExitCode.FAILED)
                .err())
        .contains("standard input cannot be cached");
    assertThat(CommandRun.of("train", csv, "--format", "npy").endsWith(ExitCode.FAILED).err())
        .contains("does not begin as .npy files do");
  }
}
