/**
 * Stage 4 of 8: check uniqueness.
 *
 * <p>In: events. Out: each event that is counted, with the buckets in which it is a customer's
 * first. Guarantee: exact within the retention, in any order of arrival; an event id counts once.
 * Time: buckets are the event's own time; state expires by stream time. State: one page per
 * customer, statistic and month, about 10 bytes for each dimension value in it. Counting by
 * customer needs the ids alone, and where events have none, no state at all.
 */
@NullMarked
package io.quipu.transforms.unique;

import org.jspecify.annotations.NullMarked;
