package org.glissade.lab.runs;

import java.util.ArrayList;
import java.util.List;
import org.glissade.io.runs.EventReader;

/**
 * Places of a log from which it can be read on without what is before them: a bounded number, about
 * evenly many events apart. A stretch of a long run is read from the nearest one.
 */
final class LogMarks {
  /** The most; then each second one is given up. Even. */
  static final int MOST = 1024;

  private static final int FIRST_APART = 64;

  private final List<Mark> marks = new ArrayList<>();
  private long events;
  private long apart = FIRST_APART;

  /**
   * One of them.
   *
   * @param position bytes before it
   * @param lines lines before it
   * @param standing how the run stood there
   */
  record Mark(long position, long lines, WatchedCurves.Standing standing) {}

  /** Forgets all: another training begins. */
  void clear() {
    marks.clear();
    events = 0;
    apart = FIRST_APART;
  }

  /** Comes by before an event is taken. */
  void pass(EventReader reader, WatchedCurves curves) {
    if (events++ % apart != 0) {
      return;
    }
    if (marks.size() == MOST) {
      for (int i = 0; i < MOST / 2; i++) {
        marks.set(i, marks.get(2 * i));
      }
      marks.subList(MOST / 2, MOST).clear();
      apart *= 2;
    }
    marks.add(new Mark(reader.position(), reader.lines(), curves.standing()));
  }

  /** The last that is before a stretch, or the first of all. */
  Mark before(Stretch stretch) {
    Mark found = marks.getFirst();
    for (Mark mark : marks) {
      if (!stretch.beginsFrom(mark.standing().now())) {
        break;
      }
      found = mark;
    }
    return found;
  }

  boolean isEmpty() {
    return marks.isEmpty();
  }

  int size() {
    return marks.size();
  }
}
