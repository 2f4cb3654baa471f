/** Files of text, converted once into files that can be mapped. */
@NullMarked
package org.glissade.io.cache;

import org.jspecify.annotations.NullMarked;
