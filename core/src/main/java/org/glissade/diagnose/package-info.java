/**
 * What a run looks like from outside: how noisy the gradient is, how curved the objective, which
 * rates are stable. Observers only: nothing here moves a parameter of a run.
 */
@NullMarked
package org.glissade.diagnose;

import org.jspecify.annotations.NullMarked;
