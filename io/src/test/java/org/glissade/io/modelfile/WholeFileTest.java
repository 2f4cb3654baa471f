package org.glissade.io.modelfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  void whatAnotherRunLeftUnfinishedIsNotTouched() throws Exception {
    Path stale = folder.resolve(".a.0.unfinished");
    Files.writeString(stale, "someone else's");
    WholeFile.write(folder.resolve("a"), text("new"));
    assertThat(folder.resolve("a")).hasContent("new");
    assertThat(stale).hasContent("someone else's");
    assertThat(names()).containsExactly(".a.0.unfinished", "a");
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
