/**
 * Stage 1 of 8: read.
 *
 * <p>In: a Kafka topic, or files of JSON lines. Out: records as they are, with their position.
 * Guarantee: every record from the start on, once, as far as the runner's checkpoints go. Time: a
 * record's stream time is Kafka's log-append time, or when a file was read. State: the offsets, in
 * the runner's checkpoints.
 */
@NullMarked
package io.quipu.io.kafka;

import org.jspecify.annotations.NullMarked;
