/** A Beam pipeline as the operators that the simulator runs. */
@NullMarked
package io.quipu.simulation.graph;

import org.jspecify.annotations.NullMarked;
