/** JSON text, read strictly and written so that every number comes back to the same bits. */
@NullMarked
package org.glissade.io.json;

import org.jspecify.annotations.NullMarked;
