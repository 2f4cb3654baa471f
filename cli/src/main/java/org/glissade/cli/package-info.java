/**
 * The {@code glissade} command: text in, events out, and nothing that the library cannot do. {@link
 * org.glissade.cli.Main} is the entry; each sub-command is a class of its own.
 */
@NullMarked
package org.glissade.cli;

import org.jspecify.annotations.NullMarked;
