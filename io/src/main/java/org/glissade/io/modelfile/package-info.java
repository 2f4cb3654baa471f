/**
 * Model files: written whole or not at all, read with every length checked, and used to predict.
 */
@NullMarked
package org.glissade.io.modelfile;

import org.jspecify.annotations.NullMarked;
