/**
 * Counts sequences, beside stage 5 of 8.
 *
 * <p>In: checked events. Out: what the steps in them add to the counters of their sequences; it
 * joins the output of the fan-out. Guarantee: the sum of all increments is what the set of events
 * counts for, in any order of arrival, as long as histories are kept. An increment can be negative.
 * Time: buckets follow the event's own time; state expires by stream time. State: for each
 * customer, sequence and month one {@link io.quipu.model.sequence.History}. An event is in the
 * histories of all months to which it can matter.
 */
@NullMarked
package io.quipu.transforms.sequence;

import org.jspecify.annotations.NullMarked;
