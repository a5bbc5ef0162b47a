/**
 * Stage 4 of 8: check uniqueness.
 *
 * <p>In: events. Out: each event that is counted, with the buckets in which it is its customer's
 * first. Guarantee: uniques are exact within the retention, in any order of arrival. An event id
 * counts once among the last 1,024 ids of its customer, statistic and month. It counts again if
 * more other ids came between. Time: buckets follow the event's own time; state expires by stream
 * time. State: one page for each customer, statistic and month, with about 10 bytes for each
 * dimension value in it and 8 for each event id. Counting by customer needs only the ids, and no
 * state if events have no ids.
 */
@NullMarked
package io.quipu.transforms.unique;

import org.jspecify.annotations.NullMarked;
