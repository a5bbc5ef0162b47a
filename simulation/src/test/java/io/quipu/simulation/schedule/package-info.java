/** Tests of schedules. */
@NullMarked
package io.quipu.simulation.schedule;

import org.jspecify.annotations.NullMarked;
