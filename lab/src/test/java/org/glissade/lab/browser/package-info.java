@NullMarked
package org.glissade.lab.browser;

import org.jspecify.annotations.NullMarked;
