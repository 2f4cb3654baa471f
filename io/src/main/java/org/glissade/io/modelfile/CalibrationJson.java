package org.glissade.io.modelfile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.glissade.io.DataException;
import org.glissade.io.json.Fields;
import org.glissade.model.Calibration;
import org.glissade.model.Isotonic;
import org.glissade.model.Platt;
import org.glissade.model.Temperature;

/**
 * A calibration as a JSON object: {@code {"method":"platt","curves":[{"slope":…,"intercept":…}]}},
 * {@code {"method":"isotonic","curves":[{"scores":[…],"probabilities":[…]}]}}, or {@code
 * {"method":"temperature","temperature":…}}; a curve for two classes, else one a class.
 */
final class CalibrationJson {
  private CalibrationJson() {}

  static Map<String, Object> of(Calibration calibration) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("method", calibration.method().text());
    switch (calibration) {
      case Platt platt -> {
        List<Object> curves = new ArrayList<>();
        for (Platt.Sigmoid curve : platt.curves()) {
          curves.add(Map.of("slope", curve.slope(), "intercept", curve.intercept()));
        }
        json.put("curves", curves);
      }
      case Isotonic isotonic -> {
        List<Object> curves = new ArrayList<>();
        for (Isotonic.Curve curve : isotonic.curves()) {
          curves.add(Map.of("scores", curve.scores(), "probabilities", curve.probabilities()));
        }
        json.put("curves", curves);
      }
      case Temperature temperature -> json.put("temperature", temperature.temperature());
    }
    return json;
  }

  /**
   * Reads what {@link #of} wrote.
   *
   * @throws DataException if it is not that
   */
  static Calibration read(Fields json) {
    try {
      return switch (json.word("method", Calibration.Method.class)) {
        case PLATT ->
            new Platt(
                json.objects("curves").stream()
                    .map(
                        curve ->
                            new Platt.Sigmoid(curve.number("slope"), curve.number("intercept")))
                    .toList());
        case ISOTONIC ->
            new Isotonic(
                json.objects("curves").stream()
                    .map(
                        curve ->
                            new Isotonic.Curve(list(curve, "scores"), list(curve, "probabilities")))
                    .toList());
        case TEMPERATURE -> new Temperature(json.number("temperature"));
      };
    } catch (IllegalArgumentException e) {
      throw new DataException(json.where() + ": " + e.getMessage(), e);
    }
  }

  private static List<Double> list(Fields curve, String name) {
    return Arrays.stream(curve.numbers(name)).boxed().toList();
  }
}
