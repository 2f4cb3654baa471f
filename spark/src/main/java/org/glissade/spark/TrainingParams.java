package org.glissade.spark;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.param.shared.HasWeightCol;

/**
 * The parameters of both estimators, as Spark finds them: each has a method of its name for the
 * parameter, one to set it, and one to get its value. {@code explainParams()} describes them.
 *
 * @param <E> the estimator
 */
public interface TrainingParams<E extends TrainingParams<E>> extends HasWeightCol {
  /** Where the parameters are. */
  TrainingKnobs knobs();

  /** The estimator itself. */
  E self();

  /** Columns of numbers and words to learn from, in place of a column of vectors. */
  default StringArrayParam inputCols() {
    return knobs().inputCols;
  }

  /** Sets {@link #inputCols}. */
  default E setInputCols(String[] value) {
    set(inputCols(), value);
    return self();
  }

  /** The value of {@link #inputCols}, which must be set. */
  default String[] getInputCols() {
    return getOrDefault(inputCols());
  }

  /** Column of the weights of rows, at least 0; all 1 unless set. */
  @Override
  default Param<String> weightCol() {
    return knobs().weightCol;
  }

  /** Sets {@link #weightCol}. */
  default E setWeightCol(String value) {
    set(weightCol(), value);
    return self();
  }

  /** What Scala makes of a parameter that a trait brings along; it is there already. */
  @Override
  default void org$apache$spark$ml$param$shared$HasWeightCol$_setter_$weightCol_$eq(
      Param<String> param) {}

  /** {@code linear}, or a network such as {@code mlp(64)}. */
  default Param<String> model() {
    return knobs().model;
  }

  /** Sets {@link #model}. */
  default E setModel(String value) {
    set(model(), value);
    return self();
  }

  /** The value of {@link #model}. */
  default String getModel() {
    return getOrDefault(model());
  }

  /** The loss; unless set logistic, softmax or squared by the task. */
  default Param<String> loss() {
    return knobs().loss;
  }

  /** Sets {@link #loss}. */
  default E setLoss(String value) {
    set(loss(), value);
    return self();
  }

  /** The value of {@link #loss}, which must be set. */
  default String getLoss() {
    return getOrDefault(loss());
  }

  /** {@code sgd}, or transforms such as {@code adagrad} or {@code adam}. */
  default Param<String> optimizer() {
    return knobs().optimizer;
  }

  /** Sets {@link #optimizer}. */
  default E setOptimizer(String value) {
    set(optimizer(), value);
    return self();
  }

  /** The value of {@link #optimizer}. */
  default String getOptimizer() {
    return getOrDefault(optimizer());
  }

  /** {@code auto}, a number, or a schedule such as {@code cosine(0.1)}. */
  default Param<String> learningRate() {
    return knobs().learningRate;
  }

  /** Sets {@link #learningRate}. */
  default E setLearningRate(String value) {
    set(learningRate(), value);
    return self();
  }

  /** The value of {@link #learningRate}. */
  default String getLearningRate() {
    return getOrDefault(learningRate());
  }

  /** Heavy-ball momentum of local steps, 0 to below 1. */
  default DoubleParam momentum() {
    return knobs().momentum;
  }

  /** Sets {@link #momentum}. */
  default E setMomentum(double value) {
    set(momentum(), value);
    return self();
  }

  /** The value of {@link #momentum}. */
  default double getMomentum() {
    return (Double) getOrDefault(momentum());
  }

  /** Rows of a local step, at least 1; unless set by the number of rows and partitions. */
  default IntParam batchSize() {
    return knobs().batchSize;
  }

  /** Sets {@link #batchSize}. */
  default E setBatchSize(int value) {
    set(batchSize(), value);
    return self();
  }

  /** The value of {@link #batchSize}, which must be set. */
  default int getBatchSize() {
    return (Integer) getOrDefault(batchSize());
  }

  /** Passes over the rows, at least 1. */
  default IntParam epochs() {
    return knobs().epochs;
  }

  /** Sets {@link #epochs}. */
  default E setEpochs(int value) {
    set(epochs(), value);
    return self();
  }

  /** The value of {@link #epochs}. */
  default int getEpochs() {
    return (Integer) getOrDefault(epochs());
  }

