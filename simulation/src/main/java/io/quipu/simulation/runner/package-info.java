/**
 * A runner for one thread: it runs the DoFns of a Beam pipeline with Beam's state in memory, and
 * leaves the choice of each next step to its caller.
 */
@NullMarked
package io.quipu.simulation.runner;

import org.jspecify.annotations.NullMarked;
