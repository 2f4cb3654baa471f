package org.glissade.diagnose;

/**
 * Where a figure is likely to lie.
 *
 * @param low may be 0
 * @param high may be infinite
 */
public record Interval(double low, double high) {
  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException(low + " … " + high + " is no interval");
    }
  }

  public boolean contains(double value) {
    return value >= low && value <= high;
  }
}
