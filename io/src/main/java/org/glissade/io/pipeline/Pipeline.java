package org.glissade.io.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.glissade.data.Examples;
import org.glissade.data.SparseExamples;
import org.glissade.data.Splits;
import org.glissade.diagnose.Diagnosis;
import org.glissade.diagnose.Doctor;
import org.glissade.io.DataException;
import org.glissade.io.encode.FeatureEncoder;
import org.glissade.io.encode.RowWeights;
import org.glissade.io.encode.Scaling;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.encode.Task;
import org.glissade.io.formats.ReadResult;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.table.Matrix;
import org.glissade.io.table.Records;
import org.glissade.math.Layout;
import org.glissade.math.Mapping;
import org.glissade.math.RandomStream;
import org.glissade.model.LinearModel;
import org.glissade.model.Loss;
import org.glissade.model.Model;
import org.glissade.model.Network;
import org.glissade.spec.SpecException;
import org.glissade.train.EmpiricalRisk;
import org.glissade.train.Fit;
import org.glissade.train.Penalty;
import org.glissade.train.Sgd;
import org.jspecify.annotations.Nullable;

/**
 * From records to a trained model: tells task and loss from the targets, splits, fits the encoders
 * on the training rows only, trains, and scores both parts.
 *
 * <pre>{@code
 * ReadResult data = DataReader.read(Source.file(Path.of("airfoil.csv")), ReadOptions.defaults());
 * Trained trained = Pipeline.of(data, TrainingSettings.defaults(), System.out::println)
 *     .train(sgd -> sgd.epochs(20).momentum(0.9));
 * trained.model().write(Path.of("airfoil.glissade"));
 * }</pre>
 */
public final class Pipeline {
  /** From so many rows on a copy is worth its while that lets training read them in turn. */
  private static final int MANY_ROWS = 50_000;

  private final TrainingSettings settings;
  private final Consumer<String> notes;
  private final @Nullable ModelFile warmStart;
  private final String version;
  private final @Nullable String weightColumn;
  private final boolean shuffled;
  private final Records trainingRecords;
  private final @Nullable Records heldRecords;
  private final TargetEncoder target;
  private final Loss loss;
  private final TargetUnits units;
  private final FeatureEncoder features;
  private final Examples training;
  private final @Nullable Examples held;

  /** Which record of the data each training row is; null if they are the same. */
  private final int @Nullable [] recordOf;

  private Pipeline(
      ReadResult data,
      @Nullable ReadResult validation,
      TrainingSettings settings,
      @Nullable ModelFile warmStart,
      String version,
      Consumer<String> notes) {
    this.warmStart = warmStart;
    this.settings = settings;
    this.notes = notes;
    this.version = version;
    this.weightColumn = data.weightColumn();
    Records all = data.records();
    if (warmStart != null) {
      checkTargets(warmStart.target(), data.targets());
    }
    TargetEncoder found =
        warmStart != null
            ? warmStart.target()
            : TargetEncoder.fitColumns(all, data.targets(), settings.task());
    found.notes().forEach(notes);
    if (validation == null) {
      Splits.Split split = split(all);
      boolean none = split.validation().length == 0;
      this.shuffled = mayMove(all) && (!none || all.rows() >= MANY_ROWS);
      this.recordOf = none && !shuffled ? null : laidOut(split.training());
      this.heldRecords = none ? null : all.select(split.validation());
    } else {
      this.shuffled = mayMove(all) && all.rows() >= MANY_ROWS;
      this.recordOf = shuffled ? laidOut(numbered(all.rows())) : null;
      this.heldRecords = validation.records();
    }
    this.trainingRecords = recordOf == null ? all : all.select(recordOf);
    this.loss = loss(found);
    if (settings.calibration() != null) {
      HeldOutCalibration.check(settings.calibration(), found, loss, heldRecords, all.source());
    }
    TargetEncoder scaled = warmStart != null ? found : found.standardised(trainingRecords);
    TargetUnits scaledUnits =
        found.task() == Task.REGRESSION && settings.scaling() == Scaling.STANDARD
            ? TargetUnits.of(loss, scaled.targets())
            : null;
    this.target = scaledUnits == null ? found : scaled;
    this.units = scaledUnits == null ? TargetUnits.unscaled(loss) : scaledUnits;
    this.features =
        warmStart != null
            ? warmStart.features()
            : FeatureEncoder.fit(trainingRecords, leftOut(), settings.scaling());
    features.notes().forEach(notes);
    double[] classWeights = classWeights();
    this.training = examples(trainingRecords, classWeights);
    this.held = heldRecords == null ? null : examples(heldRecords, null);
  }

  /** Prepares a training; a share of the rows is held out as the settings say. */
  public static Pipeline of(ReadResult data, TrainingSettings settings, Consumer<String> notes) {
    return of(data, null, settings, null, "", notes);
  }

