package org.glissade.lab.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.glissade.io.DataException;
import org.glissade.io.modelfile.ModelFile;
import org.glissade.io.pipeline.Pipeline;
import org.glissade.io.pipeline.Trained;
import org.glissade.io.runs.RunRecord;
import org.glissade.io.runs.RunSetup;
import org.glissade.lab.replay.Replay.Where;
import org.glissade.math.Simd;
import org.glissade.model.Model;
import org.glissade.optim.Averaging;
import org.glissade.optim.VowpalWabbit;
import org.glissade.train.Fit;
import org.glissade.train.Parallel;
import org.glissade.train.Recipe;
import org.glissade.train.StopReason;
import org.glissade.train.Surroundings;
import org.glissade.train.TrainingEvent.PlaceReached;
import org.jspecify.annotations.Nullable;

/**
 * Trains a recorded run again and looks at its way. The same data, options and seed give the same
 * bits: that the weights come out as those of the record shows that it is the same run.
 */
final class Replayer {
  /** Told how far it is. */
  @FunctionalInterface
  interface Progress {
    /**
     * @param phase what is done, for people
     * @param share of that, from 0 to 1
     */
    void at(String phase, double share);
  }

  /** It was cancelled. */
  static final class Cancelled extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final Path folder;
  private final Retraining retraining;
  private final Progress progress;
  private final BooleanSupplier cancelled;

  /**
   * @param folder of the record
   * @param cancelled asked now and then whether to give up
   */
  Replayer(Path folder, Retraining retraining, Progress progress, BooleanSupplier cancelled) {
    this.folder = folder;
    this.retraining = retraining;
    this.progress = progress;
    this.cancelled = cancelled;
  }

  /**
   * Why the run of a record cannot be trained again, as far as the record tells; null if it can.
   */
  static @Nullable String obstacle(RunRecord record) {
    RunSetup setup = record.setup();
    if (!setup.learner().model().equals(ModelFile.LINEAR)) {
      return "its model is a network. The loss is shown in a plane of weights, along which the scores"
          + " of a linear model are straight lines; those of a network are not";
    }
    if (record.model() == null) {
      return "its record holds no model, as it goes on, or broke off: there is nothing to compare"
          + " with";
    }
    if (setup.arguments().isEmpty() || setup.data().source().equals("stdin")) {
      return setup.arguments().isEmpty()
          ? "it was not started by glissade train, whose options would tell how to repeat it"
          : "its rows came from standard input, and are gone";
    }
    String recipe = obstacle(record.recipe());
    if (recipe != null) {
      return recipe;
    }
    return record.summary() != null
            && StopReason.DIVERGED.key().equals(record.summary().get("stop_reason"))
        ? "it diverged: its way leads out of every picture"
        : null;
  }

  private static @Nullable String obstacle(Recipe recipe) {
    return switch (recipe.parallel()) {
      case Parallel.Hogwild _ ->
          "its threads stepped on the same weights without waiting for each other (hogwild): no two"
              + " such runs are alike";
      case Parallel.Average _ ->
          "several models learnt apart from each other and were averaged: there is no one way that"
              + " the weights went";
      case Parallel.Minibatch _ ->
          recipe.transform() instanceof VowpalWabbit vw && (vw.l1() > 0 || vw.l2() > 0)
              ? "vw takes its penalties off the weights when somebody looks at them, and looking on"
                  + " the way would lead to other weights"
              : null;
    };
  }

  /**
   * Does it.
   *
   * @throws DataException if it cannot be trained again, or comes to something else; says why
   * @throws Cancelled if it was
   */
  Replay run() {
    RunRecord record = RunRecord.withoutEvents(folder);
    String obstacle = obstacle(record);
    Path file = record.model();
    if (obstacle != null || file == null) {
      throw new DataException("This run cannot be replayed: " + obstacle + ".");
    }
    ModelFile model = ModelFile.read(file);
    long steps = whole(model, "steps");
    progress.at("reading the data", 0);
    KeptPlaces places =
        new KeptPlaces(
            steps,
            KeptPlaces.room(),
            step -> progress.at("training again", Math.min(1, (double) step / Math.max(1, steps))));
    Trained trained = train(record, places, isCutOff(model));
    check();
    if (!Arrays.equals(trained.model().params(), model.params())) {
      throw new DataException(difference(record, trained, model));
    }
    Fit fit = trained.fit();
    if (fit == null) {
      throw new IllegalStateException("a training again without its rows");
    }
    return looked(record, fit, trained, places);
  }

  private Trained train(RunRecord record, KeptPlaces places, boolean cutOff) {
    try {
      return retraining.train(
          record.setup().arguments(),
          pipeline -> {
            check();
            compare(record, pipeline);
            places.makeRoom(pipeline.model(null).layout().size());
          },
          Surroundings.none()
              .withListener(places)
              .withInterrupted(() -> cancelled.getAsBoolean() || (cutOff && places.isComplete())));
    } catch (DataException e) {
      String source = record.setup().data().source();
      if (Files.exists(Path.of(source))) {
        throw e;
      }
      throw new DataException(
          "There is no file "
              + source
              + " any more, or not as seen from here: start the lab in the folder where the run was"
              + " started.",
          e);
    }
  }

