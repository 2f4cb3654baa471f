package org.glissade.optim;

/** No averaging: there never is an average, and the parameters are the answer. */
record NoAveraging() implements Averaging {
  @Override
  public Kernel bind(int size, Buffers buffers) {
    return new Kernel() {
      @Override
      public void update(float[] params, long step) {}

      @Override
      public boolean started() {
        return false;
      }

      @Override
      public void average(float[] into) {
        throw new IllegalStateException("without averaging there is no average");
      }
    };
  }

  @Override
  public String toString() {
    return "none";
  }
}
