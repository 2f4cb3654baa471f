package org.glissade.lab.stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.glissade.diagnose.BatchNoise;
import org.glissade.diagnose.GradientReport;
import org.glissade.io.DataException;
import org.glissade.io.json.Fields;
import org.glissade.lab.problem.Landscape;
import org.glissade.lab.problem.Minimum;
import org.glissade.lab.problem.OwnData;
import org.glissade.lab.problem.Problem;
import org.glissade.lab.problem.ProblemSettings;
import org.glissade.lab.problem.Problems;
import org.glissade.lab.problem.Singles;
import org.glissade.lab.race.Lens;
import org.glissade.lab.race.Runner;
import org.glissade.lab.race.RunnerSettings;
import org.glissade.lab.race.Throughput;
import org.glissade.lab.race.Trail;
import org.glissade.lab.server.Call;
import org.glissade.lab.server.Frame;
import org.glissade.lab.server.Reply;
import org.glissade.lab.server.Route;
import org.glissade.model.Model;
import org.glissade.spec.SpecException;
import org.glissade.train.Penalty;
import org.jspecify.annotations.Nullable;

/**
 * Answers what the page of the lab asks. Every request says all that it depends on, so that nothing
 * is remembered between two of them but problems, which take a moment to make.
 *
 * <p>Trainings are run one at a time: two at once would spoil each other's time.
 */
public final class Stage {
  private static final int MOST_PROBLEMS = 16;
  private static final int MOST_POINTS = 256;
  private static final int MOST_LINES = 8;

  private final @Nullable OwnData data;
  private final LongSupplier nanoClock;
  private final ReentrantLock running = new ReentrantLock();
  private final Map<ProblemSettings, Problem> problems =
      new LinkedHashMap<>(MOST_PROBLEMS, 0.75f, true);

  /**
   * @param data the user's, or null
   * @param nanoClock tells how long trainings take
   */
  public Stage(@Nullable OwnData data, LongSupplier nanoClock) {
    this.data = data;
    this.nanoClock = nanoClock;
  }

  /** What the server has to route here. */
  public List<Route> routes() {
    return List.of(
        Route.get("/api/problems", this::problems),
        Route.post("/api/problem", this::problem),
        Route.post("/api/field", this::field),
        Route.post("/api/run", this::run),
        Route.post("/api/lens", this::lens),
        Route.post("/api/variance", this::variance),
        Route.post("/api/throughput", this::throughput));
  }

  // --- problems --------------------------------------------------------------------------------

