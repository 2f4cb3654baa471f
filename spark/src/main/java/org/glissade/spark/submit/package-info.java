/** What {@code spark-submit} runs: trainings from a command line, on files that Spark reads. */
@NullMarked
package org.glissade.spark.submit;

import org.jspecify.annotations.NullMarked;
