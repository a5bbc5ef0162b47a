/** What is known of Kafka's log while a job runs: gaps in it, and how far the job has read. */
@NullMarked
package io.quipu.io.kafka.log;

import org.jspecify.annotations.NullMarked;
