package org.glissade.io.formats;

import org.jspecify.annotations.Nullable;

/**
 * What a chunk of LIBSVM text becomes.
 *
 * @param lines number of lines
 * @param labels one a row
 * @param ends how many values are stored up to the end of each row
 * @param indices from 0, of each value stored; there may be more than are used
 * @param largest the largest index that was read, from 1
 * @param beyond number of values left out because the model has no such feature
 * @param fault what is wrong with the first line that cannot be read; null if nothing is
 */
record LibsvmPart(
    long lines,
    float[] labels,
    int[] ends,
    int[] indices,
    float[] values,
    int largest,
    long beyond,
    @Nullable LineFault fault) {}
