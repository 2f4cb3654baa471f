/** The training loop, its state, its events, and the facade {@code Sgd}. */
@NullMarked
package org.glissade.train;

import org.jspecify.annotations.NullMarked;
