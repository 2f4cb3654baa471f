/**
 * File formats, in: from bytes to {@link org.glissade.io.table.Records}.
 *
 * <p>{@link org.glissade.io.formats.DataReader} is the door: it decompresses, tells the formats
 * apart, and hands over to a reader of tables (CSV, TSV, ARFF) or of sparse rows (LIBSVM). Whatever
 * had to be assumed about a file is said in the notes of the {@link
 * org.glissade.io.formats.ReadResult}; whatever is wrong with it is a {@link
 * org.glissade.io.DataException} with the place and a way out. Nothing is ever read in part.
 *
 * <p>A file is cut into chunks of whole rows ({@code ChunkedText}), which several threads parse
 * ({@code ChunkWorkers}) into arrays of their own; these are put together in the order of the file.
 * Numbers are read out of the bytes ({@code FloatReader}). What is met once in a while, such as a
 * quote in a quoted cell, takes a slower way to the same outcome.
 */
@NullMarked
package org.glissade.io.formats;

import org.jspecify.annotations.NullMarked;