  /** Runs that a clock or the user ended: the same steps are taken again, without either. */
  private static boolean isCutOff(ModelFile model) {
    Object reason = model.training().get("stop_reason");
    return StopReason.INTERRUPTED.key().equals(reason)
        || StopReason.TIME_LIMIT.key().equals(reason);
  }

  private static long whole(ModelFile model, String name) {
    if (model.training().get(name) instanceof Number number) {
      return number.longValue();
    }
    throw new DataException("The model of this run does not say how many " + name + " it took.");
  }

  private void check() {
    if (cancelled.getAsBoolean()) {
      throw new Cancelled();
    }
  }

  /** Rows and columns tell before any training whether the data are others. */
  private void compare(RunRecord record, Pipeline pipeline) {
    RunSetup.Data then = record.setup().data();
    int rows = pipeline.training().rows();
    var held = pipeline.validation();
    int heldOut = held == null ? 0 : held.rows();
    int features = pipeline.features().width();
    boolean alike =
        (then.rows() == null || then.rows() == rows)
            && (then.heldOut() == null || then.heldOut() == heldOut)
            && (then.features() == null || then.features() == features);
    if (!alike) {
      throw new DataException(
          "The data have changed since this run: "
              + then.source()
              + " had "
              + described(then.rows(), then.heldOut(), then.features())
              + ", and has "
              + described(rows, heldOut, features)
              + " now.");
    }
  }

  private static String described(
      @Nullable Integer rows, @Nullable Integer held, @Nullable Integer features) {
    return rows + " training rows, " + held + " held out and " + features + " features";
  }

  /** What is said where the weights came out as others. */
  private static String difference(RunRecord record, Trained trained, ModelFile model) {
    RunSetup setup = record.setup();
    List<String> reasons = new ArrayList<>();
    Path source = Path.of(setup.data().source());
    try {
      Instant written = Files.getLastModifiedTime(source).toInstant();
      if (written.isAfter(setup.begun())) {
        reasons.add(source + " has been changed since");
      }
    } catch (IOException e) {
      // nothing can be said of it
    }
    if (setup.environment().vectors() != Simd.available()) {
      reasons.add("the vector units are used on one side only");
    }
    if (!trained.model().about().version().equals(setup.environment().version())) {
      reasons.add("it was trained by another version, " + setup.environment().version());
    }
    if (!record.engine().equals(trained.outcome().engine())) {
      reasons.add(
          "the engine was " + record.engine() + ", and is " + trained.outcome().engine() + " now");
    }
    int apart = 0;
    float[] then = model.params();
    float[] now = trained.model().params();
    for (int j = 0; j < Math.min(then.length, now.length); j++) {
      apart += then[j] == now[j] ? 0 : 1;
    }
    return "Trained again, "
        + (then.length == now.length
            ? apart + " of " + then.length + " weights came out as others"
            : "the model has another number of weights")
        + " than those of the record, so that its way would not be the one that this run went: "
        + (reasons.isEmpty()
            ? "the data or something else that it read has changed, or the machine computes"
                + " otherwise"
            : String.join("; ", reasons))
        + ".";
  }

  /** What the model is when it is not the last place. */
  private static String beside(Recipe recipe) {
    if (!recipe.averaging().equals(Averaging.none())) {
      return "mean";
    }
    return recipe.transform().hasEvaluationPoint() ? "point" : "best";
  }

  private Replay looked(RunRecord record, Fit fit, Trained trained, KeptPlaces kept) {
    progress.at("looking for its directions", 0);
    float[] end = fit.params();
    List<PlaceReached> places = kept.places();
    List<float[]> weights = places.stream().map(PlaceReached::params).toList();
    PrincipalPlane plane = PrincipalPlane.of(weights, end, cancelled);
    check();
    PlaneLoss loss =
        new PlaneLoss(
            fit.risk(), fit.penalty(), trained.lossFactor(), end, plane, record.recipe().seed());
    double[] losses = new double[places.size()];
    for (int i = 0; i < losses.length; i++) {
      check();
      progress.at("computing losses", (double) i / losses.length);
      losses[i] = loss.at(weights.get(i));
    }
    double reach = 0;
    for (int i = 0; i < losses.length; i++) {
      reach = Math.max(reach, Math.hypot(plane.along()[i], plane.across()[i]));
    }
    double[] lowest = loss.lowest(2 * reach);
    Model model = fit.model();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", String.valueOf(folder.getFileName()));
    facts.put("steps_taken", trained.outcome().state().step());
    facts.put("weights", model.layout().size());
    facts.put("outputs", model.outputs());
    facts.put(
        "loss", record.setup().learner().loss() == null ? "" : record.setup().learner().loss());
    facts.put("l1", fit.penalty().l1());
    facts.put("l2", fit.penalty().l2());
    facts.put("optimizer", record.recipe().transform().toString());
    facts.put("averaging", record.recipe().averaging().toString());
    facts.put("reason", trained.outcome().reason().key());
    facts.put("model_is", Arrays.equals(weights.getLast(), end) ? "last" : beside(record.recipe()));
    return new Replay(
        places.stream().map(Where::of).toList(),
        plane,
        losses,
        loss,
        plane.isStraight() ? new double[] {lowest[0], 0, lowest[2]} : lowest,
        facts);
  }
}
