/** Optimisers beside each other on small convex problems whose optima are known. */
@NullMarked
package org.glissade.bench.bakeoff;

import org.jspecify.annotations.NullMarked;
