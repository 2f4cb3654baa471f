package org.glissade.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.glissade.math.Floats;
import org.glissade.math.RandomStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExamplesTest {
  /** Random sparse rows, some of them empty, with two targets a row and weights. */
  private static SparseExamples random(long seed, int rows, int columns) {
    RandomStream random = RandomStream.of(seed, "rows");
    long[] starts = new long[rows + 1];
    int[] indices = new int[rows * columns];
    float[] values = new float[rows * columns];
    int at = 0;
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < columns; j++) {
        if (random.nextInt(3) == 0) {
          indices[at] = j;
          values[at++] = (float) random.nextGaussian();
        }
      }
      starts[row + 1] = at;
    }
    float[] targets = new float[2 * rows];
    float[] weights = new float[rows];
    for (int row = 0; row < rows; row++) {
      targets[2 * row] = row;
      targets[2 * row + 1] = -row;
      weights[row] = random.nextInt(4);
    }
    return SparseExamples.of(starts, indices, values, columns, targets, 2, weights);
  }

  @Property
  void selectedColumnsKeepTheirValues(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int rows,
      @ForAll @IntRange(min = 1, max = 20) int columns) {
    SparseExamples sparse = random(seed, rows, columns);
    int[] used = sparse.usedColumns();
    int[] kept = IntStream.range(0, columns).filter(column -> (seed >> column & 1) == 0).toArray();
    DenseExamples dense = sparse.toDense();
    for (int[] some : List.of(used, kept)) {
      if (some.length == 0) {
        continue;
      }
      DenseExamples selected = sparse.selectColumns(some).toDense();
      assertThat(selected.columns()).isEqualTo(some.length);
      assertThat(selected.targets()).isEqualTo(dense.targets());
      assertThat(selected.weights()).isEqualTo(dense.weights());
      float[] before = values(dense);
      float[] after = values(selected);
      for (int row = 0; row < rows; row++) {
        for (int k = 0; k < some.length; k++) {
          assertThat(after[row * some.length + k]).isEqualTo(before[row * columns + some[k]]);
        }
      }
    }
    assertThat(sparse.selectColumns(used).stored()).isEqualTo(sparse.stored());
  }

  private static float[] values(DenseExamples dense) {
    float[] all = new float[dense.rows() * dense.columns()];
    Batch batch = dense.newBatch(1);
    for (int row = 0; row < dense.rows(); row++) {
      dense.gather(new int[] {row}, 0, 1, batch);
      System.arraycopy(row(batch, 0), 0, all, row * dense.columns(), dense.columns());
    }
    return all;
  }

  private static float[] row(Batch batch, int row) {
    float[] values = new float[batch.columns()];
    batch.addTo(row, 1, values, 0);
    return values;
  }

  @Property
  void sparseRowsEqualTheSameRowsDense(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int rows,
      @ForAll @IntRange(min = 1, max = 20) int columns) {
    SparseExamples sparse = random(seed, rows, columns);
    DenseExamples dense = sparse.toDense();
    assertThat(dense.columns()).isEqualTo(columns);
    assertThat(dense.totalWeight()).isEqualTo(sparse.totalWeight());
    RandomStream random = RandomStream.of(seed, "order");
    int[] order = new int[rows + 3];
    for (int i = 0; i < order.length; i++) {
      order[i] = random.nextInt(rows);
    }
    Batch one = sparse.newBatch(rows + 1);
    Batch other = dense.newBatch(rows + 1);
    sparse.gather(order, 2, order.length, one);
    dense.gather(order, 2, order.length, other);
    float[] vector = new float[columns + 2];
    for (int j = 0; j < vector.length; j++) {
      vector[j] = (float) random.nextGaussian();
    }
    assertThat(one.rows()).isEqualTo(rows + 1).isEqualTo(other.rows());
    for (int i = 0; i < one.rows(); i++) {
      assertThat(row(one, i)).isEqualTo(row(other, i));
      assertThat(one.dot(i, vector, 2)).isCloseTo(other.dot(i, vector, 2), within(1e-4f));
      assertThat(one.targets()[2 * i]).isEqualTo(order[i + 2]);
      assertThat(one.targets()[2 * i + 1]).isEqualTo(-order[i + 2]);
    }
    assertThat(one.targets()).isEqualTo(other.targets());
    assertThat(one.weights()).isEqualTo(other.weights());
    assertThat(one.totalWeight()).isEqualTo(other.totalWeight());
  }

  @Property
  void selectedRowsAreThoseRowsInThatOrder(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int rows) {
    SparseExamples all = random(seed, rows, 9);
    int[] chosen = {rows - 1, 0, rows / 2, 0};
    for (Examples examples : new Examples[] {all, all.toDense()}) {
      Examples selected = examples.select(chosen);
      assertThat(selected.rows()).isEqualTo(4);
      assertThat(selected.targetsPerRow()).isEqualTo(2);
      Batch expected = examples.newBatch(4);
      Batch found = selected.newBatch(4);
      examples.gather(chosen, 0, 4, expected);
      selected.gather(new int[] {0, 1, 2, 3}, 0, 4, found);
      for (int i = 0; i < 4; i++) {
        assertThat(row(found, i)).isEqualTo(row(expected, i));
      }
      assertThat(selected.targets()).isEqualTo(expected.targets());
      assertThat(selected.weights()).isEqualTo(expected.weights());
      assertThat(examples.select(new int[0]).rows()).isZero();
    }
  }

  /** A batch is filled again and again: nothing of the last filling may stay. */
  @Test
  void aBatchFilledAgainHoldsOnlyTheNewRows() {
    SparseExamples sparse = random(3, 10, 9);
    for (Examples examples : new Examples[] {sparse, sparse.toDense()}) {
      Batch reused = examples.newBatch(6);
      examples.gather(new int[] {0, 1, 2, 3, 4, 5}, 0, 6, reused);
      examples.gather(new int[] {9, 8, 7}, 1, 3, reused);
      Batch fresh = examples.newBatch(6);
      examples.gather(new int[] {8, 7}, 0, 2, fresh);
      assertThat(reused.rows()).isEqualTo(2);
      for (int i = 0; i < 2; i++) {
        assertThat(row(reused, i)).isEqualTo(row(fresh, i));
      }
      assertThat(reused.totalWeight()).isEqualTo(fresh.totalWeight());
    }
  }

  @Test
  void otherTargetsAndWeightsKeepTheFeatures() {
    SparseExamples sparse = random(4, 3, 5);
    for (Examples examples : new Examples[] {sparse, sparse.toDense()}) {
      Examples other = examples.with(new float[] {5, 6, 7}, 1, null);
      assertThat(other.targets()).containsExactly(5, 6, 7);
      assertThat(other.weights()).isNull();
      assertThat(other.totalWeight()).isEqualTo(3);
      assertThat(other.stored()).isEqualTo(examples.stored());
      assertThat(examples.targetsPerRow()).isEqualTo(2);
    }
  }

  private static void dense(int values, int columns, int targets, float @Nullable [] weights) {
    DenseExamples.of(Floats.zeros(values), columns, new float[targets], 1, weights);
  }

  @Test
  void denseArraysThatDoNotFitTogetherAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> dense(7, 2, 3, null))
        .withMessageContaining("7 values do not make 3 rows of 2");
    assertThatIllegalArgumentException().isThrownBy(() -> dense(0, 0, 3, null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> dense(6, 2, 3, new float[] {1, 1}))
        .withMessageContaining("2 weights for 3 rows");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DenseExamples.of(Floats.zeros(4), 2, new float[3], 2, null))
        .withMessageContaining("rows of 2");
  }

  @Test
  void aWeightThatIsNegativeOrNotFiniteIsNamed() {
    for (float bad : new float[] {-1, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> dense(3, 1, 3, new float[] {1, bad, 1}))
          .withMessageContaining("example 1");
    }
  }

  private static void sparse(long[] starts, int... indices) {
    SparseExamples.of(
        starts, indices, new float[indices.length], 5, new float[starts.length - 1], 1, null);
  }

  @Test
  void sparseArraysThatDoNotFitTogetherAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sparse(new long[] {0, 2}, 3, 3))
        .withMessageContaining("row 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sparse(new long[] {0, 1, 3}, 0, 4, 2))
        .withMessageContaining("row 1");
    assertThatIllegalArgumentException().isThrownBy(() -> sparse(new long[] {0, 1}, 5));
    assertThatIllegalArgumentException().isThrownBy(() -> sparse(new long[] {0, 1}, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> sparse(new long[] {1, 2}, 1, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> sparse(new long[] {0, 3}, 1, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> sparse(new long[] {0, 2, 1}, 1, 2));
  }
}
