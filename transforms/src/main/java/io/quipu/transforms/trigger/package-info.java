/**
 * Beside stage 8: finds out which triggers fire.
 *
 * <p>In: final rows, as stage 7 outputs them. Out: firings, each once for a trigger, a counter, a
 * bucket and a number of arming. Time: buckets by event time; silence, lateness and expiry by
 * stream time. State: a {@link io.quipu.model.trigger.TriggerPage} for each counter that has fired
 * or whose rows a condition needs.
 */
@NullMarked
package io.quipu.transforms.trigger;

import org.jspecify.annotations.NullMarked;
