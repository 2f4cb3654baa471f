/**
 * From records to numbers and back: features and targets, fitted on the training rows only. Each
 * encoder is an immutable value that travels inside the model as JSON, with arrays beside it where
 * that were too long.
 */
@NullMarked
package org.glissade.io.encode;

import org.jspecify.annotations.NullMarked;
