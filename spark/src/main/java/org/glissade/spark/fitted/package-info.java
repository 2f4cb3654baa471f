/** Model files where Spark needs them: in its tasks, in its file systems, on its vectors. */
@NullMarked
package org.glissade.spark.fitted;

import org.jspecify.annotations.NullMarked;
