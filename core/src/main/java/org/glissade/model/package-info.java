/** What is minimised: models and losses, over a batch of rows at a time. */
@NullMarked
package org.glissade.model;

import org.jspecify.annotations.NullMarked;
