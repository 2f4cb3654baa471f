/** What the page of the lab asks for: problems, trainings, measurements, as JSON and as arrays. */
@NullMarked
package org.glissade.lab.stage;

import org.jspecify.annotations.NullMarked;
