/**
 * The jobs: their options and catalog, and the pipeline of stages with Kafka, files and Cassandra.
 */
@NullMarked
package io.quipu.pipeline;

import org.jspecify.annotations.NullMarked;
