package org.glissade.io.report;

import java.util.ArrayList;
import java.util.List;
import org.glissade.train.TrainingEvent;
import org.glissade.train.TrainingListener;

/**
 * Keeps what a run tells, for a page about it. Where it starts again, as a searched rate proved too
 * high, what counts is from the last start on.
 */
public final class EventHistory implements TrainingListener {
  private final List<TrainingEvent> events = new ArrayList<>();
  private int starts;

  @Override
  public void on(TrainingEvent event) {
    if (event instanceof TrainingEvent.Started) {
      events.clear();
      starts++;
    }
    events.add(event);
  }

  @Override
  public boolean gradientNoise() {
    return true;
  }

  @Override
  public boolean everyWindow() {
    return true;
  }

  /** How often it began. */
  public int starts() {
    return starts;
  }

  /**
   * What happened since the last start.
   *
   * @param lossFactor a loss of the training times this is one as it is to be told
   */
  public List<TrainingEvent> events(double lossFactor) {
    return events.stream().map(event -> event.scaled(lossFactor)).toList();
  }
}
