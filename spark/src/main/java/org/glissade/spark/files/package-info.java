/** Files in the file systems that Spark knows. */
@NullMarked
package org.glissade.spark.files;

import org.jspecify.annotations.NullMarked;
