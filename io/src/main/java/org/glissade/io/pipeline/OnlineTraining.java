package org.glissade.io.pipeline;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.glissade.data.Batch;
import org.glissade.data.DenseBatch;
import org.glissade.data.DenseExamples;
import org.glissade.data.Examples;
import org.glissade.data.SparseBatch;
import org.glissade.io.DataException;
import org.glissade.io.encode.FeatureEncoder;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.encode.Task;
import org.glissade.io.formats.LiveRows;
import org.glissade.io.formats.ReadOptions;
import org.glissade.io.formats.Source;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.modelfile.Predictions;
import org.glissade.io.modelfile.Predictor;
import org.glissade.io.table.Records;
import org.glissade.model.LinearModel;
import org.glissade.model.Loss;
import org.glissade.model.Losses;
import org.glissade.model.Model;
import org.glissade.model.Network;
import org.glissade.spec.SpecException;
import org.glissade.train.LearntModel;
import org.glissade.train.OnlineLearner;
import org.glissade.train.ProgressiveValidation;
import org.glissade.train.Recipe;
import org.glissade.train.Sgd;
import org.glissade.train.TrainingState;
import org.jspecify.annotations.Nullable;

/**
 * Learning from the rows of a text as they come, with an {@link OnlineLearner}: each is predicted,
 * learnt from and forgotten. What other trainings tell from all rows has to be said beforehand, or
 * comes from a model to go on from: the task ({@link OnlineTarget}) and what is done to features
 * ({@link OnlineFeatures}).
 *
 * <p>A row that cannot be read or does not fit ends it; what was learnt from those above is kept.
 */
public final class OnlineTraining {
  /**
   * What is wanted.
   *
   * @param settings task, loss, penalties, network, explicit class weights; nothing is held out or
   *     scaled
   * @param classes of the target in their order, the second of two the positive one; may be empty
   * @param weightColumn that holds how much each row counts, or null
   * @param warmStart a model to go on from, or null
   * @param resumeFrom what {@link Result#state} was when that model was written, or null
   * @param version of Glissade, as the model file shall name it
   */
  public record Request(
      TrainingSettings settings,
      List<String> classes,
      @Nullable String weightColumn,
      @Nullable ModelFile warmStart,
      @Nullable TrainingState resumeFrom,
      String version) {}

  /**
   * A line of the table of progressive validation, written when the weight seen has doubled.
   *
   * @param average mean loss of all rows, each before it was learnt from, in the units of the
   *     target
   * @param sinceLast the same since the last line
   * @param examples number of rows
   * @param weight their sum of weights
   * @param label of this row
   * @param prediction for this row, before it was learnt from
   * @param features numbers of this row that are not 0, and 1 for the bias
   */
  public record Line(
      double average,
      double sinceLast,
      long examples,
      double weight,
      String label,
      String prediction,
      int features) {}

  /** Why it ended. */
  public enum End {
    END_OF_DATA,
    INTERRUPTED,
    DIVERGED,
    BAD_ROW
  }

  /**
   * What came of it.
   *
   * @param fault what is wrong with the row at which it ended, or null
   * @param rows of this run
   * @param examples number of rows, of the run that it went on from, too
   * @param weight their sum of weights
   * @param loss mean loss of all rows before each was learnt from, in the units of the target
   * @param metrics {@code accuracy}, or {@code rmse} and {@code mae}, of the rows of this run
   */
  public record Result(
      ModelFile model,
      End end,
      @Nullable DataException fault,
      long rows,
      long examples,
      double weight,
      double loss,
      Map<String, Double> metrics,
      Recipe recipe,
      String engine,
      TrainingState state) {}

  /** Hears how it goes. */
  public interface Listener {
    /**
     * The first row has come, and is about to be learnt from.
     *
     * @param loss in the units of the target
     */
    void started(TargetEncoder target, Loss loss, Recipe recipe);

    /** A line of the table. */
    void line(Line line);

    /** Something that was assumed, in one sentence. */
    void note(String note);

    /**
     * Some rows were learnt from.
     *
     * @param now what would come of it if it were interrupted now; takes time in proportion to the
     *     size of the model
     */
    void learnt(Supplier<Result> now);
  }

  private final Request request;
  private final Consumer<Sgd> configure;
  private final ReadOptions options;
  private final Listener listener;
  private final OnlineRows encoding;
  private final Loss loss;
  private final TargetUnits units;
  private final OnlineFigures figures;
  private final @Nullable Model known;
  private final int[] order = {0};
  private @Nullable OnlineLearner learner;
  private long rows;

