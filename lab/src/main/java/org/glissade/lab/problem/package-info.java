/** What the lab minimises: losses of one or two weights over examples, and what they look like. */
@NullMarked
package org.glissade.lab.problem;

import org.jspecify.annotations.NullMarked;
