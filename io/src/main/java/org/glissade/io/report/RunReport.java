package org.glissade.io.report;

import java.time.Instant;
import java.util.List;
import org.glissade.io.pipeline.ScoredRows;
import org.glissade.io.pipeline.Trained;
import org.glissade.io.runs.RunSetup;
import org.glissade.train.TrainingEvent;
import org.jspecify.annotations.Nullable;

/**
 * All that a page about a run tells.
 *
 * @param setup what was known beforehand, and what the rows told
 * @param ended when
 * @param events from the start on, losses in the units of the target ({@link EventHistory})
 * @param trained what came of it
 * @param rows the rows held out with what the model says of them, the training rows if none were;
 *     null if they were forgotten
 * @param diagnosis why it diverged; null if it did not, or that is not known
 * @param remarks what else is to be said, a sentence each
 */
public record RunReport(
    RunSetup setup,
    Instant ended,
    List<TrainingEvent> events,
    Trained trained,
    @Nullable ScoredRows rows,
    @Nullable Explanation diagnosis,
    List<String> remarks) {

  /**
   * Why a run diverged, in words.
   *
   * @param findings the one that explains most first; may be empty
   * @param cure what to add to the command line, or nothing
   * @param basis how that was found
   */
  public record Explanation(List<Finding> findings, String cure, String basis) {
    public Explanation {
      findings = List.copyOf(findings);
    }
  }

  /**
   * One thing that is wrong.
   *
   * @param what with its figures
   * @param remedy what to change
   */
  public record Finding(String what, String remedy) {}

  public RunReport {
    events = List.copyOf(events);
    remarks = List.copyOf(remarks);
  }

  /** Whether {@link #rows} were held out. */
  boolean heldOut() {
    return trained.validation() != null;
  }
}
