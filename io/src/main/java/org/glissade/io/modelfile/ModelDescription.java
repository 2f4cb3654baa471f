package org.glissade.io.modelfile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;
import org.glissade.io.encode.FeatureEncoder;
import org.glissade.io.encode.TargetEncoder;
import org.glissade.io.encode.Task;
import org.glissade.math.Layout;
import org.glissade.model.Loss;

/**
 * What a person may want to know about a model file, beyond what {@link ModelFile} itself tells.
 *
 * @param features number of encoded features
 * @param parameters number of parameters
 * @param outputs the weights by output, if the model is linear; else none
 */
public record ModelDescription(int features, long parameters, List<Output> outputs) {

  /**
   * One output of a linear model.
   *
   * @param name the class whose score it is: the positive one of two, the target for regression
   * @param bias the score where every quantity x is 0, in the units of the file
   * @param strongest the weights of largest magnitude, those of encoded features compared
   * @param zeros how many weights are exactly 0
   */
  public record Output(String name, double bias, List<Weight> strongest, int zeros) {}

  /**
   * The weight of one feature.
   *
   * @param feature its name
   * @param encoded weight of the encoded feature: comparable between features
   * @param perUnit what one unit of the quantity x adds to the score, in the units of the file; for
   *     a regression whose score is the prediction, in the units of the target
   */
  public record Weight(String feature, double encoded, double perUnit) {}

  /**
   * Describes a model.
   *
   * @param most the number of weights wanted of each output
   */
  public static ModelDescription of(ModelFile file, int most) {
    List<Output> outputs = new ArrayList<>();
    if (file.about().model().equals(ModelFile.LINEAR)) {
      Layout.Slot weights = file.layout().slot(ModelFile.WEIGHTS);
      for (int k = 0; k < weights.rows(); k++) {
        outputs.add(output(file, weights, k, most));
      }
    }
    return new ModelDescription(file.features().width(), file.params().length, outputs);
  }

  private static Output output(ModelFile file, Layout.Slot weights, int k, int most) {
    float[] params = file.params();
    int from = weights.offset() + k * weights.columns();
    boolean biased = file.layout().slots().size() > 1;
    double bias = biased ? params[file.layout().slot(ModelFile.BIAS).offset() + k] : 0;
    FeatureEncoder.OriginalWeights original = file.features().originalWeights(params, from, bias);
    boolean inUnits =
        file.target().task() == Task.REGRESSION && file.about().link() == Loss.Link.IDENTITY;
    TargetEncoder.Target target = file.target().targets().get(file.target().isSeveral() ? k : 0);
    double scale = inUnits ? target.scale() : 1;
    List<String> names = file.features().featureNames();
    List<Weight> strongest =
        strongest(params, from, weights.columns(), most).stream()
            .map(j -> new Weight(names.get(j), params[from + j], original.weights()[j] * scale))
            .toList();
    int zeros =
        (int) IntStream.range(0, weights.columns()).filter(j -> params[from + j] == 0).count();
    double told = inUnits ? target.unscaled(original.bias()) : original.bias();
    return new Output(name(file, weights.rows(), k), told, strongest, zeros);
  }

  /** The indices of the largest weights that are not 0, the largest first; of many only these. */
  private static List<Integer> strongest(float[] params, int from, int count, int most) {
    Comparator<Integer> strongestFirst =
        Comparator.<Integer>comparingDouble(j -> -Math.abs(params[from + j]))
            .thenComparing(Comparator.naturalOrder());
    PriorityQueue<Integer> weakestFirst = new PriorityQueue<>(strongestFirst.reversed());
    for (int j = 0; j < count && most > 0; j++) {
      if (params[from + j] != 0) {
        weakestFirst.add(j);
        if (weakestFirst.size() > most) {
          weakestFirst.remove();
        }
      }
    }
    return weakestFirst.stream().sorted(strongestFirst).toList();
  }

  private static String name(ModelFile file, int outputs, int k) {
    List<String> classes = file.target().classes();
    if (classes.isEmpty()) {
      return file.target().columns().get(k);
    }
    return outputs == 1 ? classes.getLast() : classes.get(k);
  }
}
