/**
 * A recorded run of a linear model, trained again to the same bits and looked at: its way through
 * the weights in the two directions in which it went most, and the loss there.
 */
@NullMarked
package org.glissade.lab.replay;

import org.jspecify.annotations.NullMarked;
