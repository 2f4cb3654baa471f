package org.glissade.io.runs;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.glissade.data.Orders;
import org.glissade.io.DataException;
import org.glissade.io.json.Fields;
import org.glissade.optim.Averaging;
import org.glissade.optim.Transforms;
import org.glissade.train.Parallel;
import org.glissade.train.Penalty;
import org.glissade.train.Recipe;
import org.glissade.train.Sgd;
import org.glissade.train.Stopping;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Recipe} as a JSON object: each part is the text that it prints and parses from. What has
 * no bound is null.
 */
final class RecipeText {
  private static final String FULL = "full";

  private RecipeText() {}

  static Map<String, @Nullable Object> of(Recipe recipe) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("batch_size", recipe.batchSize() == Sgd.FULL_BATCH ? FULL : recipe.batchSize());
    json.put("order", recipe.order().toString());
    json.put("optimizer", recipe.transform().toString());
    json.put("l1", recipe.penalty().l1());
    json.put("l2", recipe.penalty().l2());
    json.put("averaging", recipe.averaging().toString());
    json.put("stopping", of(recipe.stopping()));
    json.put("seed", recipe.seed());
    json.put("parallel", recipe.parallel().toString());
    json.put("growing_batch", recipe.growsBatch());
    return json;
  }

  private static Map<String, @Nullable Object> of(Stopping stopping) {
    Duration limit = stopping.timeLimit();
    Stopping.Convergence test = stopping.convergence();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("epochs", bound(stopping.epochs()));
    json.put("steps", bound(stopping.steps()));
    json.put("time_limit", limit == null ? null : limit.toString());
    json.put("patience", stopping.patience());
    json.put("test_after", test == null ? null : test.first());
    json.put("tolerance", test == null ? null : test.tolerance());
    return json;
  }

  static @Nullable Long bound(long most) {
    return most == Long.MAX_VALUE ? null : Long.valueOf(most);
  }

  static long bound(Fields json, String name) {
    return json.has(name) ? json.length(name) : Long.MAX_VALUE;
  }

  /**
   * Reads what {@link #of(Recipe)} writes.
   *
   * @throws DataException if a part is none that comes with Glissade: such recipes can be written
   *     but not read
   */
  static Recipe parse(Fields json) {
    try {
      boolean full = json.values().get("batch_size") instanceof String;
      if (full && !json.text("batch_size").equals(FULL)) {
        throw new DataException(json.where() + ".batch_size should be a whole number or full");
      }
      return new Recipe(
          full ? Sgd.FULL_BATCH : json.count("batch_size"),
          Orders.parse(json.text("order")),
          Transforms.parse(json.text("optimizer")),
          new Penalty(json.number("l1"), json.number("l2")),
          Averaging.parse(json.text("averaging")),
          stopping(json.object("stopping")),
          json.whole("seed"),
          Parallel.parse(json.text("parallel")),
          json.truth("growing_batch"));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new DataException(json.where() + ": " + e.getMessage(), e);
    }
  }

  private static Stopping stopping(Fields json) {
    return new Stopping(
        bound(json, "epochs"),
        bound(json, "steps"),
        json.has("time_limit") ? Duration.parse(json.text("time_limit")) : null,
        json.count("patience"),
        json.has("test_after")
            ? new Stopping.Convergence(json.length("test_after"), json.number("tolerance"))
            : null);
  }
}
