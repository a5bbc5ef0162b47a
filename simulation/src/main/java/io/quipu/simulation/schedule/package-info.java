/** Schedules: what happens in which order, chosen by a seed; and how failing ones are shrunk. */
@NullMarked
package io.quipu.simulation.schedule;

import org.jspecify.annotations.NullMarked;
