/** What observing a run costs. */
@NullMarked
package org.glissade.bench.noise;

import org.jspecify.annotations.NullMarked;