  /**
   * Prepares a training.
   *
   * @param validation rows to hold against the model, or null to hold out a share
   * @param warmStart a model whose encoders, classes and parameters to go on from, or null
   * @param version of Glissade, as the model file shall name it
   * @param notes receives what was assumed, one sentence each
   * @throws DataException if the data cannot be learnt from; says where and why
   */
  public static Pipeline of(
      ReadResult data,
      @Nullable ReadResult validation,
      TrainingSettings settings,
      @Nullable ModelFile warmStart,
      String version,
      Consumer<String> notes) {
    List<Mapping> mappings = new ArrayList<>(data.records().mappings());
    if (validation != null) {
      mappings.addAll(validation.records().mappings());
    }
    return Mapping.guarded(
        mappings, () -> new Pipeline(data, validation, settings, warmStart, version, notes));
  }

  public TargetEncoder target() {
    return target;
  }

  public FeatureEncoder features() {
    return features;
  }

  /** In the units of the target. */
  public Loss loss() {
    return loss;
  }

  /** A loss of the training times this is one in the units of the target. */
  public double lossFactor() {
    return units.factor();
  }

  /** The encoded training rows. */
  public Examples training() {
    return training;
  }

  /** The encoded rows held out, or null. */
  public @Nullable Examples validation() {
    return held;
  }

  /** λ₂ in the units of the target. */
  public double l2() {
    return settings.l2(target.task(), training.totalWeight(), isSparse());
  }

  /** Whether the features are sparse. */
  public boolean isSparse() {
    return training instanceof SparseExamples;
  }

  /** Several targets were asked for by name: a model that is gone on with has these or none. */
  private static void checkTargets(TargetEncoder model, List<String> asked) {
    if (asked.size() > 1 && !asked.equals(model.columns())) {
      throw new SpecException(
          "--warm-start: the model predicts "
              + model.column()
              + ", --target asks for "
              + String.join(", ", asked)
              + "; name the same targets in the same order");
    }
  }

  /** Rows of a file are held out in blocks, so that it is still read in order. */
  private Splits.Split split(Records all) {
    int rows = all.rows();
    boolean tooFew = rows < TrainingSettings.FEWEST_ROWS_TO_SPLIT;
    double share = tooFew ? 0 : settings.validationShare();
    if (share == 0) {
      return new Splits.Split(numbered(rows), new int[0]);
    }
    return liesInAFile(all)
        ? Splits.blocks(rows, share, Sgd.MOST_VALIDATION_ROWS, settings.seed())
        : Splits.random(rows, share, Sgd.MOST_VALIDATION_ROWS, settings.seed());
  }

  private static boolean liesInAFile(Records records) {
    return records instanceof Matrix || !records.mappings().isEmpty();
  }

  /** Whether the rows may be copied in another order. */
  private boolean mayMove(Records records) {
    return !settings.keepsRowOrder() && !liesInAFile(records);
  }

  /** The rows in the order in which they are to lie. */
  private int[] laidOut(int[] rows) {
    if (shuffled) {
      RandomStream.of(settings.seed(), "layout").shuffle(rows);
    }
    return rows;
  }

  private static int[] numbered(int rows) {
    int[] all = new int[rows];
    Arrays.setAll(all, i -> i);
    return all;
  }

  private Loss loss(TargetEncoder found) {
    Loss given = settings.loss();
    if (given != null && found.isSeveral()) {
      return TaskLoss.ofSeveral(given, found.column());
    }
    return given == null
        ? TaskLoss.usual(found.task())
        : TaskLoss.checked(given, found.task(), " (target " + found.column() + ")");
  }

  private Set<String> leftOut() {
    Set<String> names = new HashSet<>();
    names.addAll(target.columns());
    if (weightColumn != null) {
      names.add(weightColumn);
    }
    return names;
  }

  private double @Nullable [] classWeights() {
    String given = settings.classWeight();
    if (given == null) {
      return null;
    }
    if (target.isSeveral()) {
      throw new SpecException(
          "class weights need classes, but the targets "
              + target.column()
              + " are numbers; classes are learnt one target at a time");
    }
    if (target.task() == Task.REGRESSION) {
      throw new IllegalArgumentException(
          "class weights need classes, but the target "
              + target.column()
              + " is a number;"
              + " --task binary or multiclass makes it classes");
    }
    return given.equals("balanced")
        ? RowWeights.balanced(
            target.classesOf(trainingRecords, note -> {}),
            target.classes().size(),
            rowWeights(trainingRecords))
        : RowWeights.parse(given, target.classes());
  }

  private float @Nullable [] rowWeights(Records records) {
    return RowWeights.column(records, weightColumn);
  }

  private Examples examples(Records records, double @Nullable [] classWeights) {
    float[] weights = rowWeights(records);
    if (classWeights != null) {
      weights = RowWeights.ofRows(classWeights, target.classesOf(records, note -> {}), weights);
    }
    float[] targets;
    int each = target.targets().size();
    if (loss.target() == Loss.Target.CLASS) {
      int[] classOf = target.classesOf(records, notes);
      targets = new float[classOf.length];
      for (int i = 0; i < targets.length; i++) {
        targets[i] = classOf[i];
      }
    } else {
      targets = target.encode(records, notes);
    }
    return features.encode(records, targets, each, weights, notes);
  }

