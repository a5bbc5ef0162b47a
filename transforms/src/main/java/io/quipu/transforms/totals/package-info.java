/**
 * Stage 7 of 8: accumulate totals.
 *
 * <p>In: merged batches of increments by shard. Out: the changed rows, with their new totals.
 * Guarantee: a row is the sum of all increments so far. It includes those of earlier jobs, in
 * months before the configured bootstrap month. Time: state expires by stream time. State: one page
 * per counter and month.
 *
 * <p>RollUp replaces this stage if the store itself adds: its rows hold only what is to be added.
 */
@NullMarked
package io.quipu.transforms.totals;

import org.jspecify.annotations.NullMarked;
