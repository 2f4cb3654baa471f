package org.glissade.io.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.glissade.io.DataException;
import org.glissade.io.encode.Scaling;
import org.glissade.io.formats.DataReader;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.ReadResult;
import org.glissade.io.formats.Source;
import org.glissade.io.modelfile.KilledWriter;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.modelfile.WholeFile;
import org.glissade.io.pipeline.Pipeline;
import org.glissade.io.pipeline.TrainingSettings;
import org.glissade.io.table.Column;
import org.glissade.io.table.Matrix;
import org.glissade.io.table.Records;
import org.glissade.io.table.SparseRecords;
import org.glissade.io.table.Table;
import org.glissade.math.RandomStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCacheTest {
  @TempDir Path folder;
  private Path csv = Path.of("");

  private static String numbers(long seed, int rows) {
    RandomStream random = RandomStream.of(seed, "csv");
    StringBuilder text = new StringBuilder("a,b,c\n");
    for (int row = 0; row < rows; row++) {
      float a = (float) random.nextGaussian();
      float b = (float) (5 + 3 * random.nextGaussian());
      text.append(a).append(',').append(b).append(',').append(2 * a - b).append('\n');
    }
    return text.toString();
  }

  @BeforeEach
  void writeSource() throws IOException {
    csv = Files.writeString(folder.resolve("data.csv"), numbers(1, 300));
  }

  private ReadResult read() {
    return DataCache.beside().read(Source.file(csv), ReadOptions.defaults());
  }

  private static String cacheNote(ReadResult result) {
    return result.notes().stream()
        .filter(note -> note.contains("glissade-cache"))
        .findFirst()
        .orElse("");
  }

  private static ModelFile model(ReadResult data) {
    TrainingSettings settings =
        new TrainingSettings(null, null, 0, null, true, Scaling.STANDARD, null, 0, true, 0);
    return Pipeline.of(data, settings, note -> {})
        .train(sgd -> sgd.epochs(3).learningRate(0.1))
        .model();
  }

  private List<Path> files(String ending) throws IOException {
    try (Stream<Path> files = Files.list(DataCache.beside().folder(csv))) {
      return files.filter(path -> path.toString().endsWith(ending)).sorted().toList();
    }
  }

  @Test
  void theCacheHoldsTheNumbersOfTheText() {
    ReadResult text = DataReader.read(Source.file(csv), ReadOptions.defaults());
    ReadResult made = read();
    ReadResult reused = read();
    assertThat(cacheNote(made)).startsWith("made the cache");
    assertThat(cacheNote(reused)).startsWith("read from the cache");
    for (ReadResult cached : List.of(made, reused)) {
      assertThat(cached.records()).isInstanceOf(Matrix.class);
      assertThat(cached.records().mappings()).hasSize(1);
      assertThat(cached.target()).isEqualTo("c");
      assertThat(cached.notes()).containsAll(text.notes());
      assertThat(((Matrix) cached.records()).table()).isInstanceOf(Table.class);
      assertThat(model(cached)).isEqualTo(model(text));
    }
  }

  @Test
  void wordsAndMissingCellsComeBackAsTheyWere() throws IOException {
    csv =
        Files.writeString(
            folder.resolve("words.csv"),
            "size,colour,when,kind\n"
                + "1,red,2020-01-01,x\n,blue,2020-01-02,y\n3.5,,2020-01-03,x\n4,red,2020-01-04,y\n");
    Records text = DataReader.read(Source.file(csv), ReadOptions.defaults()).records();
    read();
    ReadResult cached = read();
    assertThat(cacheNote(cached)).startsWith("read from the cache");
    Table one = (Table) text;
    Table other = (Table) cached.records();
    assertThat(other.rows()).isEqualTo(one.rows());
    for (int j = 0; j < one.columns().size(); j++) {
      assertThat(other.columns().get(j)).satisfies(same(one.columns().get(j)));
    }
  }

  private static Consumer<Column> same(Column one) {
    return other -> {
      assertThat(other.name()).isEqualTo(one.name());
      switch (one) {
        case Column.Numeric numbers ->
            assertThat(((Column.Numeric) other).values()).isEqualTo(numbers.values());
        case Column.Categorical words -> {
          assertThat(((Column.Categorical) other).words()).isEqualTo(words.words());
          assertThat(((Column.Categorical) other).codes()).isEqualTo(words.codes());
        }
        case Column.Ignored ignored -> assertThat(other).isEqualTo(ignored);
      }
    };
  }

  @Test
  void aTargetOfWordsMayStandBesideNumbersInTheFile() throws IOException {
    csv = Files.writeString(folder.resolve("k.csv"), "a,kind\n1,x\n2,y\n3,x\n4,y\n5,x\n6,y\n");
    read();
    ReadResult cached = read();
    assertThat(cached.records()).isInstanceOf(Matrix.class);
    assertThat(model(cached).target().classes()).containsExactly("x", "y");
  }

  @Test
  void sparseRowsComeBackAsTheyWere() throws IOException {
    csv = Files.writeString(folder.resolve("s.libsvm"), "1 1:0.5 7:2\n-1 2:1\n1\n-1 1:3 2:4 5:6\n");
    SparseRecords text =
        (SparseRecords) DataReader.read(Source.file(csv), ReadOptions.defaults()).records();
    read();
    SparseRecords cached = (SparseRecords) read().records();
    assertThat(cached.examples().inMemory()).isFalse();
    assertThat(cached.examples().columns()).isEqualTo(7);
    assertThat(cached.examples().targets()).isEqualTo(text.examples().targets());
    var copy = cached.examples().select(new int[] {0, 1, 2, 3});
    assertThat(copy.starts()).isEqualTo(text.examples().starts());
    assertThat(copy.indices()).isEqualTo(text.examples().indices());
    assertThat(copy.values()).isEqualTo(text.examples().values());
  }

  @Test
  void otherOptionsHaveACacheOfTheirOwn() {
    read();
    ReadOptions options = ReadOptions.defaults().target("a");
    assertThat(cacheNote(DataCache.beside().read(Source.file(csv), options))).startsWith("made");
    assertThat(cacheNote(DataCache.beside().read(Source.file(csv), options))).startsWith("read");
    assertThat(cacheNote(read())).startsWith("read");
  }

  // --- faults ----------------------------------------------------------------------------------

  @Test
  void aSourceThatChangedIsReadAnew() throws IOException {
    ModelFile before = model(read());
    FileTime time = Files.getLastModifiedTime(csv);
    Files.writeString(csv, numbers(2, 300));
    Files.setLastModifiedTime(csv, time);
    ReadResult changed = read();
    assertThat(cacheNote(changed)).contains("anew: ", "data.csv has changed since");
    assertThat(model(changed)).isNotEqualTo(before);
    assertThat(model(changed))
        .isEqualTo(model(DataReader.read(Source.file(csv), ReadOptions.defaults())));
    Files.setLastModifiedTime(csv, FileTime.fromMillis(1_000_000_000_000L));
    assertThat(cacheNote(read())).contains("it was written anew on 2001");
    assertThat(files(".npy")).hasSize(1);
  }

  @Test
  void aCacheThatWasCutOrChangedIsMadeAnew() throws IOException {
    ModelFile good = model(read());
    Path part = files(".npy").getFirst();
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 4);
    }
    damagedAndMended("bytes instead of", good);
    part = files(".npy").getFirst();
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1}), 1000);
    }
    damagedAndMended("was changed (its checksum differs)", good);
    Files.delete(files(".npy").getFirst());
    damagedAndMended("is gone", good);
    Path manifest = files(".json").getFirst();
    Files.writeString(manifest, Files.readString(manifest).replace("\"rows\":300", "\"rows\":299"));
    damagedAndMended("its list of parts is damaged", good);
    Files.write(files(".json").getFirst(), new byte[0]);
    damagedAndMended("its list of parts is damaged", good);
  }

  private void damagedAndMended(String why, ModelFile good) throws IOException {
    ReadResult mended = read();
    assertThat(cacheNote(mended)).contains("anew: ").contains(why);
    assertThat(model(mended)).isEqualTo(good);
    assertThat(cacheNote(read())).startsWith("read from the cache");
    assertThat(files(".npy")).hasSize(1);
  }

  /** Writes a part of the content, then fails as a full disk does. */
  private static void fullDisk(Path file, WholeFile.Content content) {
    WholeFile.write(
        file,
        channel -> {
          content.writeTo(channel);
          throw new IOException("No space left on device");
        });
  }

  @Test
  void aFullDiskLeavesTheOldCache() throws IOException {
    ModelFile good = model(read());
    List<Path> before = files("");
    FileTime time = Files.getLastModifiedTime(csv);
    String old = Files.readString(csv);
    Files.writeString(csv, numbers(2, 400));
    for (int failAt = 0; failAt < 2; failAt++) {
      AtomicInteger left = new AtomicInteger(failAt);
      DataCache full =
          DataCache.beside()
              .writing(
                  (file, content) -> {
                    if (left.getAndDecrement() == 0) {
                      fullDisk(file, content);
                    } else {
                      WholeFile.write(file, content);
                    }
                  });
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> full.read(Source.file(csv), ReadOptions.defaults()))
          .withMessageContaining("the cache could not be written: cannot write")
          .withMessageContaining("No space left on device; --cache-folder DIR");
      assertThat(files("")).isEqualTo(before);
    }
    Files.writeString(csv, old);
    Files.setLastModifiedTime(csv, time);
    assertThat(cacheNote(read())).startsWith("read from the cache");
    assertThat(model(read())).isEqualTo(good);
  }

  @Test
  void aBuildThatWasKilledIsClearedAway() throws IOException {
    Path cache = Files.createDirectories(DataCache.beside().folder(csv));
    read();
    Path part = files(".npy").getFirst();
    String name = String.valueOf(part.getFileName());
    // a part that is finished and one that is not, both of a run without a manifest
    Files.copy(part, cache.resolve(name.replace("-0-", "-1-")));
    try (KilledWriter writer = KilledWriter.of(cache.resolve(name.replace("-0-", "-2-")))) {
      assertThat(cacheNote(read())).startsWith("read from the cache");
      assertThat(files(".unfinished")).hasSize(1); // it is written all the same
      writer.kill();
    }
    Path alike = Files.writeString(cache.resolve(".notes.glissade-1-1.unfinished"), "mine");
    assertThat(cacheNote(read())).startsWith("read from the cache");
    assertThat(files(".unfinished")).containsExactly(alike);
    Files.delete(files(".json").getFirst());
    assertThat(cacheNote(read())).startsWith("made the cache");
    assertThat(files(".npy")).hasSize(1);
  }

  @Test
  void aSourceThatChangesWhileItIsReadIsNotCached() throws IOException {
    Source growing =
        new Source() {
          @Override
          public String name() {
            return csv.toString();
          }

          @Override
          public Path path() {
            return csv;
          }

          @Override
          public InputStream open() throws IOException {
            Files.writeString(csv, numbers(3, 301));
            return Files.newInputStream(csv);
          }
        };
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> DataCache.beside().read(growing, ReadOptions.defaults()))
        .withMessageContaining("data.csv was changed while it was read; read it again");
    assertThat(files(".json")).isEmpty();
  }

  @Test
  void runsThatWantTheSameCacheAtOnceAgree() throws Exception {
    Callable<ModelFile> job = () -> model(read());
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      for (var model : pool.invokeAll(List.of(job, job, job, job))) {
        assertThat(model.get()).isEqualTo(model(read()));
      }
    }
    assertThat(files(".npy")).hasSize(1);
  }

  @Test
  void whereNoFolderCanBeMadeThatIsSaid() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(
            () ->
                DataCache.in(file.resolve("below")).read(Source.file(csv), ReadOptions.defaults()))
        .withMessageContaining("cannot make the folder of the cache")
        .withMessageContaining("--cache-folder DIR puts it elsewhere");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(
            () ->
                DataCache.beside()
                    .read(
                        Source.stream("standard input", InputStream.nullInputStream()),
                        ReadOptions.defaults()))
        .withMessageContaining("standard input cannot be cached");
  }

  @Test
  void filesOfTheSameNameHaveDifferentCaches() {
    DataCache cache = DataCache.in(folder);
    assertThat(cache.folder(Path.of("/a/data.csv")))
        .isNotEqualTo(cache.folder(Path.of("/b/data.csv")));
    assertThat(cache.folder(csv).getParent()).isEqualTo(folder);
  }
}
