package org.glissade.spark.submit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.StringArrayParam;
import org.glissade.spark.TrainingParams;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The parameters of an estimator as options: {@code localSteps} is {@code --local-steps}, with the
 * description and the default of the parameter. So there is one list of them.
 */
final class ParamOptions {
  private final Map<String, String> nameOf = new LinkedHashMap<>();

  /**
   * Adds them to a command.
   *
   * @param leftOut names of parameters that the command sets itself
   */
  ParamOptions(TrainingParams<?> params, List<String> leftOut, CommandSpec command) {
    for (Param<?> param : params.params()) {
      if (leftOut.contains(param.name())) {
        continue;
      }
      String option = "--" + param.name().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
      nameOf.put(option, param.name());
      command.addOption(
          OptionSpec.builder(option)
              .type(String.class)
              .paramLabel(label(param))
              .description(description(params, param))
              .build());
    }
  }

  private static String label(Param<?> param) {
    return switch (param) {
      case IntParam _, LongParam _ -> "N";
      case DoubleParam _ -> "X";
      case BooleanParam _ -> "true|false";
      case StringArrayParam _ -> "NAME,…";
      default -> "TEXT";
    };
  }

  private static String description(TrainingParams<?> params, Param<?> param) {
    String doc = param.doc().replace("%", "%%");
    String start = doc.substring(0, 1).toUpperCase(Locale.ROOT) + doc.substring(1);
    return params.hasDefault(param)
        ? start + " (default: " + params.getDefault(param).get() + ")."
        : start + ".";
  }

  /**
   * Sets the parameters whose options were given.
   *
   * @throws IllegalArgumentException if one has no such value; names the option
   */
  void set(ParseResult given, TrainingParams<?> params) {
    for (Map.Entry<String, String> each : nameOf.entrySet()) {
      String text = given.matchedOptionValue(each.getKey(), (String) null);
      if (text != null) {
        Param<Object> param = params.getParam(each.getValue());
        try {
          params.set(param.name(), value(param, text));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(each.getKey() + " " + text + ": " + e.getMessage(), e);
        }
      }
    }
  }

  private static Object value(Param<?> param, String text) {
    return switch (param) {
      case IntParam _ -> Integer.valueOf(text);
      case LongParam _ -> Long.valueOf(text);
      case DoubleParam _ -> Double.valueOf(text);
      case BooleanParam _ -> truth(text);
      case StringArrayParam _ -> names(text);
      default -> text;
    };
  }

  private static Boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("it is true or false");
    };
  }

  private static String[] names(String text) {
    List<String> names = new ArrayList<>();
    for (String name : text.split(",", -1)) {
      names.add(name.strip());
    }
    return names.toArray(new String[0]);
  }
}
