package org.glissade.io.modelfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.glissade.io.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  @TempDir Path folder;

  private static WholeFile.Content text(String text) {
    return channel -> channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aWriteThatFailsLeavesTheOldFileAndNothingElse() throws Exception {
    Path path = folder.resolve("a");
    WholeFile.write(path, text("old"));
    for (Exception failure :
        List.of(new IOException("No space left on device"), new IllegalStateException("broken"))) {
      assertThatThrownBy(
              () ->
                  WholeFile.write(
                      path,
                      channel -> {
                        text("half").writeTo(channel);
                        if (failure instanceof IOException e) {
                          throw e;
                        }
                        throw (RuntimeException) failure;
                      }))
          .hasMessageContaining(failure.getMessage());
      assertThat(path).hasContent("old");
      assertThat(names()).containsExactly("a");
    }
  }

  @Test
  void aFailureIsADataExceptionWithTheReason() throws Exception {
    assertThatThrownBy(() -> WholeFile.write(folder.resolve("no/such/a"), text("x")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("there is no folder " + folder.resolve("no/such"));
    assertThatThrownBy(() -> WholeFile.write(folder, text("x")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("folder of that name");
    Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> WholeFile.write(folder.resolve("file/a"), text("x")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("cannot write " + folder.resolve("file/a"));
    assertThatThrownBy(
            () ->
                WholeFile.write(
                    folder.resolve("a"),
                    channel -> {
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("No space left on device");
    assertThat(names()).containsExactly("file");
  }

  @Test
  void readersSeeTheOldContentUntilAllIsWritten() throws Exception {
    Path path = folder.resolve("a");
    WholeFile.write(path, text("old"));
    WholeFile.write(
        path,
        channel -> {
          text("new").writeTo(channel);
          assertThat(path).hasContent("old");
        });
    assertThat(path).hasContent("new");
  }

  @Test
  void whatAKilledProcessLeftIsRemovedAndWhatALivingOneWritesIsNot() throws Exception {
    try (KilledWriter living = KilledWriter.of(folder.resolve("a"));
        KilledWriter killed = KilledWriter.of(folder.resolve("a"))) {
      assertThat(names()).hasSize(2).allMatch(name -> name.endsWith(".unfinished"));
      killed.kill();
      WholeFile.write(folder.resolve("a"), text("new"));
      assertThat(names()).hasSize(2).contains("a").anyMatch(name -> name.contains(living.mark()));
      living.kill();
      WholeFile.write(folder.resolve("b"), text("another file"));
      assertThat(names()).hasSize(3);
      WholeFile.write(folder.resolve("a"), text("newer"));
      assertThat(names()).containsExactly("a", "b");
      assertThat(folder.resolve("a")).hasContent("newer");
    }
  }

  @Test
  void writersOfTheSameFileInOneProcessLeaveEachOtherAlone() throws Exception {
    Path path = folder.resolve("a");
    WholeFile.write(
        path,
        outer -> {
          text("outer").writeTo(outer);
          WholeFile.write(path, text("inner"));
          assertThat(path).hasContent("inner");
          try (KilledWriter other = KilledWriter.of(path)) {
            // another process, too, finds the lock of this one still held
            assertThat(names()).hasSize(3).anyMatch(name -> name.contains(other.mark()));
          }
          WholeFile.write(path, text("inner again"));
          assertThat(names()).hasSize(2);
        });
    assertThat(path).hasContent("outer");
    assertThat(names()).containsExactly("a");
  }

  @Test
  void manyWritersAtOnceAllSucceed() throws Exception {
    Path path = folder.resolve("a");
    Callable<Void> job =
        () -> {
          for (int i = 0; i < 50; i++) {
            WholeFile.write(path, text("whole"));
          }
          return null;
        };
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      for (var done : pool.invokeAll(List.of(job, job, job, job))) {
        done.get();
      }
    }
    assertThat(path).hasContent("whole");
    assertThat(names()).containsExactly("a");
  }

  @Test
  void filesThatMerelyLookAlikeAreNotTouched() throws Exception {
    List<String> alike =
        List.of(
            ".a.0.unfinished",
            ".a.glissade-1.unfinished",
            ".a.glissade-x-1.unfinished",
            ".a.glissade-1-1.unfinished.txt",
            ".ab.glissade-1-1.unfinished",
            "a.glissade-1-1.unfinished");
    for (String name : alike) {
      Files.writeString(folder.resolve(name), "someone else's");
    }
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "someone else's");
    Files.createSymbolicLink(folder.resolve(".a.glissade-1-2.unfinished"), elsewhere);
    Files.createDirectory(folder.resolve(".a.glissade-1-3.unfinished"));
    List<String> before = names();
    WholeFile.write(folder.resolve("a"), text("new"));
    assertThat(names()).containsAll(before).hasSize(before.size() + 1);
    assertThat(elsewhere).hasContent("someone else's");
  }

  @Test
  void aLinkStaysALinkAndItsTargetIsWritten() throws Exception {
    Path target = Files.writeString(folder.resolve("target"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);
    WholeFile.write(link, text("new"));
    assertThat(link).isSymbolicLink();
    assertThat(target).hasContent("new");
  }
}
