/** From a data set of Spark to a trained model: what runs on the driver, and what in its tasks. */
@NullMarked
package org.glissade.spark.cluster;

import org.jspecify.annotations.NullMarked;
