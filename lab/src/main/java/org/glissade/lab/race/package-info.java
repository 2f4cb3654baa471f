/** Trainings that the lab shows: run by the engine, with every update kept. */
@NullMarked
package org.glissade.lab.race;

import org.jspecify.annotations.NullMarked;
