/** State and timers of keys, in memory and as checkpoints hold them. */
@NullMarked
package io.quipu.simulation.state;

import org.jspecify.annotations.NullMarked;
