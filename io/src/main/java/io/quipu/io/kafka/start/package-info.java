/**
 * Decides, before a job is submitted, at which offset it first reads each partition.
 *
 * <p>In: topics, a consumer group and where to start. Out: the offsets, which the group then has.
 */
@NullMarked
package io.quipu.io.kafka.start;

import org.jspecify.annotations.NullMarked;
