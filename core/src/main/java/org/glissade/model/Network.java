package org.glissade.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.glissade.spec.Spec;
import org.glissade.spec.SpecException;

/**
 * The shape of a multilayer perceptron, whatever its inputs and outputs: its hidden layers, and how
 * its weights start. Text: {@code mlp(256, 128, activation=relu, dropout=0.1, init=he)}, of which
 * only the numbers of units must be there; {@code mlp:256,128} is read too. A layer may have an
 * activation or dropout of its own: {@code mlp(tanh(256), identity(32, dropout=0.5))}.
 *
 * <p>With the activation {@code identity} it is a deep linear network. Without hidden layers it is
 * a {@link LinearModel} that starts from random weights.
 *
 * @param hidden from the inputs on; may be empty
 * @param initialisation of all layers
 */
public record Network(List<Layer> hidden, Initialisation initialisation) {
  private static final Activation RELU = new Activations.Relu();

  public Network {
    hidden = List.copyOf(hidden);
  }

  /** Hidden layers of so many rectified linear units, with the usual initialisation. */
  public static Network of(int... units) {
    List<Layer> layers = new ArrayList<>();
    for (int count : units) {
      layers.add(new Layer(count, RELU));
    }
    return new Network(layers, Initialisation.of(Initialisation.Kind.AUTO));
  }

  /** The model of that shape. */
  public Multilayer model(int inputs, int outputs, boolean bias) {
    return new Multilayer(inputs, outputs, bias, this);
  }

  /**
   * Reads the text that a network prints.
   *
   * @throws SpecException if it is none; says what is possible
   */
  public static Network parse(String text) {
    String spec = text.strip();
    int colon = spec.indexOf(':');
    if (colon >= 0) {
      spec = spec.substring(0, colon) + "(" + spec.substring(colon + 1) + ")";
    }
    Spec parsed = Spec.parse(spec);
    if (!parsed.name().toLowerCase(Locale.ROOT).equals("mlp")) {
      throw SpecException.unknown("model", parsed.name(), List.of("linear", "mlp"));
    }
    try {
      return of(parsed);
    } catch (SpecException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new SpecException(text + ": " + e.getMessage());
    }
  }

  private static Network of(Spec spec) {
    Activation activation = RELU;
    double dropout = 0;
    Initialisation initialisation = Initialisation.of(Initialisation.Kind.AUTO);
    for (Spec.Argument argument : spec.arguments()) {
      String key = argument.key();
      if (key != null) {
        switch (key) {
          case "activation" -> activation = Activations.of(argument.value());
          case "dropout" -> dropout = argument.value().asNumber();
          case "init" -> initialisation = Initialisation.of(argument.value());
          default ->
              throw SpecException.unknown(
                  "argument of mlp", key, List.of("activation", "dropout", "init"));
        }
      }
    }
    List<Layer> layers = new ArrayList<>();
    for (Spec.Argument argument : spec.arguments()) {
      if (argument.key() == null) {
        layers.add(layer(argument.value(), activation, dropout));
      }
    }
    if (layers.isEmpty()) {
      throw new SpecException("mlp needs the units of its hidden layers, as in mlp:256,128");
    }
    return new Network(layers, initialisation);
  }

  private static Layer layer(Spec spec, Activation activation, double dropout) {
    if (spec.isNumber()) {
      return new Layer(units(spec), activation, dropout);
    }
    boolean leaky = isLeaky(spec);
    var arguments = leaky ? spec.bind("units", "slope", "dropout") : spec.bind("units", "dropout");
    Activation own =
        leaky
            ? new Activations.LeakyRelu(arguments.number("slope", 0.01))
            : Activations.parse(spec.name());
    return new Layer(
        arguments.required("units", Network::units), own, arguments.number("dropout", dropout));
  }

  private static boolean isLeaky(Spec spec) {
    return spec.name().toLowerCase(Locale.ROOT).replace('_', '-').equals("leaky-relu");
  }

  private static int units(Spec spec) {
    double units = spec.isNumber() ? spec.asNumber() : 0;
    if (!(units >= 1 && units <= 1 << 20 && units == (int) units)) {
      throw new SpecException("a layer has a whole number of units from 1 to 1048576, not " + spec);
    }
    return (int) units;
  }

  @Override
  public String toString() {
    boolean alike =
        hidden.stream()
                .map(layer -> List.of(layer.activation(), layer.dropout()))
                .distinct()
                .count()
            <= 1;
    List<String> arguments =
        hidden.stream()
            .map(layer -> alike ? Integer.toString(layer.units()) : text(layer))
            .collect(Collectors.toCollection(ArrayList::new));
    if (alike && !hidden.isEmpty()) {
      Layer first = hidden.getFirst();
      arguments.add("activation=" + first.activation());
      if (first.dropout() > 0) {
        arguments.add("dropout=" + Spec.number(first.dropout()));
      }
    }
    arguments.add("init=" + initialisation);
    return "mlp(" + String.join(", ", arguments) + ")";
  }

  private static String text(Layer layer) {
    boolean leaky = layer.activation() instanceof Activations.LeakyRelu;
    String slope =
        layer.activation() instanceof Activations.LeakyRelu relu
            ? ", slope=" + Spec.number(relu.slope())
            : "";
    return (leaky ? "leaky-relu" : layer.activation().toString())
        + "("
        + layer.units()
        + slope
        + (layer.dropout() > 0 ? ", dropout=" + Spec.number(layer.dropout()) : "")
        + ")";
  }
}
