package io.quipu.transforms.journal;

import io.quipu.model.counter.IncrementBatch;

/**
 * What an owner notes before it writes rows: the increments that change them.
 *
 * @param owner the number of the owner
 * @param sequence its place among the owner's entries of the shard, from 1
 * @param hour the hour of the journal that holds it, in hours since 1970
 * @param time no increment in it has a later stream time; in milliseconds since 1970
 * @param batch the increments
 */
public record JournalEntry(long owner, long sequence, int hour, long time, IncrementBatch batch) {}
