/** The lab: a page of this machine on which SGD can be watched, and what it is made of. */
@NullMarked
package org.glissade.lab;

import org.jspecify.annotations.NullMarked;
