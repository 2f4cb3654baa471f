/** How a gradient becomes an update: transforms, schedules and averaging. */
@NullMarked
package org.glissade.optim;

import org.jspecify.annotations.NullMarked;
