@NullMarked
package org.glissade.lab.server;

import org.jspecify.annotations.NullMarked;
