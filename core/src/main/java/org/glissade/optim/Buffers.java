package org.glissade.optim;

/**
 * Named storage that belongs to the training state. A transform keeps everything that it remembers
 * from one step to the next in such arrays, and nowhere else, so that the state can be written and
 * read back.
 */
public interface Buffers {
  /** The array of that name: zeros the first time, the same array from then on. */
  float[] floats(String name, int length);

  /** The array of that name: zeros the first time, the same array from then on. */
  double[] doubles(String name, int length);

  /** A view whose names are prefixed, so that two momenta in one chain do not share a buffer. */
  default Buffers scope(String prefix) {
    Buffers outer = this;
    return new Buffers() {
      @Override
      public float[] floats(String name, int length) {
        return outer.floats(prefix + "." + name, length);
      }

      @Override
      public double[] doubles(String name, int length) {
        return outer.doubles(prefix + "." + name, length);
      }
    };
  }
}
