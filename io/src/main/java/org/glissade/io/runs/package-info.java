/**
 * The record of a run: a folder that tells, while training goes on and ever after, what was learnt
 * from what, how, on what machine, and how it went. Reports and other views are made of it alone.
 */
@NullMarked
package org.glissade.io.runs;

import org.jspecify.annotations.NullMarked;
