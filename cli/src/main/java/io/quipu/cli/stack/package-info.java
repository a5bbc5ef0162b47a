/** The command {@code quipu stack}, which runs local Kafka, Cassandra and Flink servers. */
@NullMarked
package io.quipu.cli.stack;

import org.jspecify.annotations.NullMarked;
