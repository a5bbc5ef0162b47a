/** Counters: their keys, the increments that events add to them, and the rows of their numbers. */
@NullMarked
package io.quipu.model.counter;

import org.jspecify.annotations.NullMarked;