  /**
   * The model for these features and this target.
   *
   * @param network its hidden layers, or null for a linear one
   */
  public Model model(@Nullable Network network) {
    int outputs =
        loss.target() == Loss.Target.CLASS ? target.classes().size() : target.targets().size();
    return network == null
        ? new LinearModel(features.width(), outputs, settings.bias())
        : network.model(features.width(), outputs, settings.bias());
  }

  /**
   * Trains.
   *
   * @param configure says how, beyond the defaults
   */
  public Trained train(Consumer<Sgd> configure) {
    return train(configure, true);
  }

  /**
   * Trains.
   *
   * @param configure says how, beyond the defaults
   * @param scored whether figures beyond the losses are wanted: they take the rows once more
   */
  public Trained train(Consumer<Sgd> configure, boolean scored) {
    Fit fit = sgd(configure).fit(training);
    ModelFile plain = file(fit, fit.model());
    HeldOutCalibration calibration =
        settings.calibration() == null || heldRecords == null
            ? null
            : HeldOutCalibration.fit(settings.calibration(), plain, heldRecords, weightColumn);
    ModelFile file = calibration == null ? plain : calibration.model();
    double loss = fit.trainingLoss() * units.factor();
    Scorecard onTraining =
        scored
            ? Scorecard.of(file, trainingRecords, weightColumn, note -> {})
            : new Scorecard(training.rows(), loss, Map.of());
    Scorecard onHeld =
        heldRecords == null || !scored
            ? null
            : Scorecard.of(file, heldRecords, weightColumn, note -> {});
    return new Trained(
        file,
        fit.outcome(),
        fit,
        units.factor(),
        onTraining,
        fit.objective() * units.factor(),
        onHeld,
        calibration == null || !scored ? null : calibration.before());
  }

  /**
   * The training as it would be run on {@link #training}.
   *
   * @param configure says how, beyond the defaults
   */
  public Sgd sgd(Consumer<Sgd> configure) {
    Sgd sgd =
        (target.task() == Task.REGRESSION ? Sgd.regressor() : Sgd.classifier())
            .model(model(settings.network()))
            .loss(units.loss())
            .penalty(penalty())
            .seed(settings.seed());
    if (held != null) {
      sgd.validation(held);
    }
    if (warmStart != null) {
      sgd.startFrom(warmStart.params());
    }
    if (shuffled) {
      sgd.rowsLieShuffled();
    }
    configure.accept(sgd);
    return sgd;
  }

  /** What is minimised, without penalties, in the units of training. */
  public EmpiricalRisk risk() {
    return new EmpiricalRisk(model(settings.network()), units.loss(), training);
  }

  /** The penalties, in the units of training. */
  public Penalty penalty() {
    return units.penalty(settings.l1(), l2());
  }

  /**
   * Says why a training of these rows diverged. Rows are told by their number among the training
   * rows ({@link #recordOf}), columns by that of the feature.
   *
   * @param fit it diverged
   */
  public Diagnosis examine(Fit fit) {
    return Doctor.examine(
        fit.model(),
        fit.loss(),
        training,
        fit.outcome(),
        warmStart == null ? null : warmStart.params());
  }

  /** The number, from 0, of the record of the data that a training row is. */
  public int recordOf(int trainingRow) {
    return recordOf == null ? trainingRow : recordOf[trainingRow];
  }

  /**
   * What the model says of the rows held out; if there are none, of the training rows.
   *
   * @param model that was trained on these
   */
  public ScoredRows scoredRows(ModelFile model) {
    Records rows = heldRecords == null ? trainingRecords : heldRecords;
    return ScoredRows.of(model, rows, weightColumn, note -> {});
  }

  private ModelFile file(Fit fit, Model model) {
    Map<String, @Nullable Object> summary = new LinkedHashMap<>();
    summary.put("rows", training.rows());
    summary.put("validation_rows", held == null ? 0 : held.rows());
    summary.put("epochs", fit.outcome().state().epoch());
    summary.put("steps", fit.outcome().state().step());
    summary.put("stop_reason", fit.outcome().reason().key());
    summary.put("engine", fit.outcome().engine());
    summary.put("parallel", fit.outcome().recipe().parallel().toString());
    summary.put("training_loss", fit.trainingLoss() * units.factor());
    summary.put("objective", fit.objective() * units.factor());
    if (held != null) {
      summary.put("validation_loss", fit.validationLoss() * units.factor());
    }
    summary.put("l1", settings.l1());
    summary.put("l2", l2());
    Layout layout = model.layout();
    return new ModelFile(
        new ModelFile.About(
            version,
            model.toString(),
            loss.toString(),
            loss.link(),
            fit.outcome().recipe().toString()),
        features,
        target,
        summary,
        layout,
        fit.params());
  }
}
