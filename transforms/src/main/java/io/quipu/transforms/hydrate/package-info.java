/**
 * Stage 3 of 8: hydrate.
 *
 * <p>In: events with lookups. Out: the same events with the looked-up values, and dead letters for
 * unknown keys, if the catalog declares it. Guarantee: each event comes out once. The stage waits
 * for a store that is not available; an outage never counts as "unknown". Time: an event keeps its
 * stream time. State: none; answers are cached in memory.
 */
@NullMarked
package io.quipu.transforms.hydrate;

import org.jspecify.annotations.NullMarked;
