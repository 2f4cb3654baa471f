package org.glissade.spark;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import org.glissade.spark.cluster.Mixing;

/** The parameters that both estimators have, and what they are unless set. */
public final class TrainingKnobs {
  private static final String STANDARD = "standard";

  final StringArrayParam inputCols;
  final Param<String> weightCol;
  final Param<String> model;
  final Param<String> loss;
  final Param<String> optimizer;
  final Param<String> learningRate;
  final DoubleParam momentum;
  final IntParam batchSize;
  final IntParam epochs;
  final IntParam localSteps;
  final DoubleParam outerRate;
  final DoubleParam outerMomentum;
  final DoubleParam l1;
  final DoubleParam l2;
  final BooleanParam fitIntercept;
  final Param<String> scaling;
  final IntParam partitions;
  final Param<String> mixing;
  final Param<String> checkpointDir;
  final LongParam seed;

  TrainingKnobs(Params owner) {
    String uid = owner.uid();
    inputCols =
        new StringArrayParam(
            owner, "inputCols", "columns of numbers and words, in place of a column of vectors");
    weightCol = new Param<>(uid, "weightCol", "column of the weights of rows, at least 0");
    model = new Param<>(uid, "model", "the model: linear, or a network such as mlp(64)");
    loss =
        new Param<>(
            uid, "loss", "the loss, such as logistic, hinge or huber(1); unless set by the task");
    optimizer =
        new Param<>(
            uid, "optimizer", "what makes a step of a gradient: sgd, adagrad, adam and others");
    learningRate =
        new Param<>(
            uid, "learningRate", "the rate: auto, a number, or a schedule such as cosine(0.1)");
    momentum =
        new DoubleParam(
            uid,
            "momentum",
            "heavy-ball momentum of local steps",
            ParamValidators.inRange(0, 1, true, false));
    batchSize =
        new IntParam(
            uid,
            "batchSize",
            "rows of a local step; unless set 64, or fewer, at least 64/partitions and 4, where a"
                + " partition would take less than 512 steps an epoch",
            ParamValidators.gtEq(1));
    epochs = new IntParam(uid, "epochs", "passes over the rows", ParamValidators.gtEq(1));
    localSteps =
        new IntParam(
            uid,
            "localSteps",
            "steps of each partition between two means; 0 for as many as make the means cheap, 1"
                + " for synchronous minibatch SGD",
            ParamValidators.gtEq(0));
    outerRate =
        new DoubleParam(uid, "outerRate", "rate of the step between rounds", ParamValidators.gt(0));
    outerMomentum =
        new DoubleParam(
            uid,
            "outerMomentum",
            "Nesterov momentum of the step between rounds",
            ParamValidators.inRange(0, 1, true, false));
    l1 = new DoubleParam(uid, "l1", "strength of |w|", ParamValidators.gtEq(0));
    l2 =
        new DoubleParam(
            uid,
            "l2",
            "strength of w²/2; unless set 1/(weight of all rows) for classes, 0 for numbers",
            ParamValidators.gtEq(0));
    fitIntercept = new BooleanParam(uid, "fitIntercept", "whether the model has biases");
    scaling =
        new Param<>(
            uid,
            "scaling",
            "of features, and of the target of a regression: standard or none",
            ParamValidators.inArray(new String[] {STANDARD, "none"}));
    partitions =
        new IntParam(
            uid,
            "partitions",
            "models that learn apart between two means; the same number gives the same bits on any"
                + " cluster. 0 for one a partition of the data and at most one a task that can run at"
                + " the same time; if half of these were idle, more, of at least 10,000 rows each",
            ParamValidators.gtEq(0));
    mixing =
        new Param<>(
            uid,
            "mixing",
            "whether rows are dealt out to the partitions at random first: auto (if the partitions"
                + " are unlike, or more or fewer than partitions), always, never",
            ParamValidators.inArray(
                new String[] {Mixing.AUTO.text(), Mixing.ALWAYS.text(), Mixing.NEVER.text()}));
    checkpointDir =
        new Param<>(
            uid,
            "checkpointDir",
            "folder for the parameters after each round, from which a training with the same rows"
                + " and parameters goes on after the whole cluster was lost; unless set executors"
                + " remember the last round, and one that is left is enough");
    seed = new LongParam(uid, "seed", "of every random stream");
  }

  /** Writes the defaults. */
  void defaultsTo(ParamMap map) {
    map.put(model, "linear");
    map.put(optimizer, "sgd");
    map.put(learningRate, "auto");
    map.put(momentum, 0.0);
    map.put(epochs, 10);
    map.put(localSteps, 0);
    map.put(outerRate, 1.0);
    map.put(outerMomentum, 0.0);
    map.put(l1, 0.0);
    map.put(fitIntercept, true);
    map.put(scaling, STANDARD);
    map.put(partitions, 0);
    map.put(mixing, Mixing.AUTO.text());
    map.put(seed, 0L);
  }
}
