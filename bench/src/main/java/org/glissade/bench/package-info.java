/**
 * Whole jobs side by side with other tools: {@link org.glissade.bench.Compare} is the entry, {@link
 * org.glissade.bench.Workload} and {@link org.glissade.bench.Contender} are what is added to.
 */
@NullMarked
package org.glissade.bench;

import org.jspecify.annotations.NullMarked;
