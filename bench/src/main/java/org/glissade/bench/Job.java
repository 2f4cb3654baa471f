package org.glissade.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a contender is asked to do, in a form that goes over any command line.
 *
 * @param data what the files of the data begin with
 * @param nonzeros of each row, or 0 for dense rows
 * @param loss {@link #SQUARED}, ½(s − y)², or {@link #LOGISTIC}
 * @param batch rows a step
 * @param rate of every step
 * @param singleRate of every step, for contenders that know batches of one row only
 * @param l2 λ of ½λ‖w‖², never on the bias
 * @param optimizer {@link #SGD} or {@link #ADAGRAD}
 * @param repeats epochs that are measured at a time
 */
public record Job(
    String data,
    int rows,
    int columns,
    int nonzeros,
    String loss,
    int batch,
    double rate,
    double singleRate,
    double l2,
    String optimizer,
    int repeats) {
  public static final String SQUARED = "squared";
  public static final String LOGISTIC = "logistic";
  public static final String SGD = "sgd";
  public static final String ADAGRAD = "adagrad";

  public boolean isSparse() {
    return nonzeros > 0;
  }

  public boolean isLogistic() {
    return loss.equals(LOGISTIC);
  }

  public boolean isAdagrad() {
    return optimizer.equals(ADAGRAD);
  }

  /** {@code name=value} each. */
  List<String> arguments() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("data", data);
    fields.put("rows", rows);
    fields.put("columns", columns);
    fields.put("nonzeros", nonzeros);
    fields.put("loss", loss);
    fields.put("batch", batch);
    fields.put("rate", rate);
    fields.put("single_rate", singleRate);
    fields.put("l2", l2);
    fields.put("optimizer", optimizer);
    fields.put("repeats", repeats);
    List<String> arguments = new ArrayList<>();
    fields.forEach((name, value) -> arguments.add(name + "=" + value));
    return arguments;
  }

  /** Reads what {@link #arguments} wrote. */
  static Job parse(List<String> arguments) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String argument : arguments) {
      int at = argument.indexOf('=');
      fields.put(argument.substring(0, at), argument.substring(at + 1));
    }
    return new Job(
        field(fields, "data"),
        Integer.parseInt(field(fields, "rows")),
        Integer.parseInt(field(fields, "columns")),
        Integer.parseInt(field(fields, "nonzeros")),
        field(fields, "loss"),
        Integer.parseInt(field(fields, "batch")),
        Double.parseDouble(field(fields, "rate")),
        Double.parseDouble(field(fields, "single_rate")),
        Double.parseDouble(field(fields, "l2")),
        field(fields, "optimizer"),
        Integer.parseInt(field(fields, "repeats")));
  }

  private static String field(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException("there is no " + name + " in " + fields);
    }
    return value;
  }
}
