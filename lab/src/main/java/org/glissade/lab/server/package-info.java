/**
 * The server of the lab: the JDK's own, on virtual threads. It knows nothing of what the lab shows:
 * rooms bring {@link org.glissade.lab.server.Route}s and publish to a {@link
 * org.glissade.lab.server.Feed}. Who may ask at all is decided in one place, before any room hears
 * of it.
 */
@NullMarked
package org.glissade.lab.server;

import org.jspecify.annotations.NullMarked;
