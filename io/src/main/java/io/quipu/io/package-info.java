/**
 * Stages 1 and 8 and the side doors: everything that crosses the border of the pipeline.
 *
 * <p>Each package below it binds one kind of outside world, such as Kafka or Cassandra, to the
 * ports that the stages in {@code transforms} know.
 */
@NullMarked
package io.quipu.io;

import org.jspecify.annotations.NullMarked;
