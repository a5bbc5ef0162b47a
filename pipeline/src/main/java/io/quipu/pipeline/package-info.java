/** The jobs: options, the catalog, and the stages put together with Kafka, files and Cassandra. */
@NullMarked
package io.quipu.pipeline;

import org.jspecify.annotations.NullMarked;
