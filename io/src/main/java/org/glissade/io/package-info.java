/** Files in and out: tables, formats, encoders and model files. */
@NullMarked
package org.glissade.io;

import org.jspecify.annotations.NullMarked;
