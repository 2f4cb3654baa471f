package org.glissade.io.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.Grid;
import org.glissade.data.Ranges;
import org.glissade.data.SparseExamples;
import org.glissade.io.DataException;
import org.glissade.io.encode.ColumnEncoding;
import org.glissade.io.encode.FeatureEncoder;
import org.glissade.io.encode.Scaling;
import org.glissade.io.encode.SparseEncoder;
import org.glissade.io.encode.TableEncoder;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.encode.Task;
import org.glissade.io.formats.DataReader;
import org.glissade.io.formats.NumberSink;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.Source;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.modelfile.Predictions;
import org.glissade.io.table.Column;
import org.glissade.io.table.Table;
import org.glissade.math.Floats;
import org.glissade.model.LinearModel;
import org.glissade.model.Logistic;
import org.glissade.model.Loss;
import org.glissade.model.Squared;
import org.glissade.spec.Spec;
import org.glissade.train.OnePass;
import org.glissade.train.Outcome;
import org.glissade.train.Sgd;
import org.jspecify.annotations.Nullable;

/**
 * Reading and learning side by side: one pass over a file of text, whose rows are learnt from in
 * their order as threads parse them, and forgotten. That is what {@link Pipeline} does with the
 * same settings, where these leave nothing that all rows would have to be looked at for first:
 *
 * <ul>
 *   <li>one epoch of plain SGD, AdaGrad or FTRL in order, as {@link Sgd#onePass} wants it, of rows
 *       as they are ({@link Scaling#NONE}), none held out, no class weights;
 *   <li>a task that the first rows settle: numbers, asked for or told from a fraction among the
 *       targets; or two classes, asked for, of which the first rows have both;
 *   <li>sparse rows with more features than could ever be made dense, or a table of numbers without
 *       missing ones.
 * </ul>
 *
 * <p>Figures on the training rows are progressive: those of each row just before it was learnt from
 * ({@link OnePass}).
 */
public final class OnePassTraining {
  /** LIBSVM rows of up to so many features may turn out to be dense. */
  private static final int MOST_DENSE = 10_000;

  private final Source source;
  private final TrainingSettings settings;
  private final Consumer<Sgd> configure;
  private final boolean scored;
  private final List<String> notes = new ArrayList<>();
  private final List<String> features = new ArrayList<>();
  private String targetName = TargetEncoder.LABEL;
  private @Nullable Run run;
  private boolean refused;
  private boolean table;
  private int columns;
  private double[] sums = new double[0];
  private float[] targets = new float[0];
  private int rows;

  /**
   * What the first rows settled.
   *
   * @param negative label of the first of two classes
   * @param positive label of the second
   */
  private record Run(
      TargetEncoder target, Loss loss, OnePass pass, float negative, float positive) {}

  private OnePassTraining(
      Source source, TrainingSettings settings, Consumer<Sgd> configure, boolean scored) {
    this.source = source;
    this.settings = settings;
    this.configure = configure;
    this.scored = scored;
  }

  /**
   * Reads and learns, if settings and data allow for it.
   *
   * @param source a file: it may have to be read once more, in the ordinary way
   * @param configure as for {@link Pipeline#train}; may be called more than once
   * @param scored whether figures beyond the loss are wanted
   * @param version of Glissade, as the model file shall name it
   * @param notes receives what was assumed, one sentence each
   * @return null if the rows have to be seen all before; then nothing came of it
   * @throws DataException if the data cannot be read; says where and why
   */
  public static @Nullable Trained train(
      Source source,
      ReadOptions options,
      TrainingSettings settings,
      Consumer<Sgd> configure,
      boolean scored,
      String version,
      Consumer<String> notes) {
    OnePassTraining training = new OnePassTraining(source, settings, configure, scored);
    if (source.path() == null || !training.serves()) {
      return null;
    }
    boolean read = DataReader.numbers(source, options, training.sink(), training.notes);
    Run run = training.run;
    if (!read || training.refused || run == null) {
      return null;
    }
    training.notes.forEach(notes);
    return training.trained(run, version);
  }

