/**
 * The inputs and outputs of the pipeline: stages 1 and 8, lookups and dead letters.
 *
 * <p>Each package below it implements, for one external system such as Kafka or Cassandra,
 * interfaces that the stages in {@code transforms} use.
 */
@NullMarked
package io.quipu.io;

import org.jspecify.annotations.NullMarked;
