package org.glissade.train;

import org.glissade.math.DenseKernel;
import org.glissade.math.MatrixKernel;

/**
 * Tells the machine how far a run over dense rows, or of a network, is, so that it changes kernels
 * in time.
 */
final class DenseProgress {
  /**
   * Forward, and backward to weights and inputs, a network goes over its weights three times a row;
   * plain loops do sixteen such products in the time of one on rows streamed from memory.
   */
  private static final double PASSES = 3.0 / 16;

  private final Machine machine;
  private final Runnable preparation;
  private final double featuresPerRow;
  private final double inAll;
  private double done;

  /**
   * A run of that recipe that goes on from that state.
   *
   * @param machine of the run
   */
  DenseProgress(EmpiricalRisk risk, Machine machine, Recipe recipe, TrainingState state) {
    this.machine = machine;
    int columns = risk.data().columns();
    int outputs = risk.model().outputs();
    this.preparation =
        risk.isNetwork()
            ? MatrixKernel::prepareVectors
            : () -> DenseKernel.prepareVectors(columns, outputs);
    this.featuresPerRow =
        risk.isNetwork() ? PASSES * risk.layout().size() : (double) columns * outputs;
    long stepsPerEpoch = Trainer.stepsPerEpoch(recipe, risk);
    double perStep = risk.examples() * featuresPerRow / stepsPerEpoch;
    this.inAll =
        recipe.stopping().convergence() != null
            ? Double.POSITIVE_INFINITY
            : recipe.stopping().horizon(stepsPerEpoch) * perStep;
    this.done = ((double) state.epoch() * risk.examples() + state.position()) * featuresPerRow;
    add(0);
  }

  /**
   * How many of the rows that come next go through the same kernels. They change before the batch
   * that ends beyond the work which that takes, in however many calls the engine comes there: who
   * looks on must not lead a run to other bits.
   *
   * @param size of a batch
   * @return whole batches, or all the rows
   */
  int alike(int rows, int size) {
    double before = Math.ceil((machine.plainFloats() - done) / (size * featuresPerRow)) - 1;
    return before > 0 ? (int) Math.min(rows, before * size) : rows;
  }

  /** Counts rows that come next; true if the kernels change before them. */
  boolean add(int rows) {
    done += rows * featuresPerRow;
    if (machine.vectors()) {
      return false;
    }
    machine.progress(done, inAll, preparation);
    return machine.vectors();
  }
}
