/** The runs of a textbook on images of digits or clothes, beside what it prints. */
@NullMarked
package org.glissade.bench.chapters;

import org.jspecify.annotations.NullMarked;
