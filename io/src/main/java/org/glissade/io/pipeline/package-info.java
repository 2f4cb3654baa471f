/** From records to a trained model and its figures: what the command line does, as a library. */
@NullMarked
package org.glissade.io.pipeline;

import org.jspecify.annotations.NullMarked;