  private OnlineTraining(
      Request request, Consumer<Sgd> configure, ReadOptions options, Listener listener) {
    this.request = request;
    this.configure = configure;
    this.options = options;
    this.listener = listener;
    TrainingSettings settings = request.settings;
    ModelFile warm = request.warmStart;
    OnlineTarget target =
        OnlineTarget.of(settings, request.classes, warm == null ? null : warm.target());
    Loss given =
        settings.loss() != null || warm == null
            ? settings.loss()
            : Losses.parse(warm.about().loss());
    this.loss =
        given == null ? TaskLoss.usual(target.task()) : TaskLoss.checked(given, target.task(), "");
    double scale = target.encoder().targets().getFirst().scale();
    TargetUnits scaled = scale == 1 ? null : TargetUnits.of(loss, scale);
    this.units = scaled == null ? TargetUnits.unscaled(loss) : scaled;
    this.known = warm == null ? null : Predictor.model(warm);
    boolean linear = known == null ? settings.network() == null : known instanceof LinearModel;
    OnlineFeatures features = new OnlineFeatures(warm == null ? null : warm.features(), linear);
    this.encoding = new OnlineRows(request, options, target, features, loss, listener::note);
    this.figures = new OnlineFigures(target.encoder(), loss.link());
    if (warm != null && warm.calibration() != null) {
      listener.note(
          "the calibration of the model that it goes on from is left out: it was of that model");
    }
  }

  /**
   * Learns until there are no more rows, it is interrupted, or a row is bad.
   *
   * @param configure says how, beyond the defaults of {@link Sgd#online}
   * @param interrupted whether to stop; asked at least every tenth of a second
   * @throws SpecException if what is asked for is impossible; before the first row
   * @throws DataException if not a single row can be learnt from; says where and why
   */
  public static Result run(
      Source source,
      ReadOptions options,
      Request request,
      Consumer<Sgd> configure,
      Listener listener,
      BooleanSupplier interrupted) {
    OnlineTraining training = new OnlineTraining(request, configure, options, listener);
    training.check();
    DataException fault = null;
    try {
      LiveRows.read(source, training.encoding.reading(), interrupted, training.consumer());
    } catch (DataException e) {
      if (training.rows == 0) {
        throw e;
      }
      fault = e;
    }
    OnlineLearner learner = training.learner;
    if (learner == null || training.rows == 0) {
      throw new DataException(source.name() + ": it ended before the first row was learnt from");
    }
    End end =
        learner.diverged()
            ? End.DIVERGED
            : fault != null
                ? End.BAD_ROW
                : interrupted.getAsBoolean() ? End.INTERRUPTED : End.END_OF_DATA;
    return training.result(learner, end, fault);
  }

  /** Says what is wrong with what is asked for, as far as it can be told without rows. */
  private void check() {
    if (known != null) {
      learner(0);
    } else {
      Network network = request.settings.network();
      sgd(network == null ? new LinearModel(1, outputs(), true) : network.model(1, outputs(), true))
          .online();
    }
  }

  /** How wide a model is on those rows, where it is not known from another. */
  private int width(Examples examples) {
    if (examples instanceof DenseExamples || request.settings.network() == null) {
      return examples.columns();
    }
    if (!options.limitsFeatures()) {
      throw new SpecException(
          "a network does not grow, and numbered features do not tell how many there will be: say"
              + " it with --max-index N");
    }
    return options.mostFeatures();
  }

  private LiveRows.Consumer consumer() {
    return new LiveRows.Consumer() {
      @Override
      public ReadOptions types(List<String> names, String column, ReadOptions given) {
        return encoding.typed(names, column);
      }

      @Override
      public boolean rows(Records records) {
        boolean going = learn(records);
        OnlineLearner by = learner;
        if (by != null) {
          listener.learnt(() -> result(by, End.INTERRUPTED, null));
        }
        return going;
      }
    };
  }

  private OnlineTarget target() {
    return encoding.target();
  }

  // --- rows ------------------------------------------------------------------------------------

  /** Learns from rows; from those above a bad one, where there is one. */
  private boolean learn(Records records) {
    OnlineRows.Piece piece;
    try {
      piece = encoding.encoded(records);
    } catch (DataException e) {
      if (records.rows() == 1) {
        throw new DataException(
            String.valueOf(e.getMessage()).replaceFirst("\\brow 1\\b", "row " + (rows + 1)), e);
      }
      for (int row = 0; row < records.rows(); row++) {
        if (!learn(records.select(new int[] {row}))) {
          return false;
        }
      }
      throw e; // not reached: one of the rows is the bad one
    }
    return learn(piece);
  }

