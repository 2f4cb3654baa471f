package org.glissade.train;

import java.util.ArrayList;
import java.util.List;
import org.glissade.math.Layout;

/**
 * Local SGD from the side of one worker: it starts from parameters that all workers agree on, takes
 * some steps on rows of its own, and says where it got to; whoever moves numbers between machines
 * averages that by {@link #weight} and says where to go on (Stich, ICLR 2019, arXiv 1805.09767).
 * With one step between two means this is synchronous minibatch SGD, as far as the update is linear
 * in the gradient.
 *
 * <p>Everything that a step changes is averaged, parameters and the memory of transforms alike, as
 * under {@link Parallel.Average} on one machine: {@link #arrays} has it all. So a worker that comes
 * anew, or stands in for several, needs nothing but these arrays. Which rows are learnt from in
 * which order, and what number their steps have, is the caller's. Not thread-safe.
 */
public final class LocalSgd {
  private final EmpiricalRisk risk;
  private final Recipe recipe;
  private final TrainingState state;
  private final Engine engine;
  private final Engine.Progress progress = new Engine.Progress();

  /**
   * @param recipe its lengths in steps
   * @param state new; the engine makes its buffers in it
   */
  LocalSgd(EmpiricalRisk risk, Recipe recipe, TrainingState state) {
    this.risk = risk;
    this.recipe = recipe;
    this.state = state;
    this.engine = Engines.single(risk, recipe, state);
  }

  /**
   * All that changes while it learns, to be read after {@link #learn} and written before it.
   *
   * @param floats the parameters first, then the buffers of the transforms by name; the arrays
   *     themselves
   * @param doubles the buffers in double by name; the arrays themselves
   */
  public record Arrays(List<float[]> floats, List<double[]> doubles) {
    public Arrays {
      floats = List.copyOf(floats);
      doubles = List.copyOf(doubles);
    }

    /** Arrays of the same lengths, holding the same. */
    public Arrays copy() {
      return new Arrays(
          floats.stream().map(float[]::clone).toList(),
          doubles.stream().map(double[]::clone).toList());
    }

    /** Takes over what others of the same lengths hold. */
    public void copyFrom(Arrays other) {
      for (int i = 0; i < floats.size(); i++) {
        System.arraycopy(other.floats.get(i), 0, floats.get(i), 0, floats.get(i).length);
      }
      for (int i = 0; i < doubles.size(); i++) {
        System.arraycopy(other.doubles.get(i), 0, doubles.get(i), 0, doubles.get(i).length);
      }
    }
  }

  /** What it works on: written by {@link #begin}'s caller, up to date after {@link #settle}. */
  public Arrays arrays() {
    List<float[]> floats = new ArrayList<>();
    floats.add(state.params());
    floats.addAll(state.floatBuffers().values());
    return new Arrays(floats, List.copyOf(state.doubleBuffers().values()));
  }

  /** The parameters' names and shapes. */
  public Layout layout() {
    return risk.layout();
  }

  /** What a step is, its lengths in steps. */
  public Recipe recipe() {
    return recipe;
  }

  /** The name of the engine that computes the steps. */
  public String engine() {
    return engine.name();
  }

  /** Rows of a step: all that there are in a range, for a full batch. */
  public int batchSize() {
    return recipe.batchSize();
  }

  /** Tells that {@link #arrays} were written, and that a round begins. */
  public void begin() {
    progress.clear();
    engine.paramsChanged();
  }

  /**
   * Takes a step on each batch of the rows {@code order[from … to)}, the last one maybe smaller.
   *
   * @param firstStep number of the first step, from 0: what schedules go by
   */
  public void learn(int[] order, int from, int to, long firstStep) {
    if (from < to) {
      engine.expect(order, from, to);
      engine.run(order, from, to, Math.min(recipe.batchSize(), to - from), firstStep, progress);
    }
  }

  /** Brings {@link #arrays} up to date, after the steps of a round. */
  public void settle() {
    engine.settle();
  }

  /** Σ wᵢ of the rows learnt from since the round began: how much it counts in the mean. */
  public double weight() {
    return progress.weight();
  }

  /** Σ wᵢ·ℓᵢ of them, each before its step. */
  public double loss() {
    return progress.loss();
  }

  /** How many steps were taken since the round began. */
  public int steps() {
    return progress.steps();
  }
}
