package org.glissade.lab.server;

import java.io.IOException;

/** Answers requests for one path. Called on a virtual thread, by several at once: may block. */
@FunctionalInterface
public interface Endpoint {
  /**
   * The answer. What is thrown becomes one too: a {@code DataException}, a {@code SpecException} or
   * another {@code IllegalArgumentException} with a message is the caller's mistake (400, with the
   * message); anything else is ours (500, without it).
   */
  Reply answer(Call call) throws IOException;
}
