/**
 * Stage 6 of 8: combine in fixed windows.
 *
 * <p>In: batches of increments by shard. Out: one merged batch for each shard and window.
 * Guarantee: each increment comes out once; none is late. Time: windows of processing time, with an
 * offset for each shard; they stretch while the pipeline catches up. State: the batches of a
 * window, and a timer for each shard and window.
 */
@NullMarked
package io.quipu.transforms.combine;

import org.jspecify.annotations.NullMarked;
