package org.glissade.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappingTest {
  /** More numbers than lie in a few pages. */
  private static final int COUNT = 100_000;

  @TempDir Path folder;

  private Path file() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8 + 4 * COUNT).order(ByteOrder.nativeOrder());
    bytes.putLong(0x0123456789ABCDEFL);
    for (int i = 0; i < COUNT; i++) {
      bytes.putFloat(i);
    }
    return Files.write(folder.resolve("numbers.bin"), bytes.array());
  }

  private static void cut(Path file, long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
    }
  }

  private static Mapping mapping(Floats floats) {
    return Objects.requireNonNull(floats.mapping());
  }

  @Test
  void aPartOfAFileIsReadWhereItLies() throws IOException {
    Path file = file();
    Floats floats = Floats.map(file, 8, COUNT);
    assertThat(floats.length()).isEqualTo(COUNT);
    float[] some = new float[5];
    floats.copyTo(COUNT - 3, some, 1, 3);
    assertThat(some).containsExactly(0, COUNT - 3, COUNT - 2, COUNT - 1, 0);
    assertThat(Longs.map(file, 0, 1).get(0)).isEqualTo(0x0123456789ABCDEFL);
    assertThat(Ints.map(file, 12, 1).get(0)).isEqualTo(Float.floatToRawIntBits(1));
    assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> floats.set(0, 1));
  }

  @Test
  void droppedPagesComeBack() throws IOException {
    Floats floats = Floats.map(file(), 8, COUNT);
    mapping(floats).keepWithin(0); // a few pages only: all is dropped again and again
    float[] copy = new float[COUNT];
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < COUNT; i += 100) {
        floats.copyTo(i, copy, i, 100);
      }
      for (int i = 0; i < COUNT; i++) {
        assertThat(copy[i]).isEqualTo(i);
      }
    }
  }

  @Test
  void aFileTooShortIsRefusedWhenItIsOpened() throws IOException {
    Path file = file();
    assertThatThrownBy(() -> Floats.map(file, 8, COUNT + 1))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("numbers.bin")
        .hasMessageContaining("400008 bytes; 400012 were expected");
    assertThatThrownBy(() -> Floats.map(folder.resolve("none"), 0, 1))
        .isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void aFileThatShrinksIsFoundWhereItIsCopied() throws IOException {
    Path file = file();
    Floats floats = Floats.map(file, 8, COUNT);
    float[] copy = new float[COUNT];
    for (int i = 0; i < 20_000; i++) {
      floats.copyTo(i, copy, 0, 100);
    }
    assertThat(mapping(floats).stillWhole()).isTrue();
    cut(file, 8 + 2 * COUNT);
    floats.copyTo(0, copy, 0, COUNT / 2 - 2048);
    for (int i = 0; i < 3; i++) {
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(
              () ->
                  Mapping.guarded(
                      List.of(mapping(floats)),
                      () -> {
                        floats.copyTo(COUNT / 4, copy, 0, COUNT / 2);
                        return copy;
                      }))
          .withMessageContaining("numbers.bin: it was cut from 400008 to 200008 bytes");
    }
    assertThat(mapping(floats).stillWhole()).isFalse();
  }

  @Test
  void vectorsDoNotReadWhatIsMapped() throws IOException {
    DenseRows rows = DenseRows.of(Floats.map(file(), 8, COUNT), 0, 10, 10, 100);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DenseKernel.vector(rows, 1))
        .withMessageContaining("read into memory first");
  }

  @Test
  void aFileThatIsChangedInPlaceIsFound() throws IOException {
    Path file = file();
    Floats floats = Floats.map(file, 8, COUNT);
    mapping(floats).requireWhole();
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> mapping(floats).requireWhole())
        .withMessageContaining("numbers.bin: it was changed while it was in use");
  }

  @Test
  void aFileThatTakesTheNameChangesNothing() throws IOException {
    Path file = file();
    Floats floats = Floats.map(file, 8, COUNT);
    Path other = Files.write(folder.resolve("other"), new byte[10]);
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    assertThat(mapping(floats).stillWhole()).isTrue();
    Files.delete(file);
    assertThat(mapping(floats).stillWhole()).isTrue();
    assertThat(floats.get(COUNT - 1)).isEqualTo(COUNT - 1);
  }

  @Test
  void errorsThatAreNoFaultsStayWhatTheyAre() throws IOException {
    Mapping mapping = mapping(Floats.map(file(), 8, COUNT));
    InternalError other = new InternalError("something else");
    assertThatThrownBy(() -> Mapping.faulted(other, List.of(mapping))).isSameAs(other);
    InternalError fault =
        new InternalError("a fault occurred in an unsafe memory access operation");
    assertThatThrownBy(() -> Mapping.faulted(fault, List.of())).isSameAs(fault);
    assertThat(Mapping.faulted(fault, List.of(mapping)))
        .hasMessageContaining("could not be read; is the disk in order?");
  }
}
