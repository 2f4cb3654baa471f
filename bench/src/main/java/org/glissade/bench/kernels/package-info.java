/**
 * JMH benchmarks of kernels, run by {@code bench/kernels}. Each takes its data from {@link
 * org.glissade.bench.kernels.DenseRows} or {@link org.glissade.bench.kernels.SparseRows}, which see
 * to it that every loss and both kinds of batch are loaded before anything is measured. A benchmark
 * goes once over the data and returns what it computed; {@code -prof gc} must show no allocation.
 */
@NullMarked
package org.glissade.bench.kernels;

import org.jspecify.annotations.NullMarked;
