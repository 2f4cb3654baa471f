package org.glissade.io.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.encode.Task;
import org.glissade.io.runs.Environment;
import org.glissade.io.runs.RunSetup;
import org.glissade.model.Calibration;
import org.glissade.optim.Averaging;
import org.glissade.spec.Numbers;
import org.glissade.train.Outcome;
import org.glissade.train.Recipe;
import org.glissade.train.Sgd;
import org.glissade.train.TrainingEvent;
import org.jspecify.annotations.Nullable;

/** What was trained on what, how, on what machine: everything that a run can be repeated from. */
final class RunFacts {
  private static final int MOST_CLASSES = 12;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final RunReport report;
  private final Outcome outcome;

  RunFacts(RunReport report) {
    this.report = report;
    this.outcome = report.trained().outcome();
  }

  /** The file and the target, for the head of the page. */
  String title() {
    String source = report.setup().data().source();
    String file = source.substring(source.replace('\\', '/').lastIndexOf('/') + 1);
    return Html.brief(file) + " → " + Html.brief(target().column());
  }

  private TargetEncoder target() {
    return report.trained().model().target();
  }

  static String time(Instant when) {
    return TIME.format(when);
  }

  void writeTo(Html page) {
    page.raw("<div class=\"cards\">");
    group(page, "Data", data());
    group(page, "Model", model());
    group(page, "Steps", steps());
    group(page, "Run", run());
    group(page, "Machine", machine());
    List<String> arguments = report.setup().arguments();
    if (!arguments.isEmpty()) {
      repeat(page, arguments);
    }
    page.raw("</div>");
  }

  private static void repeat(Html page, List<String> arguments) {
    page.raw("<div class=\"card\">").element("h3", "Repeat it");
    Sheet.command(page, arguments);
    page.element(
            "p",
            "note",
            "The same data, version and command give the same model, bit for bit; hogwild and limits"
                + " of time excepted.")
        .raw("</div>");
  }

  private static void group(Html page, String title, Map<String, String> facts) {
    page.raw("<div class=\"card\">").element("h3", title).raw("<dl>");
    facts.forEach(
        (name, value) -> page.raw("<div>").element("dt", name).element("dd", value).raw("</div>"));
    page.raw("</dl></div>");
  }

  private static String count(@Nullable Integer number, String otherwise) {
    return number == null ? otherwise : Numbers.count(number);
  }

  private Map<String, String> data() {
    RunSetup.Data data = report.setup().data();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("file", Html.brief(data.source(), 200));
    facts.put(target().isSeveral() ? "targets" : "target", Html.brief(target().column(), 400));
    facts.put("task", target().task().text());
    if (target().task() != Task.REGRESSION) {
      facts.put("classes", classes());
    }
    facts.put("rows to learn from", Numbers.count(report.trained().training().rows()));
    facts.put("rows held out", count(data.heldOut(), "0"));
    facts.put("features, encoded", Numbers.count(report.trained().model().features().width()));
    facts.put("scaling of features", report.setup().learner().scaling());
    return facts;
  }

  private String classes() {
    List<String> classes = target().classes();
    String some =
        classes.stream()
            .limit(MOST_CLASSES)
            .map(name -> Html.brief(name, 24))
            .collect(Collectors.joining(", "));
    return classes.size() > MOST_CLASSES
        ? Numbers.count(classes.size()) + ": " + some + ", …"
        : some + (target().task() == Task.BINARY ? " (positive)" : "");
  }

  private Map<String, String> model() {
    var model = report.trained().model();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("model", model.about().model());
    facts.put("parameters", Numbers.count(model.params().length));
    facts.put("loss", model.about().loss());
    for (String penalty : List.of("l1", "l2")) {
      if (model.training().get(penalty) instanceof Number strength) {
        facts.put(
            penalty.toUpperCase(Locale.ROOT),
            strength.doubleValue() == 0 ? "none" : Numbers.significant(strength.doubleValue()));
      }
    }
    Calibration calibration = model.calibration();
    if (calibration != null) {
      facts.put("calibration", calibration.method().text() + ", on the rows held out");
    }
    return facts;
  }

  private Map<String, String> steps() {
    Recipe recipe = outcome.recipe();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("optimizer and schedule", recipe.transform().toString());
    double rate = recipe.transform().rate(0);
    facts.put(
        "first learning rate",
        Double.isNaN(rate) ? "by the optimizer itself" : Numbers.significant(rate));
    facts.put(
        "batch",
        begun().batchSize() == Sgd.FULL_BATCH ? "all rows" : Numbers.count(begun().batchSize()));
    if (recipe.growsBatch()) {
      facts.put("batch at the end", Numbers.count(recipe.batchSize()) + ", grown with the noise");
    }
    facts.put("order", recipe.order().toString());
    if (!recipe.averaging().equals(Averaging.none())) {
      facts.put("averaging", recipe.averaging().toString());
    }
    facts.put("seed", Long.toString(recipe.seed()));
    return facts;
  }

  private Recipe begun() {
    return report.events().stream()
        .filter(TrainingEvent.Started.class::isInstance)
        .map(event -> ((TrainingEvent.Started) event).recipe())
        .findFirst()
        .orElse(outcome.recipe());
  }

  private Map<String, String> run() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("begun", time(report.setup().begun()));
    facts.put("ended", time(report.ended()));
    facts.put("stopped", outcome.reason().words());
    facts.put("epochs", Numbers.count(outcome.state().epoch()));
    facts.put("updates", Numbers.count(outcome.state().step()));
    facts.put("time of training", Numbers.duration(outcome.seconds()));
    facts.put("engine", outcome.engine());
    String obstacle = outcome.obstacle();
    if (obstacle != null) {
      facts.put("no faster engine", obstacle);
    }
    facts.put("threads", Numbers.count(outcome.threads()) + ", " + outcome.recipe().parallel());
    return facts;
  }

  private Map<String, String> machine() {
    Environment machine = report.setup().environment();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Glissade", machine.version());
    facts.put("Java", machine.java());
    facts.put("virtual machine", machine.vm());
    facts.put("system", machine.system());
    facts.put("processors", Numbers.count(machine.processors()));
    facts.put("memory for objects", Numbers.bytes(machine.memory()));
    facts.put("vector units", machine.vectors() ? "used" : "not used");
    return facts;
  }
}
