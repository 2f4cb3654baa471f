/** Numbers that move between workers, each to each and none through the driver. */
@NullMarked
package org.glissade.spark.exchange;

import org.jspecify.annotations.NullMarked;
