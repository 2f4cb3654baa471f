package org.glissade.train;

/** Tells the machine how far a run over dense rows is, so that it changes kernels in time. */
final class DenseProgress {
  private final Machine machine;
  private final int columns;
  private final int outputs;
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
    this.columns = risk.data().columns();
    this.outputs = risk.model().outputs();
    this.featuresPerRow = (double) columns * outputs;
    long stepsPerEpoch = Trainer.stepsPerEpoch(recipe, risk);
    double perStep = risk.examples() * featuresPerRow / stepsPerEpoch;
    this.inAll =
        recipe.stopping().convergence() != null
            ? Double.POSITIVE_INFINITY
            : recipe.stopping().horizon(stepsPerEpoch) * perStep;
    this.done = (double) state.step() / stepsPerEpoch * risk.examples() * featuresPerRow;
    add(0);
  }

  /** Counts rows that come next; true if the kernels change before them. */
  boolean add(int rows) {
    done += rows * featuresPerRow;
    if (machine.vectors()) {
      return false;
    }
    machine.progress(done, inAll, columns, outputs);
    return machine.vectors();
  }
}
