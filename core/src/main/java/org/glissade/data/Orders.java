package org.glissade.data;

import java.util.List;
import org.glissade.math.RandomStream;
import org.glissade.spec.Spec;
import org.glissade.spec.SpecException;

/** The built-in orders. Each prints the text from which {@link #parse} reads it. */
public final class Orders {
  private static final String STREAM = "shuffle";

  private Orders() {}

  /**
   * A new uniform permutation each epoch ({@code shuffle}): sampling without replacement, the
   * default. Converges faster than independent draws (Mishchenko, Khaled and Richtárik 2020, arXiv
   * 2006.05988).
   */
  public record Shuffle() implements Order {
    @Override
    public void fill(long seed, long epoch, int[] rows) {
      number(rows);
      RandomStream.of(seed, STREAM, epoch).shuffle(rows);
    }

    @Override
    public String toString() {
      return "shuffle";
    }
  }

  /** One uniform permutation, the same in every epoch ({@code shuffle-once}). */
  public record ShuffleOnce() implements Order {
    @Override
    public void fill(long seed, long epoch, int[] rows) {
      number(rows);
      RandomStream.of(seed, STREAM, 0).shuffle(rows);
    }

    @Override
    public String toString() {
      return "shuffle-once";
    }
  }

  /** Independent uniform draws ({@code replacement}): an epoch is as many draws as examples. */
  public record Replacement() implements Order {
    @Override
    public void fill(long seed, long epoch, int[] rows) {
      RandomStream random = RandomStream.of(seed, STREAM, epoch);
      for (int i = 0; i < rows.length; i++) {
        rows[i] = random.nextInt(rows.length);
      }
    }

    @Override
    public String toString() {
      return "replacement";
    }
  }

  /**
   * As the data lie ({@code sequential}): right for data that are shuffled already; on data sorted
   * by class every batch is biased.
   */
  public record Sequential() implements Order {
    @Override
    public void fill(long seed, long epoch, int[] rows) {
      number(rows);
    }

    @Override
    public Draws draws(long seed, long epoch, int examples) {
      int[] at = new int[1];
      return (rows, count) -> {
        int first = at[0];
        for (int i = 0; i < count; i++) {
          rows[i] = first + i;
        }
        at[0] = first + count;
      };
    }

    @Override
    public String toString() {
      return "sequential";
    }
  }

  /**
   * A uniform permutation in one epoch and the same backwards in the next ({@code
   * paired-reversal}): what the order of the first does to the parameters, the second undoes up to
   * higher orders of the rate (arXiv 2604.00260).
   */
  public record PairedReversal() implements Order {
    @Override
    public void fill(long seed, long epoch, int[] rows) {
      number(rows);
      RandomStream.of(seed, STREAM, epoch / 2).shuffle(rows);
      if (epoch % 2 == 1) {
        for (int i = 0, j = rows.length - 1; i < j; i++, j--) {
          int row = rows[i];
          rows[i] = rows[j];
          rows[j] = row;
        }
      }
    }

    @Override
    public String toString() {
      return "paired-reversal";
    }
  }

  public static Order shuffle() {
    return new Shuffle();
  }

  public static Order shuffleOnce() {
    return new ShuffleOnce();
  }

  public static Order replacement() {
    return new Replacement();
  }

  public static Order sequential() {
    return new Sequential();
  }

  public static Order pairedReversal() {
    return new PairedReversal();
  }

  /** Each row once, classes spread evenly: see {@link ClassOrder}. */
  public static Order stratified() {
    return ClassOrder.stratified();
  }

  /** Classes in turns: see {@link ClassOrder}. */
  public static Order balanced() {
    return ClassOrder.balanced();
  }

  /** Independent draws in proportion to the weights: see {@link WeightedOrder}. */
  public static Order weighted() {
    return WeightedOrder.byWeight();
  }

  /** Independent draws by the lengths of the rows: see {@link WeightedOrder}. */
  public static Order importance() {
    return WeightedOrder.byLength(2, 0.5);
  }

  /**
   * The same with other probabilities.
   *
   * @param power of the length to which they are in proportion, at least 0
   * @param uniform share of the draws that are by weight alone, from 0 to 1
   * @throws SpecException if one is out of range
   */
  public static Order importance(double power, double uniform) {
    return WeightedOrder.byLength(power, uniform);
  }

  /** See {@link BlockOrder}. */
  public static Order blocks() {
    return BlockOrder.ofAnySize();
  }

  /** Names of the built-in orders. */
  public static List<String> names() {
    return List.of(
        "shuffle",
        "shuffle-once",
        "paired-reversal",
        "stratified",
        "balanced",
        "replacement",
        "weighted",
        "importance",
        "sequential",
        "blocks");
  }

  /**
   * Reads an order from its text.
   *
   * @throws SpecException if there is no such order
   */
  public static Order parse(String text) {
    Spec spec = Spec.parse(text);
    if (spec.name().equals("blocks")) {
      return blocks(spec);
    }
    if (spec.name().equals("importance")) {
      Spec.Arguments given = spec.bind("power", "uniform");
      return importance(given.number("power", 2), given.number("uniform", 0.5));
    }
    spec.bind();
    return switch (spec.name()) {
      case "shuffle" -> shuffle();
      case "shuffle-once" -> shuffleOnce();
      case "paired-reversal" -> pairedReversal();
      case "stratified" -> stratified();
      case "balanced" -> balanced();
      case "replacement" -> replacement();
      case "weighted" -> weighted();
      case "sequential" -> sequential();
      default -> throw SpecException.unknown("order", spec.name(), names());
    };
  }

  private static Order blocks(Spec spec) {
    Spec.Arguments given = spec.bind("rows", "buffer");
    BlockOrder open = BlockOrder.ofAnySize();
    return new BlockOrder(
        given.optional("rows", open.rows(), Orders::count),
        given.optional("buffer", open.buffer(), Orders::count));
  }

  private static int count(Spec spec) {
    double value = spec.asNumber();
    if (value != Math.rint(value) || value < 0 || value > Integer.MAX_VALUE) {
      throw new SpecException("expected a number of rows instead of " + spec);
    }
    return (int) value;
  }

  private static void number(int[] rows) {
    for (int i = 0; i < rows.length; i++) { // in vectors, which a lambda is not
      rows[i] = i;
    }
  }
}
