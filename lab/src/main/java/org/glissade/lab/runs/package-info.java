/**
 * The runs of a folder: watched while they are written, by whatever process, shown as curves of
 * bounded size; and trainings that the page starts.
 */
@NullMarked
package org.glissade.lab.runs;

import org.jspecify.annotations.NullMarked;
