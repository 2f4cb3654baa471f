@NullMarked
package org.glissade.lab.runs;

import org.jspecify.annotations.NullMarked;
