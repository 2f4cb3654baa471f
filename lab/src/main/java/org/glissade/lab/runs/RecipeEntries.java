package org.glissade.lab.runs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.glissade.io.runs.RunRecord;
import org.glissade.io.runs.RunSetup;
import org.glissade.optim.Chain;
import org.glissade.optim.GradientTransform;
import org.glissade.optim.LearningRate;
import org.glissade.train.Recipe;
import org.glissade.train.Sgd;
import org.jspecify.annotations.Nullable;

/** What was decided about a run, entry by entry: what is compared between runs. */
final class RecipeEntries {
  private RecipeEntries() {}

  static Map<String, @Nullable Object> of(RunRecord record) {
    Recipe recipe = record.recipe();
    RunSetup setup = record.setup();
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("data", setup.data().source());
    facts.put("target", String.join(", ", setup.data().targets()));
    facts.put("rows", setup.data().rows());
    facts.put("held out", setup.data().heldOut());
    facts.put("features", setup.data().features());
    facts.put("task", setup.learner().task());
    facts.put("model", setup.learner().model());
    facts.put("loss", setup.learner().loss());
    facts.put("scaling", setup.learner().scaling());
    facts.put("batch", batch(recipe));
    facts.put("rate η", rate(recipe.transform()));
    facts.put("optimizer", steps(recipe.transform()));
    facts.put("order", recipe.order().toString());
    facts.put("L1", recipe.penalty().l1());
    facts.put("L2", recipe.penalty().l2());
    facts.put("averaging", recipe.averaging().toString());
    facts.put("epochs", bound(recipe.stopping().epochs()));
    facts.put("steps", bound(recipe.stopping().steps()));
    facts.put("patience", recipe.stopping().patience());
    facts.put("growing batch", recipe.growsBatch() ? "yes" : "no");
    facts.put("seed", recipe.seed());
    facts.put("parallel", recipe.parallel().toString());
    facts.put("threads", record.threads());
    facts.put("engine", record.engine());
    facts.put("version", setup.environment().version());
    facts.put("system", setup.environment().system());
    return facts;
  }

  static Object batch(Recipe recipe) {
    return recipe.batchSize() == Sgd.FULL_BATCH ? "full" : recipe.batchSize();
  }

  static @Nullable Long bound(long most) {
    return most == Long.MAX_VALUE ? null : Long.valueOf(most);
  }

  private static List<GradientTransform> links(GradientTransform transform) {
    return transform instanceof Chain chain ? chain.links() : List.of(transform);
  }

  private static String rate(GradientTransform transform) {
    return links(transform).stream()
        .filter(LearningRate.class::isInstance)
        .map(link -> ((LearningRate) link).schedule().toString())
        .findFirst()
        .orElse("its own");
  }

  /** What is done with the gradient beside the rate. */
  private static String steps(GradientTransform transform) {
    String steps =
        links(transform).stream()
            .filter(link -> !(link instanceof LearningRate))
            .map(GradientTransform::toString)
            .collect(Collectors.joining(", "));
    return steps.isEmpty() ? "sgd" : steps;
  }
}
