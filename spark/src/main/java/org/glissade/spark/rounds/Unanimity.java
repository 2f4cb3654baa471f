package org.glissade.spark.rounds;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Supplier;
import org.glissade.io.DataException;
import org.glissade.spark.exchange.Exchange;

/** What may go wrong at some of the workers and not at others, and must not leave them waiting. */
final class Unanimity {
  private Unanimity() {}

  /**
   * Does a step at each of the workers.
   *
   * @return what it came to here
   * @throws IllegalArgumentException at all workers, if one of them could not do it; says why
   */
  static <T> T of(Exchange exchange, Supplier<T> step) {
    T result = null;
    String wrong = "";
    try {
      result = step.get();
    } catch (DataException | IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      wrong = message.isEmpty() ? e.toString() : message;
    }
    for (byte[] said : exchange.gather(wrong.getBytes(StandardCharsets.UTF_8))) {
      if (said.length > 0) {
        throw new IllegalArgumentException(new String(said, StandardCharsets.UTF_8));
      }
    }
    return Objects.requireNonNull(result);
  }
}
