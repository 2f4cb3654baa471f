package org.glissade.bench.rivals;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.glissade.data.Orders;
import org.glissade.data.SparseExamples;
import org.glissade.model.LinearModel;
import org.glissade.model.Loss;
import org.glissade.model.Losses;
import org.glissade.optim.Transforms;
import org.glissade.train.OnePass;
import org.glissade.train.Sgd;
import org.vowpalwabbit.spark.VowpalWabbitNative;

/**
 * {@code bench/vw-losses FILE}: the progressive loss of one pass over a file of Vowpal Wabbit's
 * text, as Vowpal Wabbit itself tells it through JNI and as Glissade does. Lines are {@code label
 * [weight] |namespace feature[:value] …}, one namespace, features by number.
 */
public final class VowpalLosses {
  /** Room for each feature: none meets another. */
  private static final String BITS = " -b 22 --quiet";

  private static final String SAME = "";

  /**
   * One way of learning.
   *
   * @param arguments for Vowpal Wabbit
   * @param transform the same for Glissade
   * @param unit by which Glissade's loss is multiplied to be Vowpal Wabbit's
   * @param reason why they differ, or nothing
   */
  private record Case(
      String name, String arguments, String loss, String transform, double unit, String reason) {}

  private static final List<Case> CASES =
      List.of(
          squared("default", "", "vw"),
          squared("plain", "--sgd", rules(false, false, false)),
          squared("plain, rate 0.5", "--sgd -l 0.5", slow(false, false, false)),
          new Case(
              "adaptive",
              "--adaptive",
              "squared",
              rules(true, false, false),
              2,
              "at rate 10 scores jump between the ends of the range: roots of 12 bits tell"),
          squared("adaptive, rate 0.5", "--adaptive -l 0.5", slow(true, false, false)),
          squared("normalised", "--normalized", rules(false, true, false)),
          squared("invariant", "--invariant", rules(false, false, true)),
          squared("adaptive, normalised", "--adaptive --normalized", rules(true, true, false)),
          squared("adaptive, invariant", "--adaptive --invariant", rules(true, false, true)),
          squared("normalised, invariant", "--normalized --invariant", rules(false, true, true)),
          squared("power-t 0.45", "--power_t 0.45", "vw(power-t=0.45)"),
          squared("initial-t 10", "--initial_t 10", "vw(initial-t=10)"),
          squared("L1", "--l1 1e-5", "vw(l1=1e-5)"),
          squared("L2", "--l2 1e-4", "vw(l2=1e-4)"),
          new Case("logistic", "--loss_function logistic", "logistic", "vw", 1, SAME),
          new Case(
              "logistic, plain",
              "--loss_function logistic --sgd",
              "logistic",
              rules(false, false, false),
              1,
              SAME),
          new Case("hinge", "--loss_function hinge", "hinge", "vw", 1, SAME),
          new Case("quantile", "--loss_function quantile", "quantile(0.5)", "vw", 1, SAME),
          new Case(
              "quantile 0.2",
              "--loss_function quantile --quantile_tau 0.2",
              "quantile(0.2)",
              "vw",
              1,
              SAME),
          new Case(
              "FTRL, logistic",
              "--ftrl --ftrl_alpha 0.1 --ftrl_beta 1 --l1 0.1 --loss_function logistic",
              "logistic",
              "ftrl(alpha=0.1, beta=1, l1=0.1)",
              1,
              SAME),
          new Case(
              "FTRL, squared",
              "--ftrl --ftrl_alpha 0.1 --ftrl_beta 1",
              "squared",
              // gradients are half as long
              "ftrl(alpha=0.1, beta=0.5)",
              2,
              "predictions are not kept within the labels' range"),
          new Case(
              "FTRL, hinge",
              "--ftrl --ftrl_alpha 0.1 --ftrl_beta 1 --loss_function hinge",
              "hinge",
              "ftrl(alpha=0.1, beta=1)",
              1,
              "predictions are not kept within the labels' range"));

  private VowpalLosses() {}

  private static Case squared(String name, String arguments, String transform) {
    return new Case(name, arguments, "squared", transform, 2, SAME);
  }

  private static String rules(boolean adaptive, boolean normalised, boolean invariant) {
    return "vw(adaptive="
        + adaptive
        + ", normalised="
        + normalised
        + ", invariant="
        + invariant
        + ")";
  }

