/** Other tools of the JVM as contenders; found through {@link java.util.ServiceLoader}. */
@NullMarked
package org.glissade.bench.rivals;

import org.jspecify.annotations.NullMarked;
