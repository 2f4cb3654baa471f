package org.glissade.io.modelfile;

import static org.glissade.io.encode.Tables.numbers;
import static org.glissade.io.encode.Tables.table;
import static org.glissade.io.encode.Tables.words;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.glissade.data.SparseExamples;
import org.glissade.io.encode.FeatureEncoder;
import org.glissade.io.encode.Scaling;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.modelfile.ModelFile.About;
import org.glissade.io.table.Records;
import org.glissade.io.table.SparseRecords;
import org.glissade.io.table.Table;
import org.glissade.math.Layout;
import org.glissade.model.Isotonic;
import org.glissade.model.Loss;
import org.glissade.model.Platt;
import org.glissade.model.Temperature;

/** Small models for tests. */
final class Models {
  private Models() {}

  static final Table PEOPLE =
      table(
          numbers("age", 20, 30, 50, Double.NaN, 41.5, 33),
          words("work", "Priv\u00e9", "Self", "Priv\u00e9", "Self", "", "rare"),
          numbers("hours", 40, 38, 60, 12, 1e-3, 40),
          words("income", "<=50K", "<=50K", ">50K", "<=50K", ">50K", ">50K"));

  static final Table FLATS =
      table(numbers("area", 40, 60, 100, 30), numbers("price", 100.25, 150, 260, 80));

  static final Table RENTED =
      table(
          numbers("area", 40, 60, 100, 30),
          numbers("price", 100.25, 150, 260, 80),
          numbers("rent", 0.5, 0.75, 1, 0.25));

  static final SparseRecords TEXTS =
      new SparseRecords(
          "texts.svm",
          SparseExamples.of(
              new long[] {0, 1, 3, 4, 5},
              new int[] {0, 2, 6, 3, 5},
              new float[] {2, 0.3f, 7, 1, 3},
              8,
              new float[] {1, 2, 3, 1},
              1,
              null));

  static Layout linear(int outputs, int features) {
    return Layout.builder()
        .slot(ModelFile.WEIGHTS, outputs, features, true)
        .slot(ModelFile.BIAS, 1, outputs, false)
        .build();
  }

  static About about(Loss.Link link) {
    return new About("0.1.0", ModelFile.LINEAR, "some(1.5)", link, "sgd(0.1)");
  }

  static float[] params(int size) {
    float[] params = new float[size];
    for (int i = 0; i < size; i++) {
      params[i] = (float) Math.cos(i) / (i + 1);
    }
    return params;
  }

  private static ModelFile model(Records rows, TargetEncoder target, int outputs, Loss.Link link) {
    FeatureEncoder features =
        FeatureEncoder.fit(rows, Set.copyOf(target.columns()), Scaling.STANDARD);
    Layout layout = linear(outputs, features.width());
    return new ModelFile(
        about(link),
        features,
        target,
        Map.of("epochs", 10, "loss", 0.1 + 0.2, "stop", "done", "history", List.of(1.5, 2)),
        layout,
        params(layout.size()));
  }

  static ModelFile binary() {
    return model(PEOPLE, TargetEncoder.fit(PEOPLE, null, null), 1, Loss.Link.LOGISTIC);
  }

  static ModelFile regression() {
    TargetEncoder target = TargetEncoder.fit(FLATS, "price", null).standardised(FLATS);
    return model(FLATS, target, 1, Loss.Link.IDENTITY);
  }

  /** Two numbers. */
  static ModelFile several() {
    TargetEncoder target = TargetEncoder.fitColumns(RENTED, List.of("price", "rent"), null);
    return model(RENTED, target.standardised(RENTED), 2, Loss.Link.IDENTITY);
  }

  static ModelFile multiclass() {
    TargetEncoder target = TargetEncoder.fit(TEXTS, null, org.glissade.io.encode.Task.MULTICLASS);
    return model(TEXTS, target, 3, Loss.Link.SOFTMAX);
  }

  /** Two classes by a margin. */
  static ModelFile margin() {
    return model(PEOPLE, TargetEncoder.fit(PEOPLE, null, null), 1, Loss.Link.SIGN);
  }

  /** Some with a calibration, by every method. */
  static List<ModelFile> calibrated() {
    Isotonic.Curve curve =
        new Isotonic.Curve(List.of(-0.25, 0.1, 1e-9 + 1), List.of(0.1, 0.1 + 0.2, 0.99));
    Platt.Sigmoid sigmoid = new Platt.Sigmoid(1.5, -1 / 3.0);
    return List.of(
        margin().calibrated(new Platt(List.of(sigmoid)), Map.of("calibration", "platt")),
        binary().calibrated(new Isotonic(List.of(curve)), Map.of()),
        binary().calibrated(new Temperature(1.7), Map.of()),
        multiclass().calibrated(new Platt(List.of(sigmoid, sigmoid, sigmoid)), Map.of()),
        multiclass().calibrated(new Isotonic(List.of(curve, curve, curve)), Map.of()),
        multiclass().calibrated(new Temperature(0.3), Map.of()));
  }

  static List<ModelFile> all() {
    return List.of(binary(), regression(), several(), multiclass());
  }
}
