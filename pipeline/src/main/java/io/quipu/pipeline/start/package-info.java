/**
 * The start of a job: what it needs outside the pipeline, and how it fits to what the keyspace
 * holds.
 */
@NullMarked
package io.quipu.pipeline.start;

import org.jspecify.annotations.NullMarked;
