/**
 * Stage 7 of 8: accumulate totals.
 *
 * <p>In: merged batches of increments by shard. Out: the rows that changed, with their final
 * numbers. Guarantee: a row is the sum of all increments so far, those of an earlier job included
 * as far back as it is told to bootstrap. Time: state expires by stream time. State: one page per
 * counter and month.
 *
 * <p>In its place, RollUp gives the rows that are to be added, where the store itself adds.
 */
@NullMarked
package io.quipu.transforms.totals;

import org.jspecify.annotations.NullMarked;
