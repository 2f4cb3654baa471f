package org.glissade.spark;

import java.util.List;
import java.util.Map;
import org.glissade.io.encode.SparseEncoder;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.encode.Task;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.model.LinearModel;
import org.glissade.model.Loss;

/** Model files of any size. */
final class LargeModels {
  private LargeModels() {}

  static ModelFile linear(int features) {
    return new ModelFile(
        new ModelFile.About("1", "linear", "squared", Loss.Link.IDENTITY, ""),
        SparseEncoder.plain(features, false),
        new TargetEncoder(
            List.of(new TargetEncoder.Target("y", 0, 1)), Task.REGRESSION, List.of(), List.of()),
        Map.of(),
        new LinearModel(features, 1, true).layout(),
        new float[features + 1]);
  }
}
