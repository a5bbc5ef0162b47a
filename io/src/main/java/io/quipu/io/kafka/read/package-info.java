/**
 * Stage 1 of 8: read.
 *
 * <p>In: Kafka topics. Out: unchanged records, with their position. Guarantee: every record from
 * the start on, once, if the runner has exactly-once checkpoints. Time: a record's stream time is
 * Kafka's log-append time. State: the offsets, in the runner's checkpoints.
 */
@NullMarked
package io.quipu.io.kafka.read;

import org.jspecify.annotations.NullMarked;