  /**
   * Steps of each partition between two means; 0 for as many as make the means cheap, 1 for
   * synchronous minibatch SGD.
   */
  default IntParam localSteps() {
    return knobs().localSteps;
  }

  /** Sets {@link #localSteps}. */
  default E setLocalSteps(int value) {
    set(localSteps(), value);
    return self();
  }

  /** The value of {@link #localSteps}. */
  default int getLocalSteps() {
    return (Integer) getOrDefault(localSteps());
  }

  /** Rate of the step between rounds, above 0; 1 takes the mean. */
  default DoubleParam outerRate() {
    return knobs().outerRate;
  }

  /** Sets {@link #outerRate}. */
  default E setOuterRate(double value) {
    set(outerRate(), value);
    return self();
  }

  /** The value of {@link #outerRate}. */
  default double getOuterRate() {
    return (Double) getOrDefault(outerRate());
  }

  /** Nesterov momentum of the step between rounds, 0 to below 1. */
  default DoubleParam outerMomentum() {
    return knobs().outerMomentum;
  }

  /** Sets {@link #outerMomentum}. */
  default E setOuterMomentum(double value) {
    set(outerMomentum(), value);
    return self();
  }

  /** The value of {@link #outerMomentum}. */
  default double getOuterMomentum() {
    return (Double) getOrDefault(outerMomentum());
  }

  /** Strength of |w|, at least 0. */
  default DoubleParam l1() {
    return knobs().l1;
  }

  /** Sets {@link #l1}. */
  default E setL1(double value) {
    set(l1(), value);
    return self();
  }

  /** The value of {@link #l1}. */
  default double getL1() {
    return (Double) getOrDefault(l1());
  }

  /** Strength of w²/2, at least 0. */
  default DoubleParam l2() {
    return knobs().l2;
  }

  /** Sets {@link #l2}. */
  default E setL2(double value) {
    set(l2(), value);
    return self();
  }

  /** The value of {@link #l2}, which must be set. */
  default double getL2() {
    return (Double) getOrDefault(l2());
  }

  /** Whether the model has biases. */
  default BooleanParam fitIntercept() {
    return knobs().fitIntercept;
  }

  /** Sets {@link #fitIntercept}. */
  default E setFitIntercept(boolean value) {
    set(fitIntercept(), value);
    return self();
  }

  /** The value of {@link #fitIntercept}. */
  default boolean getFitIntercept() {
    return (Boolean) getOrDefault(fitIntercept());
  }

  /** {@code standard} or {@code none}. */
  default Param<String> scaling() {
    return knobs().scaling;
  }

  /** Sets {@link #scaling}. */
  default E setScaling(String value) {
    set(scaling(), value);
    return self();
  }

  /** The value of {@link #scaling}. */
  default String getScaling() {
    return getOrDefault(scaling());
  }

  /** Models that learn apart between two means; 0 for as many as suit the data and the cluster. */
  default IntParam partitions() {
    return knobs().partitions;
  }

  /** Sets {@link #partitions}. */
  default E setPartitions(int value) {
    set(partitions(), value);
    return self();
  }

  /** The value of {@link #partitions}. */
  default int getPartitions() {
    return (Integer) getOrDefault(partitions());
  }

  /**
   * Whether rows are dealt out to the partitions at random first: {@code auto}, {@code always} or
   * {@code never}.
   */
  default Param<String> mixing() {
    return knobs().mixing;
  }

  /** Sets {@link #mixing}. */
  default E setMixing(String value) {
    set(mixing(), value);
    return self();
  }

  /** The value of {@link #mixing}. */
  default String getMixing() {
    return getOrDefault(mixing());
  }

  /** Folder for the parameters after each round; the memory of the executors alone unless set. */
  default Param<String> checkpointDir() {
    return knobs().checkpointDir;
  }

  /** Sets {@link #checkpointDir}. */
  default E setCheckpointDir(String value) {
    set(checkpointDir(), value);
    return self();
  }

  /** The value of {@link #checkpointDir}, which must be set. */
  default String getCheckpointDir() {
    return getOrDefault(checkpointDir());
  }

  /** Of every random stream. */
  default LongParam seed() {
    return knobs().seed;
  }

  /** Sets {@link #seed}. */
  default E setSeed(long value) {
    set(seed(), value);
    return self();
  }

  /** The value of {@link #seed}. */
  default long getSeed() {
    return (Long) getOrDefault(seed());
  }
}
