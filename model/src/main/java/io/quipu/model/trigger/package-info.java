/** Triggers: conditions over the numbers of counters, and what they tell when they become true. */
@NullMarked
package io.quipu.model.trigger;

import org.jspecify.annotations.NullMarked;
