package org.glissade.lab.replay;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.glissade.lab.problem.Landscape;
import org.glissade.lab.server.Frame;
import org.glissade.train.TrainingEvent.PlaceReached;

/**
 * What a page needs to know of a run that was trained again.
 *
 * @param places where it was, the weights left out
 * @param plane in which it is shown
 * @param losses the objective at each place, of the rows of {@code loss}
 * @param loss in that plane
 * @param lowest a, b and objective of the lowest point of the plane
 * @param facts what is said of it
 */
record Replay(
    List<Where> places,
    PrincipalPlane plane,
    double[] losses,
    PlaneLoss loss,
    double[] lowest,
    Map<String, Object> facts) {
  /**
   * A place without its weights.
   *
   * @param step number of steps taken
   * @param epoch passes over the examples
   * @param rate of the last step
   */
  record Where(long step, double epoch, double rate) {
    static Where of(PlaceReached place) {
      return new Where(place.step(), place.epoch(), place.learningRate());
    }
  }

  /** All of it but the loss in the plane. */
  Frame frame() {
    Map<String, Object> head = new LinkedHashMap<>(facts);
    head.put("first_share", plane.firstShare());
    head.put("second_share", plane.secondShare());
    head.put("share", plane.share());
    head.put("rows", loss.rows());
    head.put("all_rows", loss.allRows());
    head.put("model_loss", loss.at(0, 0));
    head.put("lowest", List.of(lowest[0], lowest[1]));
    head.put("lowest_loss", lowest[2]);
    return new Frame(head)
        .add("along", plane.along())
        .add("across", plane.across())
        .add("off", plane.off())
        .add("losses", losses)
        .add("steps", places.stream().mapToDouble(Where::step).toArray())
        .add("epochs", places.stream().mapToDouble(Where::epoch).toArray())
        .add("rates", places.stream().mapToDouble(Where::rate).toArray());
  }

  /** The objective above its lowest value in the plane, on a grid of points. */
  Frame field(Landscape.Box box, int across, int up) {
    double[] values = loss.grid(box, across, up);
    float[] above = new float[values.length];
    for (int i = 0; i < above.length; i++) {
      above[i] = (float) Math.max(0, values[i] - lowest[2]);
    }
    return new Frame(Map.of("across", across, "up", up)).add("losses", above);
  }
}
