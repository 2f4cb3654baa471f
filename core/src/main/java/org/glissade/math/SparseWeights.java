package org.glissade.math;

/**
 * The weights of a linear model as sparse rows meet them: a row reads the weights of its nonzeros,
 * then moves them.
 *
 * <p>Each rule of moving has a plain kernel and a twin for 512-bit vectors. What a weight is moved
 * by lies beside it in memory ([w, s] or [z, n] in neighbouring floats), for a row meets its
 * weights in no order, and what it pays for is the cache lines: {@link #load} brings weights and
 * buffers together, {@link #store} takes them apart again. The dot product gathers; the moved
 * weights are stored one by one, since a scatter is slower than that. Sums run in several lanes of
 * float.
 *
 * <p>Indices are not checked for order or repetition: within one row they differ. Not thread-safe.
 */
public interface SparseWeights {
  /** Σ {@code values[i] · w[base + indices[i]]} for {@code from ≤ i < to}. */
  float dot(int[] indices, float[] values, int from, int to, int base);

  /**
   * Moves the weights of one row: the gradient of {@code base + indices[from + k]} is {@code scale
   * · values[at + k]}.
   */
  void step(float scale, int[] indices, int from, int to, float[] values, int at, int base);

  /** One weight. */
  float weight(int index);

  /** Moves one weight. */
  void step(float gradient, int index);

  /** Sets the learning rate of the steps to come. */
  void rate(double rate);

  /** Reads weights and buffers from where they are kept. */
  void load();

  /** Writes weights and buffers to where they are kept. */
  void store();

  /**
   * The same weights and buffers with a rate and room to work of its own, for another thread. What
   * one moves the others see at some time, and may undo by a write that meets it.
   */
  SparseWeights sharing();

  /**
   * The same weights and buffers with new ones, all 0, among them. What they are is taken over bit
   * by bit and not by way of {@link #store} and {@link #load}, in which FTRL loses a z whose n is
   * too small for a float. These weights are not to be used any more.
   *
   * @param at index before which the new ones come
   * @param more how many
   * @param weights where weights are kept from now on; plain SGD works in it, so that it must hold
   *     them already
   * @param buffers where the buffers are kept from now on, in the order of the maker's parameters
   */
  SparseWeights widened(int at, int more, float[] weights, float[]... buffers);

  /** Fewest nonzeros of the data for which vectors are used: below, compiling them costs more. */
  long WORTH_VECTORS = 1 << 22;

  /**
   * Whether the vector twins are faster than the plain ones for data of so many nonzeros: where
   * there are gathers of 512 bits, and enough to do. Narrower gathers lose to plain loads.
   */
  static boolean vectorsPay(long nonzeros) {
    return nonzeros >= WORTH_VECTORS && Simd.available() && SparseSgdSimd.isWide();
  }

  /** w ← w − rate·g, in the array itself. */
  static SparseWeights sgd(float[] weights, boolean vectors) {
    SparseSgd plain = new SparseSgd(weights);
    return vectors ? new SparseSgdSimd(plain) : plain;
  }

  /** s ← s + g², w ← w − rate·g/(√(initial + s) + ε). */
  static SparseWeights adaGrad(
      float[] weights, float[] sums, double epsilon, double initial, boolean vectors) {
    SparseAdaGrad plain = new SparseAdaGrad(weights, sums, (float) epsilon, (float) initial);
    return vectors ? new SparseAdaGradSimd(plain) : plain;
  }

  /**
   * FTRL-proximal: z ← z + g − σw with σ = (√(n + g²) − √n)/α, n ← n + g², and w follows from z and
   * n.
   */
  static SparseWeights ftrl(
      float[] weights, float[] z, float[] n, FtrlRates rates, boolean vectors) {
    SparseFtrl plain = new SparseFtrl(weights, z, n, rates);
    return vectors ? new SparseFtrlSimd(plain) : plain;
  }

  /**
   * The numbers of FTRL-proximal.
   *
   * @param alpha α, above 0
   * @param beta β, above 0
   * @param l1 λ₁, at least 0
   * @param l2 λ₂, at least 0
   */
  record FtrlRates(double alpha, double beta, double l1, double l2) {}
}
