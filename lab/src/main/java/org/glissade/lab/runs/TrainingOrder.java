package org.glissade.lab.runs;

import java.util.ArrayList;
import java.util.List;
import org.glissade.io.DataException;
import org.glissade.io.json.Fields;

/**
 * A training that the page asks for. What is empty is left to the command, which also judges the
 * rest: here it only has to be a text that can stand behind an option.
 *
 * @param data the name of a file in the list
 * @param options as {@code --option=value} each, so that no value can be taken for an option
 */
record TrainingOrder(String data, List<String> options) {
  private static final int LONGEST = 300;
  private static final List<String> NAMES =
      List.of("target", "model", "batch-size", "learning-rate", "epochs", "optimizer");

  static TrainingOrder of(Fields body) {
    List<String> options = new ArrayList<>();
    for (String name : NAMES) {
      String value = body.has(name) ? body.text(name).strip() : "";
      if (value.length() > LONGEST || value.chars().anyMatch(Character::isISOControl)) {
        throw new DataException(
            name + " is a text of up to " + LONGEST + " characters on one line");
      }
      if (!value.isEmpty()) {
        options.add("--" + name + "=" + value);
      }
    }
    return new TrainingOrder(body.text("data"), List.copyOf(options));
  }
}
