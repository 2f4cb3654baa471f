/** Typed tables as they come out of a file, before any encoding. */
@NullMarked
package org.glissade.io.table;

import org.jspecify.annotations.NullMarked;
