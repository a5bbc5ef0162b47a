package io.quipu.model.event;

/**
 * What sequences need to know of an event.
 *
 * @param time when it happened, in milliseconds since 1970
 * @param identity tells it from other events of the same customer and time: a hash of its id, or
 *     else of its whole record
 * @param conditions the conditions of steps that are true for it, as bits; the i-th bit is the i-th
 *     expression of {@code StepMatcher.expressions}
 */
public record Occurrence(long time, long identity, long conditions) {}
