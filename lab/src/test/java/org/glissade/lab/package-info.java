@NullMarked
package org.glissade.lab;

import org.jspecify.annotations.NullMarked;
