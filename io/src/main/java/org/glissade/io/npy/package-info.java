/** NumPy's array files ({@code .npy}): read where they lie, converted, written. */
@NullMarked
package org.glissade.io.npy;

import org.jspecify.annotations.NullMarked;
