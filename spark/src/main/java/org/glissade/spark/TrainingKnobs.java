package org.glissade.spark;

import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;

/** The parameters that both estimators have, and what they are unless set. */
final class TrainingKnobs {
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
  final IntParam partitions;
  final LongParam seed;

  TrainingKnobs(String uid) {
    weightCol = new Param<>(uid, "weightCol", "column of the weights of rows, at least 0");
    model = new Param<>(uid, "model", "linear, or a network such as mlp:64");
    loss = new Param<>(uid, "loss", "the loss, such as logistic or huber(1)");
    optimizer = new Param<>(uid, "optimizer", "sgd, or transforms such as adagrad or adam");
    learningRate =
        new Param<>(uid, "learningRate", "auto, a number, or a schedule such as cosine(0.1)");
    momentum =
        new DoubleParam(
            uid, "momentum", "heavy-ball momentum of local steps", ParamValidators.inRange(0, 1, true, false));
    batchSize = new IntParam(uid, "batchSize", "rows of a local step", ParamValidators.gtEq(1));
    epochs = new IntParam(uid, "epochs", "passes over the rows", ParamValidators.gtEq(1));
    localSteps =
        new IntParam(
            uid,
            "localSteps",
            "steps of each partition between two means; 0 for as many as make the means cheap, 1 for"
                + " synchronous minibatch SGD",
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
            uid, "l2", "strength of w²/2; unless set 1/rows for classes, 0 for numbers",
            ParamValidators.gtEq(0));
    partitions =
        new IntParam(
            uid,
            "partitions",
            "models that learn apart; 0 for one a partition of the data, or one a core if those are"
                + " more",
            ParamValidators.gtEq(0));
    seed = new LongParam(uid, "seed", "of every random stream");
  }

  /** Writes the defaults. */
  void defaultsTo(ParamMap map) {
    map.put(model, "linear")
        .put(optimizer, "sgd")
        .put(learningRate, "auto")
        .put(momentum, 0.0)
        .put(batchSize, 64)
        .put(epochs, 10)
        .put(localSteps, 0)
        .put(outerRate, 1.0)
        .put(outerMomentum, 0.0)
        .put(l1, 0.0)
        .put(partitions, 0)
        .put(seed, 0L);
  }
}
