package org.glissade.io.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.glissade.io.DataException;
import org.glissade.io.formats.DataReader;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.Source;
import org.glissade.io.table.Matrix;
import org.glissade.io.table.SparseRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversionTest {
  @TempDir Path folder;

  private List<String> convert(Path from, String to) {
    List<String> notes = new ArrayList<>();
    Conversion.convert(Source.file(from), ReadOptions.defaults(), folder.resolve(to), notes::add);
    return notes;
  }

  @Test
  void aTableOfNumbersKeepsItsColumns() throws IOException {
    Path csv = Files.writeString(folder.resolve("a.csv"), "x,y,z\n1,2,3\n4,,6\n");
    assertThat(convert(csv, "a.npy"))
        .contains(
            "wrote <f4 (2, 3) to " + folder.resolve("a.npy"), "the target z is its column c3");
    ReadOptions options = ReadOptions.defaults();
    var read = DataReader.read(Source.file(folder.resolve("a.npy")), options);
    Matrix matrix = (Matrix) read.records();
    assertThat(read.target()).isEqualTo("c3");
    assertThat(matrix.features().column(0)).containsExactly(1, 4);
    assertThat(matrix.features().column(1)).containsExactly(2, Float.NaN);
  }

  @Test
  void sparseRowsBecomeArraysBesideEachOther() throws IOException {
    Path libsvm = Files.writeString(folder.resolve("a.libsvm"), "1 2:5 9:1\n-1 1:0.5\n");
    convert(libsvm, "s.indptr.npy");
    SparseRecords one =
        (SparseRecords) DataReader.read(Source.file(libsvm), ReadOptions.defaults()).records();
    SparseRecords other =
        (SparseRecords)
            DataReader.read(Source.file(folder.resolve("s.indptr.npy")), ReadOptions.defaults())
                .records();
    assertThat(other.examples().inMemory()).isFalse();
    assertThat(other.examples().columns()).isEqualTo(9);
    assertThat(other.examples().targets()).isEqualTo(one.examples().targets());
    assertThat(other.examples().select(new int[] {0, 1}).values())
        .isEqualTo(one.examples().values());
    // without the shape, as many columns as are used; without labels, an error that says so
    Files.delete(folder.resolve("s.shape.npy"));
    Files.delete(folder.resolve("s.labels.npy"));
    Source source = Source.file(folder.resolve("s.indptr.npy"));
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> DataReader.read(source, ReadOptions.defaults()))
        .withMessageContaining("has no labels: there is no file")
        .withMessageContaining("s.labels.npy");
    SparseRecords unlabelled =
        (SparseRecords) DataReader.read(source, ReadOptions.defaults().withoutTarget()).records();
    assertThat(unlabelled.examples().columns()).isEqualTo(9);
    Files.delete(folder.resolve("s.indices.npy"));
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> DataReader.read(source, ReadOptions.defaults()))
        .withMessageContaining("s.indices.npy: no such file");
  }

  @Test
  void whatCannotBeToldAsNumbersIsRefusedAndNothingWritten() throws IOException {
    Path words = Files.writeString(folder.resolve("w.csv"), "x,y\n1,red\n2,blue\n3,red\n");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> convert(words, "w.npy"))
        .withMessageContaining("column y holds words")
        .withMessageContaining("--drop y");
    assertThat(folder.resolve("w.npy")).doesNotExist();
    Path libsvm = Files.writeString(folder.resolve("a.libsvm"), "1 2:5\n-1 1:0.5\n");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> convert(libsvm, "w.npy"))
        .withMessageContaining("NAME.indptr.npy");
    Path csv = Files.writeString(folder.resolve("a.csv"), "x,y\n1,2\n4,6\n");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> convert(csv, "w.indptr.npy"))
        .withMessageContaining("dense rows");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> convert(csv, "w.parquet"))
        .withMessageContaining("must end in .npy");
  }
}