  private boolean serves() {
    boolean asItIs =
        settings.scaling() == Scaling.NONE
            && settings.validationShare() == 0
            && settings.classWeight() == null
            && settings.network() == null
            && settings.keepsRowOrder()
            && settings.l1() == 0
            && settings.task() != Task.MULTICLASS;
    return asItIs
        && (isPenaltyFree(true) || isPenaltyFree(false))
        && pass(settings.task() == Task.BINARY ? new Logistic() : new Squared(), 1) != null;
  }

  /** Whether there is no L2; where it is left to the defaults, it needs the number of rows. */
  private boolean isPenaltyFree(boolean sparse) {
    Task task = settings.task() == null ? Task.REGRESSION : settings.task();
    return settings.l2(task, 1, sparse) == 0;
  }

  private @Nullable OnePass pass(Loss loss, int width) {
    Sgd sgd =
        Sgd.regressor()
            .model(new LinearModel(width, 1, settings.bias()))
            .loss(loss)
            .seed(settings.seed());
    configure.accept(sgd);
    return sgd.onePass();
  }

  private NumberSink sink() {
    return new NumberSink() {
      @Override
      public boolean sparse(
          float[] labels, int[] ends, int[] indices, float[] values, int largest) {
        if (run == null && (largest <= MOST_DENSE || !isPenaltyFree(true))) {
          refused = true;
          return false;
        }
        columns = Math.max(columns, largest);
        Run now = started(labels, columns);
        return now != null && learn(now, labels, sparseRows(now, ends, indices, values, labels));
      }

      @Override
      public void columns(List<String> names, String target) {
        table = true;
        features.addAll(names);
        targetName = target;
        columns = names.size();
        sums = new double[columns];
      }

      @Override
      public boolean dense(float[] values, float[] labels, double[] some) {
        for (int j = 0; j < sums.length; j++) {
          sums[j] += some[j];
        }
        refused |= !isPenaltyFree(false);
        Run now = started(labels, columns);
        return now != null && learn(now, labels, denseRows(values, encoded(now, labels)));
      }
    };
  }

  private Examples sparseRows(Run now, int[] ends, int[] indices, float[] values, float[] labels) {
    long[] starts = new long[ends.length + 1];
    for (int i = 0; i < ends.length; i++) {
      starts[i + 1] = ends[i];
    }
    int room = now.pass().room(columns);
    return SparseExamples.of(starts, indices, values, room, encoded(now, labels), 1, null);
  }

  private Examples denseRows(float[] values, float[] signs) {
    Grid grid =
        new Grid(Floats.of(values), columns, Ranges.of(0, signs.length), Ranges.of(0, columns));
    return DenseExamples.of(grid, null, signs, 1, null);
  }

  private boolean learn(Run now, float[] labels, Examples examples) {
    if (scored) {
      int needed = Math.addExact(rows, labels.length);
      if (needed > targets.length) {
        targets = Arrays.copyOf(targets, Math.max(needed, targets.length + targets.length / 2));
      }
      System.arraycopy(labels, 0, targets, rows, labels.length);
    }
    rows = Math.addExact(rows, labels.length);
    return now.pass().learn(examples);
  }

  /** The run, begun with the first rows; null if they do not settle what is to be learnt. */
  private @Nullable Run started(float[] labels, int width) {
    if (run == null && !refused && labels.length > 0) {
      run = begun(labels, width);
      refused = run == null;
    }
    return run;
  }

