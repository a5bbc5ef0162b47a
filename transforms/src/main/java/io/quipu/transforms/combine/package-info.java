/**
 * Stage 6 of 8: combine in fixed windows.
 *
 * <p>In: batches of increments by shard. Out: one merged batch for each shard and window.
 * Guarantee: whatever goes in comes out once; no batch is ever too late. Time: windows of
 * processing time, each shard's at its own offset. State: the batches of a window, and a timer for
 * each shard and window.
 */
@NullMarked
package io.quipu.transforms.combine;

import org.jspecify.annotations.NullMarked;
