package org.glissade.spark.cluster;

import org.apache.spark.ml.linalg.Vector;

/**
 * A row as a worker reads it.
 *
 * @param partition of the training that it belongs to
 * @param features all of the same size
 * @param target as losses take it
 * @param weight at least 0
 */
record ClusterRow(int partition, Vector features, double target, double weight) {}
