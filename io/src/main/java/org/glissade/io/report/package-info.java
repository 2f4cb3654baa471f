/**
 * A run on one page: its events and results gathered as plain values, drawn as figures, written as
 * HTML that needs nothing from elsewhere.
 */
@NullMarked
package org.glissade.io.report;

import org.jspecify.annotations.NullMarked;
