@NullMarked
package org.glissade.lab.replay;

import org.jspecify.annotations.NullMarked;
