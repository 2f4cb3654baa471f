package org.glissade.io.encode;

import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Many numbers of one type. Those of an encoder are kept in this form, and stand in the model file
 * beside the parameters where they would make too long a text.
 */
public sealed interface NumberArray extends Serializable {
  /** How many there are. */
  int length();

  /** One of them. */
  double get(int index);

  /** All of them, a new array. */
  default double[] toDoubles() {
    double[] all = new double[length()];
    for (int i = 0; i < all.length; i++) {
      all[i] = get(i);
    }
    return all;
  }

  /** An array without numbers. */
  static NumberArray none() {
    return new Floats(new float[0]);
  }

  /** As floats if that changes none of them, else as they are. */
  static NumberArray exactly(double... numbers) {
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
      if (floats[i] != numbers[i]) {
        return new Doubles(numbers.clone());
      }
    }
    return new Floats(floats);
  }

  /**
   * Whole numbers.
   *
   * @param values not copied
   */
  record Ints(int[] values) implements NumberArray {
    @Override
    public int length() {
      return values.length;
    }

    @Override
    public double get(int index) {
      return values[index];
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Ints ints && Arrays.equals(values, ints.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return length() + " int";
    }
  }

  /**
   * Numbers of single precision.
   *
   * @param values not copied
   */
  record Floats(float[] values) implements NumberArray {
    @Override
    public int length() {
      return values.length;
    }

    @Override
    public double get(int index) {
      return values[index];
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Floats floats && Arrays.equals(values, floats.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return length() + " float";
    }
  }

  /**
   * Numbers of double precision.
   *
   * @param values not copied
   */
  record Doubles(double[] values) implements NumberArray {
    @Override
    public int length() {
      return values.length;
    }

    @Override
    public double get(int index) {
      return values[index];
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Doubles doubles && Arrays.equals(values, doubles.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return length() + " double";
    }
  }
}
