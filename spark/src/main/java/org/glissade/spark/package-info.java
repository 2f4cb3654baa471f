/** Estimators and models of Spark ML around the engine of Glissade. */
@NullMarked
package org.glissade.spark;

import org.jspecify.annotations.NullMarked;
