/**
 * Stage 3 of 8: hydrate.
 *
 * <p>In: events that ask for what they lack. Out: the same events with it, and dead letters of
 * those whose key is unknown, where the catalog wants that. Guarantee: each event comes out once; a
 * store that is away is waited for, never taken for "unknown". Time: an event keeps its stream
 * time. State: none; answers are cached in memory.
 */
@NullMarked
package io.quipu.transforms.hydrate;

import org.jspecify.annotations.NullMarked;
