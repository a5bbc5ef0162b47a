/** Cassandra's tables. */
@NullMarked
package io.quipu.cli.schema;

import org.jspecify.annotations.NullMarked;
