package org.glissade.train;

import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.SparseExamples;
import org.jspecify.annotations.Nullable;

/** Targets that are classes, numbered from 0. */
final class Classes {
  private Classes() {}

  /** The largest class plus one. */
  static int count(Examples examples) {
    float most = 0;
    for (float target : examples.targets()) {
      most = Math.max(most, target);
    }
    return (int) most + 1;
  }

  /** The same of two sets of examples, of which the second may be null. */
  static int count(Examples examples, @Nullable Examples others) {
    int count = count(examples);
    return others == null ? count : Math.max(count, count(others));
  }

  /** Class 0 as −1, all else as it is. */
  static Examples asSigns(Examples examples) {
    float[] targets = examples.targets().clone();
    for (int i = 0; i < targets.length; i++) {
      targets[i] = targets[i] == 0 ? -1 : targets[i];
    }
    return switch (examples) {
      case DenseExamples dense -> dense.with(targets, dense.targetsPerRow(), dense.weights());
      case SparseExamples sparse -> sparse.with(targets, sparse.targetsPerRow(), sparse.weights());
    };
  }
}
