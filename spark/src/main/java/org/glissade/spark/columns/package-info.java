/**
 * Columns of numbers, words and booleans of a data set of Spark: an encoder fitted to them on the
 * cluster, and their rows as vectors of features.
 */
@NullMarked
package org.glissade.spark.columns;

import org.jspecify.annotations.NullMarked;
