/** Examples, batches of them, and the orders in which they come. */
@NullMarked
package org.glissade.data;

import org.jspecify.annotations.NullMarked;
