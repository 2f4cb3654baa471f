/** What a worker does: its rows, the rounds of local steps, and the means between them. */
@NullMarked
package org.glissade.spark.rounds;

import org.jspecify.annotations.NullMarked;
