package org.glissade.lab.runs;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When something happened in a run, by each of its clocks.
 *
 * @param update how many steps had been taken
 * @param epoch passes over the examples, with the part of the one that went on
 * @param seconds of training
 */
record Moment(double update, double epoch, double seconds) {
  static final Moment BEGIN = new Moment(0, 0, 0);

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("update", update);
    json.put("epoch", epoch);
    json.put("seconds", seconds);
    return json;
  }
}