  private @Nullable Run begun(float[] labels, int width) {
    boolean fraction = false;
    for (float label : labels) {
      if (Float.isNaN(label)) {
        return null;
      }
      fraction |= label != Math.rint(label);
    }
    boolean classes = settings.task() == Task.BINARY;
    if (settings.task() == null && !fraction) {
      return null;
    }
    TargetEncoder target;
    try {
      target =
          TargetEncoder.fit(
              targetColumn(labels), targetName, classes ? Task.BINARY : Task.REGRESSION);
    } catch (DataException e) {
      return null; // whoever looks at all rows says what is wrong
    }
    Loss given = settings.loss();
    Loss loss = given != null ? given : classes ? new Logistic() : new Squared();
    boolean fits = classes ? loss.target() == Loss.Target.SIGN : loss.target() == Loss.Target.REAL;
    OnePass pass = fits ? pass(loss, width) : null;
    if (pass == null) {
      return null;
    }
    if (scored) {
      pass.keepScores();
    }
    target.notes().forEach(notes::add);
    return new Run(
        target,
        loss,
        pass,
        classes ? Float.parseFloat(target.classes().getFirst()) : 0,
        classes ? Float.parseFloat(target.classes().getLast()) : 0);
  }

  private Table targetColumn(float[] labels) {
    return new Table(source.name(), labels.length, List.of(new Column.Numeric(targetName, labels)));
  }

  /** Targets as the loss takes them. */
  private float[] encoded(Run now, float[] labels) {
    if (now.target().task() == Task.REGRESSION) {
      return labels;
    }
    float[] signs = new float[labels.length];
    for (int i = 0; i < signs.length; i++) {
      boolean positive = labels[i] == now.positive();
      if (!positive && labels[i] != now.negative()) {
        throw new DataException(
            source.name()
                + ", row "
                + (rows + i + 1L)
                + ": the target "
                + targetName
                + " is "
                + Spec.number(labels[i])
                + ", a third class beside "
                + String.join(" and ", now.target().classes())
                + "; --task multiclass learns them all");
      }
      signs[i] = positive ? 1 : -1;
    }
    return signs;
  }

  // --- what came of it -------------------------------------------------------------------------

  private Trained trained(Run now, String version) {
    Outcome outcome = now.pass().finish(columns);
    FeatureEncoder encoder = encoder();
    LinearModel model = new LinearModel(columns, 1, settings.bias());
    double loss = now.pass().progressiveLoss();
    Map<String, @Nullable Object> summary = new LinkedHashMap<>();
    summary.put("rows", rows);
    summary.put("validation_rows", 0);
    summary.put("epochs", outcome.state().epoch());
    summary.put("steps", outcome.state().step());
    summary.put("stop_reason", outcome.reason().key());
    summary.put("engine", outcome.engine());
    summary.put("progressive_loss", loss);
    summary.put("l1", 0.0);
    summary.put("l2", 0.0);
    ModelFile file =
        new ModelFile(
            new ModelFile.About(
                version,
                ModelFile.LINEAR,
                now.loss().toString(),
                now.loss().link(),
                outcome.recipe().toString()),
            encoder,
            now.target(),
            summary,
            model.layout(),
            outcome.params());
    Scorecard scores =
        scored ? scorecard(now) : new Scorecard((int) now.pass().rows(), loss, Map.of());
    return new Trained(file, outcome, null, 1, scores, loss, null, null);
  }

  private Scorecard scorecard(Run now) {
    float[] scores = now.pass().scores();
    float[] labels = Arrays.copyOf(targets, scores.length);
    if (now.target().task() == Task.BINARY) {
      for (int i = 0; i < labels.length; i++) {
        labels[i] = labels[i] == now.positive() ? 1 : 0;
      }
    }
    Predictions predictions =
        new Predictions(scores.length, 1, scores, now.target(), now.loss().link());
    return Scorecard.of(predictions, now.loss(), labels, null);
  }

  private FeatureEncoder encoder() {
    if (!table) {
      return SparseEncoder.plain(columns, false);
    }
    List<ColumnEncoding> encodings = new ArrayList<>();
    for (int j = 0; j < columns; j++) {
      encodings.add(new ColumnEncoding.Numeric(features.get(j), 0, 1, sums[j] / rows));
    }
    return new TableEncoder(encodings, true, List.of(targetName), List.of());
  }
}