  private boolean learn(OnlineRows.Piece piece) {
    Examples examples = piece.examples();
    int[] classOf = piece.classOf();
    OnlineLearner by = learner;
    if (by == null) {
      by = learner(width(examples));
    }
    if (rows == 0) {
      listener.started(target().encoder(), loss, by.recipe());
    }
    Batch batch = examples.newBatch(1);
    for (int row = 0; row < examples.rows() && !by.diverged(); row++) {
      order[0] = row;
      examples.gather(order, 0, 1, batch);
      float[] weights = batch.weights();
      double weight = weights == null ? 1 : weights[0];
      by.learn(batch);
      rows++;
      if (by.diverged()) {
        break;
      }
      figures.add(by.scores(), batch.targets()[0], classOf == null ? -1 : classOf[row], weight);
      if (by.progress().due()) {
        listener.line(line(by, batch, classOf == null ? -1 : classOf[row]));
        by.progress().mark();
      }
    }
    return !by.diverged();
  }

  private Line line(OnlineLearner by, Batch batch, int classOf) {
    ProgressiveValidation progress = by.progress();
    TargetEncoder encoder = target().encoder();
    Predictions told = new Predictions(1, by.scores().length, by.scores(), encoder, loss.link());
    return new Line(
        progress.average() * units.factor(),
        progress.sinceLast() * units.factor(),
        progress.examples(),
        progress.weight(),
        classOf >= 0
            ? encoder.classes().get(classOf)
            : number(encoder.targets().getFirst().unscaled(batch.targets()[0])),
        classOf >= 0 ? told.label(0) : number(told.value(0)),
        nonzeros(batch) + (hasBias() ? 1 : 0));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private static int nonzeros(Batch batch) {
    return switch (batch) {
      case SparseBatch sparse -> sparse.offsets()[1];
      case DenseBatch dense -> {
        int count = 0;
        for (float value : dense.values()) {
          count += value == 0 ? 0 : 1;
        }
        yield count;
      }
    };
  }

  // --- the learner -----------------------------------------------------------------------------

  private int outputs() {
    return loss.target() == Loss.Target.CLASS ? target().encoder().classes().size() : 1;
  }

  private boolean hasBias() {
    ModelFile warm = request.warmStart;
    return warm == null
        ? request.settings.bias()
        : warm.layout().slots().stream().anyMatch(slot -> slot.name().equals(ModelFile.BIAS));
  }

  private Sgd sgd(Model model) {
    TrainingSettings settings = request.settings;
    Double l2 = settings.l2();
    Sgd sgd =
        (target().task() == Task.REGRESSION ? Sgd.regressor() : Sgd.classifier())
            .model(model)
            .loss(units.loss())
            .penalty(units.penalty(settings.l1(), l2 == null ? 0 : l2))
            .seed(settings.seed());
    configure.accept(sgd);
    return sgd;
  }

  /** How wide a linear model was when its state was written: it may have grown after the file. */
  private int resumedWidth(Model model) {
    TrainingState state = request.resumeFrom;
    LinearModel linear = (LinearModel) model;
    return state == null
        ? model.inputs()
        : Math.max(1, state.params().length / linear.outputs() - (linear.bias() ? 1 : 0));
  }

  private OnlineLearner learner(int columns) {
    Model model = known;
    Network network = request.settings.network();
    if (model == null) {
      model =
          network == null
              ? new LinearModel(columns, outputs(), request.settings.bias())
              : network.model(columns, outputs(), request.settings.bias());
    } else if (encoding.features().grows()) {
      LinearModel linear = (LinearModel) model;
      model = new LinearModel(resumedWidth(linear), linear.outputs(), linear.bias());
    }
    Sgd sgd = sgd(model);
    ModelFile warm = request.warmStart;
    if (request.resumeFrom != null) {
      sgd.resumeFrom(request.resumeFrom);
    } else if (warm != null) {
      sgd.startFrom(warm.params());
    }
    OnlineLearner made = sgd.online();
    learner = made;
    return made;
  }

  // --- what came of it -------------------------------------------------------------------------

  private Result result(OnlineLearner by, End end, @Nullable DataException fault) {
    LearntModel learnt = by.model();
    ProgressiveValidation progress = by.progress();
    double mean = progress.average() * units.factor();
    Map<String, @Nullable Object> summary = new LinkedHashMap<>();
    summary.put("rows", progress.examples());
    summary.put("steps", by.state().step());
    summary.put("online", true);
    summary.put("stop_reason", end.name().toLowerCase(Locale.ROOT));
    summary.put("progressive_loss", Double.isNaN(mean) ? null : mean);
    summary.put("l1", request.settings.l1());
    summary.put("l2", Objects.requireNonNullElse(request.settings.l2(), 0.0));
    FeatureEncoder encoder = encoding.encoder(by.width());
    ModelFile file =
        new ModelFile(
            new ModelFile.About(
                request.version,
                learnt.model().toString(),
                loss.toString(),
                loss.link(),
                by.recipe().toString()),
            encoder,
            target().encoder(),
            summary,
            learnt.model().layout(),
            learnt.params());
    return new Result(
        file,
        end,
        fault,
        rows,
        progress.examples(),
        progress.weight(),
        mean,
        figures.metrics(),
        by.recipe(),
        by.engine(),
        by.state());
  }
}
