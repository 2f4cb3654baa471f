package org.glissade.io.pipeline;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.glissade.model.Network;
import org.glissade.train.Sgd;
import org.jspecify.annotations.Nullable;

/**
 * One configuration of a comparison.
 *
 * @param settings what it is called: the settings in which it differs from others, by option, in
 *     the order in which they are told
 * @param network the hidden layers, or null for a linear model
 * @param steps sets up how it learns
 */
public record Contender(
    Map<String, String> settings, @Nullable Network network, Consumer<Sgd> steps) {
  public Contender {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /** {@code batch-size 10, learning-rate 0.05}. */
  public String name() {
    return settings.isEmpty()
        ? "the configuration"
        : settings.entrySet().stream()
            .map(setting -> setting.getKey() + " " + setting.getValue())
            .collect(Collectors.joining(", "));
  }
}
