/** The start of a job: what it prepares, and how it fits the contents of the keyspace. */
@NullMarked
package io.quipu.pipeline.start;

import org.jspecify.annotations.NullMarked;