  private Reply problems(Call call) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("problems", Problems.KEYS);
    json.put("schedules", RunnerSettings.SCHEDULES);
    json.put("orders", RunnerSettings.ORDERS);
    json.put("most_updates", RunnerSettings.MOST_UPDATES);
    json.put("processors", Runtime.getRuntime().availableProcessors());
    if (data == null) {
      json.put("data", null);
    } else {
      Map<String, Object> own = new LinkedHashMap<>();
      own.put("source", data.source());
      own.put("target", data.target());
      own.put("columns", data.columns());
      own.put("rows", data.rows());
      json.put("data", own);
    }
    return Reply.json(json);
  }

  private Reply problem(Call call) {
    Problem problem = found(call.body());
    Minimum minimum = problem.minimum();
    Lens atMinimum = Lens.of(problem, Singles.of(minimum.at()), 1, true, 1, 0);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("key", problem.about().key());
    json.put("title", problem.about().title());
    json.put("text", problem.about().text());
    json.put("quadratic", problem.about().quadratic());
    json.put("weights", problem.weights());
    json.put("examples", problem.count());
    json.put("start", list(problem.start()));
    List<Map<String, Object>> minima = new ArrayList<>();
    for (Minimum each : problem.minima()) {
      minima.add(Map.of("at", list(each.at()), "loss", each.loss()));
    }
    json.put("minima", minima);
    json.put("largest", problem.hessian().largest());
    json.put("smallest", problem.hessian().smallest());
    json.put("stable_rate", 2 / problem.hessian().largest());
    json.put("trace", atMinimum.trace());
    return Reply.json(json);
  }

  private Reply field(Call call) {
    Fields body = call.body();
    Problem problem = found(body);
    int across = points(body, "across", 2);
    int up = points(body, "up", 1);
    Landscape.Box box =
        new Landscape.Box(
            body.number("left"), body.number("right"), body.number("bottom"), body.number("top"));
    Landscape landscape = new Landscape(problem);
    Frame frame =
        new Frame(Map.of("across", across, "up", up))
            .add("losses", landscape.grid(box, across, up));
    if (body.truth("each")) {
      if (problem.weights() > 1 || problem.count() > MOST_LINES) {
        throw new DataException(
            "each example alone is drawn for problems of one weight and "
                + MOST_LINES
                + " examples at most");
      }
      frame.add("each", landscape.gridOfEach(box, across));
    }
    return frame(frame);
  }

  private static int points(Fields body, String name, int fewest) {
    int points = body.count(name);
    if (points < fewest || points > MOST_POINTS) {
      throw new DataException(
          name + " is from " + fewest + " to " + MOST_POINTS + " points, not " + points);
    }
    return points;
  }

  // --- trainings -------------------------------------------------------------------------------

  private Reply run(Call call) {
    Fields body = call.body();
    Problem problem = found(body);
    Fields asked = body.object("runner");
    RunnerSettings settings =
        new RunnerSettings(
            asked.count("batch"),
            asked.number("rate"),
            asked.number("momentum"),
            asked.text("schedule"),
            asked.text("order"),
            asked.count("epochs"),
            asked.whole("seed"));
    Runner runner = new Runner(problem, settings, weights(body, "start", problem));
    Trail trail;
    running.lock();
    try {
      trail = runner.run(nanoClock);
    } finally {
      running.unlock();
    }
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("weights", trail.weights());
    head.put("examples", trail.examples());
    head.put("batch", trail.batch());
    head.put("updates", trail.updates());
    head.put("updates_per_epoch", trail.updatesPerEpoch());
    head.put("reason", trail.reason().key());
    head.put("engine", trail.engine());
    head.put("schedule", trail.schedule());
    head.put("seconds_per_update", trail.pace().secondsPerUpdate());
    head.put("repeats", trail.pace().repeats());
    return frame(
        new Frame(head)
            .add("places", trail.places())
            .add("excess", trail.excess())
            .add("slopes", trail.slopes())
            .add("steps", trail.steps())
            .add("rates", trail.rates())
            .add("rows", trail.rows()));
  }

  private Reply lens(Call call) {
    Fields body = call.body();
    Problem problem = found(body);
    Lens lens =
        Lens.of(
            problem,
            weights(body, "at", problem),
            body.count("batch"),
            body.truth("replaced"),
            body.count("draws"),
            body.whole("seed"));
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("gradient", list(lens.gradient()));
    head.put("covariance", list(lens.covariance()));
    head.put("trace", lens.trace());
    head.put("squared_gradient", lens.squaredGradient());
    head.put("largest", lens.largest());
    return frame(new Frame(head).add("draws", lens.draws()));
  }

  private Reply variance(Call call) {
    Fields body = call.body();
    Problem problem = found(body);
    GradientReport report =
        GradientReport.of(
            problem.examples().objective(),
            Penalty.NONE,
            weights(body, "at", problem),
            body.whole("seed"));
    List<Map<String, Object>> batches = new ArrayList<>();
    for (BatchNoise noise : report.batches()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("batch", noise.size());
      entry.put("draws", noise.draws());
      entry.put("replaced", noise.replaced());
      entry.put("replaced_measured", noise.replacedMeasured());
      entry.put("replaced_error", noise.replacedError());
      entry.put("unreplaced", noise.unreplaced());
      entry.put("unreplaced_measured", noise.unreplacedMeasured());
      entry.put("unreplaced_error", noise.unreplacedError());
      entry.put("angle", noise.angle());
      batches.add(entry);
    }
    return Reply.json(
        Map.of("trace", report.noise().trace(), "examples", problem.count(), "batches", batches));
  }

  private Reply throughput(Call call) {
    running.lock();
    try {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("rows", Throughput.ROWS);
      json.put("features", Throughput.FEATURES);
      json.put("hidden", Throughput.HIDDEN);
      json.put("linear", speeds(Throughput.LINEAR));
      json.put("network", speeds(Throughput.NETWORK));
      return Reply.json(json);
    } finally {
      running.unlock();
    }
  }

  private List<Map<String, Object>> speeds(Model model) {
    List<Map<String, Object>> batches = new ArrayList<>();
    for (Throughput measured : Throughput.measure(model, nanoClock)) {
      batches.add(
          Map.of("batch", measured.batch(), "examples_per_second", measured.examplesPerSecond()));
    }
    return batches;
  }

  // --- what is asked for -----------------------------------------------------------------------

  private Problem found(Fields body) {
    Fields asked = body.object("problem");
    ProblemSettings settings =
        new ProblemSettings(
            asked.text("key"),
            asked.count("examples"),
            asked.number("condition"),
            asked.number("noise"),
            asked.whole("seed"),
            asked.text("first"),
            asked.text("second"));
    synchronized (problems) {
      Problem known = problems.get(settings);
      if (known != null) {
        return known;
      }
    }
    Problem made = made(settings);
    synchronized (problems) {
      problems.put(settings, made);
      if (problems.size() > MOST_PROBLEMS) {
        problems.remove(problems.keySet().iterator().next());
      }
      return made;
    }
  }

  private Problem made(ProblemSettings settings) {
    if (!settings.key().equals(OwnData.KEY)) {
      return Problems.of(settings);
    }
    if (data == null) {
      throw new SpecException("there is no file: start the lab with one, glissade lab DATA");
    }
    return data.problem(settings);
  }

  private static float[] weights(Fields body, String name, Problem problem) {
    float[] weights = Singles.of(body.numbers(name));
    if (weights.length != problem.weights()) {
      throw new DataException(
          name + " has " + weights.length + " weights, the problem " + problem.weights());
    }
    return weights;
  }

  private static List<Double> list(double... values) {
    return Arrays.stream(values).boxed().toList();
  }

  private static List<Double> list(float[] values) {
    return IntStream.range(0, values.length).mapToObj(j -> (double) values[j]).toList();
  }

  private static Reply frame(Frame frame) {
    return frame.reply();
  }
}
