/**
 * Stage 5 of 8: fan out.
 *
 * <p>In: checked events. Out: what a bundle adds to the counters of each shard: the counters of the
 * company as a whole, or those of the event's customer. Guarantee: every event is in exactly one
 * batch of each of its counters. Time: a batch has the stream time of the bundle's latest event.
 * State: none; a bundle's increments are in memory.
 */
@NullMarked
package io.quipu.transforms.fanout;

import org.jspecify.annotations.NullMarked;
