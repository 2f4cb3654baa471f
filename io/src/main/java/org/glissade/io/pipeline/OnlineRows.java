package org.glissade.io.pipeline;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.glissade.data.Examples;
import org.glissade.io.DataException;
import org.glissade.io.encode.Columns;
import org.glissade.io.encode.FeatureEncoder;
import org.glissade.io.encode.RowWeights;
import org.glissade.io.encode.SparseEncoder;
import org.glissade.io.encode.TableEncoder;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.encode.Task;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.table.Column;
import org.glissade.io.table.Records;
import org.glissade.io.table.Table;
import org.glissade.model.Loss;
import org.glissade.spec.SpecException;
import org.jspecify.annotations.Nullable;

/** How the rows of an {@link OnlineTraining} are read and become examples. */
final class OnlineRows {
  private static final int MOST_NOTES = 100;

  private final OnlineTraining.Request request;
  private final ReadOptions options;
  private final OnlineTarget target;
  private final OnlineFeatures features;
  private final Loss loss;
  private final Consumer<String> notes;
  private final Set<String> noted = new LinkedHashSet<>();
  private final double @Nullable [] classWeights;
  private Set<String> unused = Set.of();

  OnlineRows(
      OnlineTraining.Request request,
      ReadOptions options,
      OnlineTarget target,
      OnlineFeatures features,
      Loss loss,
      Consumer<String> notes) {
    this.request = request;
    this.options = options;
    this.target = target;
    this.features = features;
    this.loss = loss;
    this.notes = notes;
    this.classWeights = classWeights(request.settings().classWeight());
  }

  OnlineTarget target() {
    return target;
  }

  OnlineFeatures features() {
    return features;
  }

  /** How rows become features, as the model file tells it. */
  FeatureEncoder encoder(int width) {
    return features.encoder(width, List.copyOf(unused));
  }

  private double @Nullable [] classWeights(@Nullable String given) {
    if (given == null) {
      return null;
    }
    if (given.equals("balanced") || target.task() == Task.REGRESSION) {
      throw new SpecException(
          "--class-weight "
              + given
              + (target.task() == Task.REGRESSION
                  ? " needs classes, and the target is a number"
                  : " has to know how often each class comes, which rows that are yet to come do"
                      + " not tell: give the weights, as in no=1,yes=5"));
    }
    return RowWeights.parse(given, target.encoder().classes());
  }

  /** How rows are read, before their columns are known. */
  ReadOptions reading() {
    ModelFile warm = request.warmStart();
    if (warm == null || features.grows()) {
      return options;
    }
    return warm.features() instanceof SparseEncoder sparse
        ? options.features(sparse.inputs())
        : options;
  }

  /** How columns of those names are read. */
  ReadOptions typed(List<String> names, String found) {
    ModelFile warm = request.warmStart();
    String column = warm == null ? found : warm.target().column();
    if (!names.contains(column)) {
      throw new DataException(
          "there is no column " + column + ", the target of the model to go on from");
    }
    if (warm == null) {
      target.named(column);
    }
    Set<String> left = new HashSet<>(options.dropped());
    left.add(column);
    String weight = request.weightColumn();
    if (weight != null) {
      left.add(weightName(names, weight));
    }
    unused = left;
    List<String> numbers = new ArrayList<>();
    List<String> words = new ArrayList<>();
    List<String> others = new ArrayList<>(options.dropped());
    (target.task() == Task.REGRESSION ? numbers : words).add(column);
    if (warm != null && warm.features() instanceof TableEncoder encoder) {
      numbers.addAll(OnlineFeatures.numeric(encoder));
      words.addAll(OnlineFeatures.words(encoder));
      names.stream()
          .filter(name -> !numbers.contains(name) && !words.contains(name) && !left.contains(name))
          .forEach(others::add);
    } else {
      names.stream().filter(name -> !left.contains(name)).forEach(numbers::add);
    }
    return options.target(column).drop(others).expected(numbers, words);
  }

  private static String weightName(List<String> names, String given) {
    if (!names.contains(given) && given.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(given);
      return number >= 1 && number <= names.size() ? names.get(number - 1) : given;
    }
    return given;
  }

  /**
   * Rows as they are learnt from.
   *
   * @param classOf class of each row, or null for numbers
   */
  record Piece(Examples examples, int @Nullable [] classOf) {}

  /**
   * Encodes rows.
   *
   * @throws DataException if one of them does not fit; says which
   */
  Piece encoded(Records records) {
    target.meet(records);
    TargetEncoder encoder = target.encoder();
    int[] classOf =
        target.task() == Task.REGRESSION ? null : encoder.classesOf(records, this::note);
    float[] targets = new float[records.rows()];
    if (classOf == null) {
      targets = encoder.encode(records, this::note);
    } else {
      for (int i = 0; i < targets.length; i++) {
        targets[i] = loss.target() == Loss.Target.CLASS ? classOf[i] : 2 * classOf[i] - 1;
      }
    }
    float[] weights = weights(records);
    if (classWeights != null && classOf != null) {
      weights = RowWeights.ofRows(classWeights, classOf, weights);
    }
    return new Piece(features.encode(records, targets, weights, unused, this::note), classOf);
  }

  private float @Nullable [] weights(Records records) {
    if (request.weightColumn() == null || !(records instanceof Table table)) {
      return null;
    }
    if (!(Columns.meant(table, request.weightColumn()) instanceof Column.Numeric column)) {
      throw new DataException("column " + request.weightColumn() + " holds no numbers");
    }
    for (int row = 0; row < column.rows(); row++) {
      if (!(column.values()[row] >= 0)) {
        throw new DataException(
            table.source()
                + ", row "
                + (row + 1)
                + ", column "
                + column.name()
                + ": a weight must be a number of at least 0");
      }
    }
    return column.values();
  }

  private void note(String note) {
    if (noted.size() < MOST_NOTES && noted.add(note)) {
      notes.accept(note);
    }
  }
}
