package org.glissade.optim;

import java.util.Map;
import java.util.TreeMap;

/** Buffers in two maps, which can be copied as a checkpoint would. */
final class MemoryBuffers implements Buffers {
  final Map<String, float[]> floats = new TreeMap<>();
  final Map<String, double[]> doubles = new TreeMap<>();

  @Override
  public float[] floats(String name, int length) {
    return floats.computeIfAbsent(name, _ -> new float[length]);
  }

  @Override
  public double[] doubles(String name, int length) {
    return doubles.computeIfAbsent(name, _ -> new double[length]);
  }

  MemoryBuffers copy() {
    MemoryBuffers copy = new MemoryBuffers();
    floats.forEach((name, values) -> copy.floats.put(name, values.clone()));
    doubles.forEach((name, values) -> copy.doubles.put(name, values.clone()));
    return copy;
  }
}
