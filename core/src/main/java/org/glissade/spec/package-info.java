/**
 * The text form of the values that compose: {@code name(argument, key=argument, …)}, where an
 * argument is a number, a word or again such a form; and numbers as people read them.
 */
@NullMarked
package org.glissade.spec;

import org.jspecify.annotations.NullMarked;
