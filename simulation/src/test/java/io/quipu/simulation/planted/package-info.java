/** Bugs that are planted into a simulation, to see that it catches them. */
@NullMarked
package io.quipu.simulation.planted;

import org.jspecify.annotations.NullMarked;
