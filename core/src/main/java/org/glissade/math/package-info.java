/** Flat parameters, kernels and deterministic random streams. */
@NullMarked
package org.glissade.math;

import org.jspecify.annotations.NullMarked;
