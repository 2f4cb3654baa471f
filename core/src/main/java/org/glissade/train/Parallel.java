package org.glissade.train;

import java.util.List;
import java.util.Locale;
import org.glissade.spec.Spec;
import org.glissade.spec.SpecException;

/**
 * How threads share the work of a run. Values print the text from which {@link #parse} reads them.
 *
 * <p>Threads cannot help with a small minibatch unless something is given up: a step needs what the
 * one before it wrote, and two threads need longer to agree than one needs for the step. {@link
 * Hogwild} gives up the order of the steps, and with it reproducibility; {@link Average} gives up
 * that every step sees all those before it. The default, {@link Minibatch}, gives up nothing.
 */
public sealed interface Parallel {
  /** How many replicas there are unless told otherwise: as many as any machine can compute. */
  int REPLICAS = 2;

  /** {@link Minibatch}. */
  static Parallel minibatch() {
    return new Minibatch();
  }

  /** {@link Hogwild}. */
  static Parallel hogwild() {
    return new Hogwild();
  }

  /** {@link Average} of {@value #REPLICAS} replicas, at intervals by the size of the problem. */
  static Parallel average() {
    return new Average(Average.BY_SIZE, REPLICAS);
  }

  /** {@link Average} of {@value #REPLICAS} replicas. */
  static Parallel average(int every) {
    return new Average(every, REPLICAS);
  }

  /** {@link Average}. */
  static Parallel average(int every, int replicas) {
    return new Average(every, replicas);
  }

  /** Whether the same seed gives the same bits. */
  default boolean isReproducible() {
    return true;
  }

  /**
   * The same mode with what depends on the size of the problem settled.
   *
   * @param parameters of the model
   * @param featuresPerStep numbers that a step reads on average, at least 1
   */
  default Parallel sized(long parameters, long featuresPerStep) {
    return this;
  }

  /**
   * The threads share each minibatch that is large enough for that to pay, and the step is the one
   * of one thread, to the bit. Text: {@code minibatch}.
   */
  record Minibatch() implements Parallel {
    @Override
    public String toString() {
      return "minibatch";
    }
  }

  /**
   * Each thread takes steps of its own on the weights of all, without locks: where two write the
   * same weight at once, one of the writes may be lost, and a step may see the weights of some
   * steps ago. On sparse rows such meetings are rare (Niu, Recht, Ré and Wright, "Hogwild!: a
   * lock-free approach to parallelizing stochastic gradient descent", NIPS 2011, arXiv 1106.5730).
   * Not reproducible with more than one thread. Text: {@code hogwild}.
   */
  record Hogwild() implements Parallel {
    @Override
    public boolean isReproducible() {
      return false;
    }

    @Override
    public String toString() {
      return "hogwild";
    }
  }

  /**
   * Replicas of the model learn from batches of their own and are averaged every so many steps:
   * parallel SGD (Zinkevich, Weimer, Smola and Li, NIPS 2010, who average once), local SGD (Stich,
   * ICLR 2019, arXiv 1805.09767). A replica counts by the weight of the rows that it has learnt
   * from (as in federated averaging; McMahan et al., AISTATS 2017, arXiv 1602.05629), so that with
   * {@code every=1} plain SGD takes the steps of a batch as large as all replicas' together. What
   * the transforms remember is averaged alike (Yu, Jin and Yang, ICML 2019, arXiv 1905.03817).
   *
   * <p>The number of replicas is part of the value and not the number of threads: the same seed has
   * the same bits on every machine. Text: {@code average(every=64, replicas=2)}; without {@code
   * every} the interval follows from the size of the problem.
   *
   * @param every steps of each replica from one mean to the next, or {@link #BY_SIZE}; the end of
   *     an epoch is one anyway
   * @param replicas from 2 to {@value #MOST_REPLICAS}
   */
  record Average(int every, int replicas) implements Parallel {
    /** The value of {@code every} while the size of the problem is not known. */
    public static final int BY_SIZE = 0;

    /** The most replicas: each holds a copy of all parameters. */
    public static final int MOST_REPLICAS = 1024;

    /** Features that a replica reads from one mean to the next, at least: below, waiting costs. */
    private static final double FEWEST_FEATURES = 1 << 19;

    private static final int FEWEST_STEPS = 16;

    /** Features read for each parameter that a mean goes over: it takes a tenth of the time. */
    private static final double FEATURES_PER_PARAMETER = 4;

    public Average {
      if (every < BY_SIZE) {
        throw new IllegalArgumentException("replicas are averaged every 1 step or more: " + every);
      }
      if (replicas < 2 || replicas > MOST_REPLICAS) {
        throw new IllegalArgumentException(
            "there must be from 2 to " + MOST_REPLICAS + " replicas, not " + replicas);
      }
    }

    @Override
    public Parallel sized(long parameters, long featuresPerStep) {
      if (every != BY_SIZE) {
        return this;
      }
      double features = Math.max(FEWEST_FEATURES, FEATURES_PER_PARAMETER * parameters);
      double steps = Math.ceil(features / featuresPerStep);
      return new Average((int) Math.clamp(steps, FEWEST_STEPS, Integer.MAX_VALUE), replicas);
    }

    @Override
    public String toString() {
      return "average("
          + (every == BY_SIZE ? "" : "every=" + every + ", ")
          + "replicas="
          + replicas
          + ")";
    }
  }

  /** The names that {@link #parse} knows. */
  static List<String> names() {
    return List.of("minibatch", "hogwild", "average");
  }

  /**
   * Reads the text that a mode prints.
   *
   * @throws SpecException if it is not one: says what is possible
   */
  static Parallel parse(String text) {
    Spec spec = Spec.parse(text);
    try {
      return switch (spec.name().toLowerCase(Locale.ROOT)) {
        case "minibatch" -> {
          spec.bind();
          yield minibatch();
        }
        case "hogwild" -> {
          spec.bind();
          yield hogwild();
        }
        case "average" -> {
          var given = spec.bind("every", "replicas");
          yield average(
              given.optional("every", Average.BY_SIZE, value -> count(value, 1)),
              given.optional("replicas", REPLICAS, value -> count(value, 2)));
        }
        default -> throw SpecException.unknown("parallel mode", spec.name(), names());
      };
    } catch (SpecException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new SpecException(spec + ": " + e.getMessage());
    }
  }

  private static int count(Spec spec, int fewest) {
    double value = spec.asNumber();
    if (value != Math.rint(value) || value < fewest || value > Integer.MAX_VALUE) {
      throw new SpecException(
          "expected a whole number of at least " + fewest + " instead of " + spec);
    }
    return (int) value;
  }
}