  private static String slow(boolean adaptive, boolean normalised, boolean invariant) {
    return rules(adaptive, normalised, invariant).replace("vw(", "vw(rate=0.5, ");
  }

  /**
   * @param args the file
   */
  public static void main(String[] args) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    if (args.length != 1) {
      System.err.println("usage: bench/vw-losses FILE, a file of Vowpal Wabbit's text");
      System.exit(2);
    }
    common.Native.load();
    List<String> lines = Files.readAllLines(Path.of(args[0]));
    SparseExamples examples = examples(lines);
    out.printf(
        Locale.ROOT,
        "%d examples, %d features; mean loss of each example before it was learnt from%n%n",
        examples.rows(),
        examples.columns());
    out.println(row("case", "arguments of vw", "vw", "glissade", "differs", ""));
    for (Case one : CASES) {
      double theirs = vowpal(one, lines);
      double ours = one.unit() * glissade(one, examples);
      out.println(
          row(
              one.name(),
              one.arguments(),
              String.format(Locale.ROOT, "%.6f", theirs),
              String.format(Locale.ROOT, "%.6f", ours),
              String.format(Locale.ROOT, "%+.1e", (ours - theirs) / theirs),
              one.reason()));
    }
  }

  private static String row(
      String name, String arguments, String vw, String glissade, String differs, String reason) {
    return String.format(
            Locale.ROOT,
            "%-22s %-72s %9s %9s %9s  %s",
            name,
            arguments,
            vw,
            glissade,
            differs,
            reason)
        .stripTrailing();
  }

  private static double vowpal(Case one, List<String> lines) {
    VowpalWabbitNative vw = new VowpalWabbitNative(one.arguments() + BITS);
    for (String line : lines) {
      vw.learnFromString(line);
    }
    double loss = vw.getPerformanceStatistics().getAverageLoss();
    vw.close();
    return loss;
  }

  private static double glissade(Case one, SparseExamples examples) {
    Loss loss = Losses.parse(one.loss());
    OnePass pass =
        Objects.requireNonNull(
            Sgd.regressor()
                .model(new LinearModel(examples.columns(), 1, true))
                .loss(loss)
                .batchSize(1)
                .epochs(1)
                .order(Orders.sequential())
                .transform(Transforms.parse(one.transform()))
                .onePass());
    pass.learn(examples);
    pass.finish(examples.columns());
    return pass.progressiveLoss();
  }

  private static SparseExamples examples(List<String> lines) {
    long[] starts = new long[lines.size() + 1];
    float[] targets = new float[lines.size()];
    float[] weights = new float[lines.size()];
    int[] indices = new int[1024];
    float[] values = new float[1024];
    int stored = 0;
    int columns = 0;
    for (int i = 0; i < targets.length; i++) {
      int bar = lines.get(i).indexOf('|');
      String[] label = lines.get(i).substring(0, bar).strip().split(" +", -1);
      targets[i] = Float.parseFloat(label[0]);
      weights[i] = label.length > 1 ? Float.parseFloat(label[1]) : 1;
      Map<Integer, Float> row = features(lines.get(i).substring(bar + 1));
      if (stored + row.size() > values.length) {
        int longer = 2 * (stored + row.size());
        indices = Arrays.copyOf(indices, longer);
        values = Arrays.copyOf(values, longer);
      }
      for (Map.Entry<Integer, Float> feature : row.entrySet()) {
        indices[stored] = feature.getKey();
        values[stored++] = feature.getValue();
        columns = Math.max(columns, feature.getKey() + 1);
      }
      starts[i + 1] = stored;
    }
    return SparseExamples.of(
        starts,
        Arrays.copyOf(indices, stored),
        Arrays.copyOf(values, stored),
        columns,
        targets,
        1,
        weights);
  }

  /** Behind the name of the namespace, if there is one. */
  private static Map<Integer, Float> features(String text) {
    List<String> tokens = List.of(text.split(" +", -1));
    Map<Integer, Float> row = new TreeMap<>();
    for (String token : tokens.subList(1, tokens.size())) {
      if (token.isEmpty()) {
        continue;
      }
      int colon = token.indexOf(':');
      String name = colon < 0 ? token : token.substring(0, colon);
      float value = colon < 0 ? 1 : Float.parseFloat(token.substring(colon + 1));
      if (value != 0) {
        row.merge(Integer.parseInt(name), value, Float::sum);
      }
    }
    return row;
  }
}
