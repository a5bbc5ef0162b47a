/** The local Kafka and Cassandra. */
@NullMarked
package io.quipu.cli.stack;

import org.jspecify.annotations.NullMarked;
