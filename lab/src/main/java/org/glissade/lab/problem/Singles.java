package org.glissade.lab.problem;

/** Numbers of single precision, as the engine has them. */
public final class Singles {
  private Singles() {}

  /** Each number as the float that is nearest to it. */
  public static float[] of(double... values) {
    float[] floats = new float[values.length];
    for (int j = 0; j < floats.length; j++) {
      floats[j] = (float) values[j];
    }
    return floats;
  }
}
