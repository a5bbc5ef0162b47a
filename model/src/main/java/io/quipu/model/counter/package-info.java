/** Counters: their names and keys, what events add to them, and the rows that come of it. */
@NullMarked
package io.quipu.model.counter;

import org.jspecify.annotations.NullMarked;
